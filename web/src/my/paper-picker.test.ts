import { expect, test } from 'vitest';
import { fits } from './paper-picker';

test('a material is offered what it takes and does not have yet', () => {
  const m = { id: 'licence', types: ['pdf', 'png'], max_size: 100 };
  const paper = { sha256: 'a', size: 100, media_type: 'application/pdf' };
  expect(fits(paper, m, [])).toBe(true);
  expect(fits(paper, m, [{ material: 'contract', sha256: 'a' }, { material: 'licence', sha256: 'b' }])).toBe(true);
  expect(fits(paper, m, [{ material: 'licence', sha256: 'a' }])).toBe(false);
  expect(fits({ ...paper, size: 101 }, m, [])).toBe(false);
  expect(fits({ ...paper, size: 101 }, { ...m, max_size: 0 }, [])).toBe(true);
  expect(fits({ ...paper, media_type: 'image/jpeg' }, m, [])).toBe(false);
  expect(fits({ ...paper, media_type: 'text/plain' }, m, [])).toBe(false);
});
