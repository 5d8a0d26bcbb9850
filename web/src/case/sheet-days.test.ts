import { expect, test } from 'vitest';
import { csv, months } from './sheet-days';

const day = (date: string) => ({ date, counted: true, n: 1, rule: 'workday', title: { zh: '', en: '' }, grounds: [], because: [], ahead: false });

test('days stand under their weekday, months after one another, without empty weeks', () => {
  const [march, april, ...more] = months(['2026-03-30', '2026-03-31', '2026-04-01', '2026-04-05', '2026-04-06'].map(day));
  expect(more).toEqual([]);
  expect(march?.weeks.map((w) => w.map((d) => d?.date.slice(8) ?? ''))).toEqual([['30', '31', '', '', '', '', '']]);
  expect(april?.weeks.map((w) => w.map((d) => d?.date.slice(8) ?? ''))).toEqual([['', '', '01', '', '', '', '05'], ['06', '', '', '', '', '', '']]);
  expect([march?.year, march?.month, april?.month]).toEqual([2026, 3, 4]);
});

test('a table keeps quotes, commas and line ends inside a field', () => {
  expect(csv([['a"b', 1], ['c,d\n', '']])).toBe('\ufeff"a""b","1"\r\n"c,d\n",""\r\n');
});
