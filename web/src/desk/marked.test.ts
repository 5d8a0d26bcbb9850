import { expect, test } from 'vitest';
import type { Schemas } from '../api/client';
import { csv, type Marked, markedOf, offers, packed, workOf } from './marked';

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
  expect(workOf(null, 'li')).toBeUndefined();
  expect(workOf({ person: 'li', list: 'x' }, 'li')).toBeUndefined();
  expect(workOf({ person: 'li', batch: 'b', tasks: [] }, 'li')).toBeUndefined();
  expect(workOf({ person: 'li', batch: 'b', list: '', tasks: [{ case: 'c', visit: 1 }] }, 'li')?.batch).toBe('b');
});

test('work is its person\'s alone, and says nothing of the cases', () => {
  const row = { case: 'c', visit: 2, in_place_of: { id: 'wang', name: '王五' }, case_number: '2026-1', applicant: '915', applicant_name: '山川公司', actions: task(['pass', true]).actions } as Schemas['Task'];
  const work = packed([row, { ...row, visit: 3, in_place_of: undefined }], 'item=x', 'li');
  expect(workOf(work, 'li')).toEqual(work);
  expect(workOf(work, 'zhao')).toBeUndefined();
  expect(JSON.stringify(work)).not.toMatch(/2026-1|山川|王五|pass/);
  const left = markedOf([row, { ...row, case: 'other' }], work.tasks);
  expect(left.map((m) => [m.case, m.visit, m.in_place_of, m.number, m.applicant])).toEqual([['c', 2, 'wang', '2026-1', '山川公司']]);
});

test('a spreadsheet calculates nothing of what was written', () => {
  expect(csv([['a', '=1+1', 'say "x"'], ['-1', '@x', '好']])).toBe('\uFEFF"a","\'=1+1","say ""x"""\r\n"\'-1","\'@x","好"\r\n');
});
