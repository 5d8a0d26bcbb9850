import { expect, test } from 'vitest';
import { standing } from './checking';

const case1 = 'case/1', bad = (stream: string, number?: number) => ({ code: 'chain_broken', what: '', stream, number });

test('entries stand up to the first bad one, and none more than were proved', () => {
  expect(standing(case1, { proved: 5, bad: undefined })).toEqual({ upTo: 5, from: undefined });
  expect(standing(case1, { proved: 2, bad: bad(case1, 3) })).toEqual({ upTo: 2, from: 3 });
  expect(standing(case1, { proved: 2, bad: bad(case1, 5) })).toEqual({ upTo: 2, from: 5 }); // the third and fourth were waiting
  expect(standing(case1, { proved: 4, bad: bad(case1) })).toEqual({ upTo: 4, from: 5 }); // some may be missing at the end
});

test('what is wrong with the keys is of no entry of the case', () => {
  expect(standing(case1, { proved: 0, bad: bad('key/checkpoint', 1) })).toEqual({ upTo: 0, from: 1 });
  expect(standing(case1, { proved: 3, bad: bad('key/checkpoint', 2) })).toEqual({ upTo: 3, from: 4 });
});
