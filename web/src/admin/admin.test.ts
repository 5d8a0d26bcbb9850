import { expect, test } from 'vitest';
import { weeks } from './calendar';
import { copyOf, keep, kept, nextOf, toMend } from './kept';
import { folded, lineOf, type Pair, pairs } from './source';

const sides = (list: readonly Pair[]) => list.map((p) => `${p.was?.join(' ') ?? '-'} | ${p.now?.join(' ') ?? '-'}${p.same ? '' : ' *'}`);

test('texts stand line beside line, and what was put in the place of something beside it', () => {
  expect(sides(pairs('a\nb\nc\nd\n', 'a\nB\nd\ne\nf\n'))).toEqual(['1 a | 1 a', '2 b | 2 B *', '3 c | - *', '4 d | 3 d', '- | 4 e *', '- | 5 f *']);
  expect(sides(pairs('', 'a\n'))).toEqual(['- | 1 a *']);
  expect(pairs('a\n', 'a\n').every((p) => p.same)).toBe(true);
});

test('equal lines far from a change are folded, and every line is shown or counted', () => {
  const was = Array.from({ length: 40 }, (_, i) => `line ${i}`), now = was.with(20, 'other');
  const shown = folded(pairs(was.join('\n'), now.join('\n')));
  expect(shown.map((r) => (typeof r === 'number' ? r : r.was?.[0]))).toEqual([17, 18, 19, 20, 21, 22, 23, 24, 16]);
  expect(shown.reduce<number>((n, r) => n + (typeof r === 'number' ? r : 1), 0)).toBe(40);
});

test.each([
  ['flow:\n  - step: first-review\n    by: x\n', 'first-review', 2], ['flow:\n  - {step: first, title: x}\n  - {step: first-review}\n', 'first', 2], ['  - {step: first-review}\n', 'first', 0],
  ["  - parallel: 'checks' # both\n", 'checks', 1], ['next: first\n- end: first\n', 'first', 2], ['a: (\n', '(', 0],
])('the line of a node in %j', (text, node, line) => {
  expect(lineOf(text, node)).toBe(line);
});

test('the next version and a copy begin with another head, and nothing else changes', () => {
  const text = '# version: 1 of old\nitem: si-x\nversion: 1\nflow: [{step: version}]\n';
  expect(nextOf(text, 2)).toBe(text.replace('\nversion: 1\n', '\nversion: 2\n'));
  expect(copyOf(nextOf(text, 7))).toBe(text.replace('item: si-x\n', 'item: si-x-copy\n'));
});

test('what is being written is kept until it is given up, each item by itself', () => {
  keep('a', { text: 'x', after: '"1"' });
  expect(kept('a')).toEqual({ text: 'x', after: '"1"' });
  expect(kept('b')).toBeUndefined();
  keep('a', undefined);
  expect(kept('a')).toBeUndefined();
});

test('weeks begin on Monday and hold each day of the month once', () => {
  const days = Array.from({ length: 28 }, (_, i) => ({ date: `2026-02-${String(i + 1).padStart(2, '0')}`, working: true, rule: 'weekday' as const }));
  const rows = weeks(days);
  expect(rows.every((r) => r.length === 7)).toBe(true);
  expect(rows[0]?.map((d) => d?.date.slice(8))).toEqual([undefined, undefined, undefined, undefined, undefined, undefined, '01']); // 1 February 2026 is a Sunday
  expect(rows.flat().filter(Boolean)).toEqual(days);
});

test('the last proposal is mended when it came to nothing and nothing was published after it', () => {
  const put = (entry: number, version: number, status: string, item = 'a') => ({ item, entry, version, status });
  const rejected = put(3, 2, 'rejected');
  expect(toMend([rejected, put(1, 1, 'published'), put(9, 2, 'withdrawn', 'b')], 'a', 1)).toBe(rejected);
  expect(toMend([put(5, 2, 'proposed'), rejected], 'a', 1)).toBeUndefined();
  expect(toMend([put(5, 2, 'published'), rejected], 'a', 2)).toBeUndefined();
  expect(toMend([rejected], 'a', 2)).toBeUndefined();
  expect(toMend([put(1, 1, 'withdrawn', 'c')], 'c', 0)?.entry).toBe(1);
  expect(toMend([], 'a', 0)).toBeUndefined();
});
