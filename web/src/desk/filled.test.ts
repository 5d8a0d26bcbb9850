import { expect, test } from 'vitest';
import { filled, unkept } from './filled';

test('what is left behind is asked about only if something was filled in', () => {
  for (const nothing of [undefined, {}, { reason: ' ' }, { supplements: [{ problem: '', demand: '' }] }, { people: [] }]) expect(filled(nothing)).toBe(false);
  for (const something of [{ reason: 'x' }, { supplements: [{ problem: '', demand: '' }, { problem: '缺页', demand: '' }] }, { days: 3 }, { file: new File([], 'x.pdf') }]) expect(filled(something)).toBe(true);
});

test('the opinion of a decision has a draft of its own', () => {
  expect(unkept({ reason: 'x', grade: 'a', sure: true }, { action: 'decide', visit: 1 })).toEqual({ grade: 'a' });
  expect(unkept({ reason: 'x', sure: true }, { action: 'suspend', visit: undefined } as Parameters<typeof unkept>[1])).toEqual({ reason: 'x' });
});
