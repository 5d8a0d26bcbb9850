import { expect, test } from 'vitest';
import { csv, type Marked, offers, workOf } from './marked';

function task(...decisions: [string, boolean, boolean?][]): Marked {
  return { case: 'c', visit: 1, number: '1', applicant: 'a', actions: decisions.map(([decision, batch, reason_required = false]) => ({ action: 'decide', decision, batch, reason_required, title: { zh: decision, en: decision } })) };
}

test('decisions that most of what is marked offers, and that may be taken together', () => {
  const all = [task(['pass', true], ['return', true, true], ['refuse', false]), task(['pass', true], ['refuse', false]), task(['return', true], ['refuse', false]), task(['pass', true], ['return', true])];
  expect(offers(all).map((o) => [o.decision, o.of, o.reason])).toEqual([['pass', 3, false], ['return', 3, true]]);
  expect(offers([task(['pass', true]), task(['accept', true])])).toEqual([]); // half is not most
  expect(offers([])).toEqual([]);
});

test('work is what a step of the history holds of it', () => {
  expect(workOf(null)).toBeUndefined();
  expect(workOf({ list: 'x' })).toBeUndefined();
  expect(workOf({ batch: 'b', tasks: [] })).toBeUndefined();
  expect(workOf({ batch: 'b', list: '', tasks: [task()] })?.batch).toBe('b');
});

test('a spreadsheet calculates nothing of what was written', () => {
  expect(csv([['a', '=1+1', 'say "x"'], ['-1', '@x', '好']])).toBe('\uFEFF"a","\'=1+1","say ""x"""\r\n"\'-1","\'@x","好"\r\n');
});
