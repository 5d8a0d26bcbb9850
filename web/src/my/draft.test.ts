import { expect, test } from 'vitest';
import { Refused, Unanswered } from '../api/problem';
import { type Filled, filling } from './draft';

const begun: Filled = { form: { a: 1 }, base: { a: 1 }, revision: 1, conflicts: [], state: 'saved', savedAt: 't1', error: undefined };

function answer(form: unknown, revision: number) {
  return { form, revision, updated_at: `t${revision}` } as never;
}

test('what is typed while a change is on its way is saved by the next one', () => {
  let f = filling(begun, { to: 'set', pointer: '/a', value: 2 });
  expect(f.state).toBe('unsaved');
  const sent = f.form;
  f = filling(f, { to: 'saving' });
  f = filling(f, { to: 'set', pointer: '/b', value: 3 });
  f = filling(f, { to: 'saved', form: sent, draft: answer(sent, 2) });
  expect(f).toMatchObject({ form: { a: 2, b: 3 }, base: { a: 2 }, revision: 2, state: 'unsaved', savedAt: 't2' });
  f = filling(f, { to: 'saved', form: f.form, draft: answer(f.form, 3) });
  expect(f).toMatchObject({ state: 'saved', revision: 3 });
});

test('what another one changed joins what is typed, and where both did, somebody chooses', () => {
  let f = filling(begun, { to: 'set', pointer: '/a', value: 2 });
  f = filling(f, { to: 'theirs', draft: answer({ a: 9, c: 4 }, 5) });
  expect(f).toMatchObject({ form: { a: 2, c: 4 }, base: { a: 9, c: 4 }, revision: 5, state: 'unsaved', conflicts: [{ pointer: '/a', mine: 2, theirs: 9 }] });
  expect(filling(f, { to: 'settle', pointer: '/a', value: 9 })).toMatchObject({ form: { a: 9, c: 4 }, conflicts: [], state: 'saved' });
  expect(filling(f, { to: 'settle', pointer: '/a', value: 2 })).toMatchObject({ form: { a: 2, c: 4 }, conflicts: [], state: 'unsaved' });
});

test('a line that was cut is told from a refusal, and nothing typed is lost by either', () => {
  const typed = filling(begun, { to: 'set', pointer: '/a', value: 2 });
  expect(filling(typed, { to: 'failed', error: new Unanswered() })).toMatchObject({ form: { a: 2 }, state: 'offline' });
  expect(filling(typed, { to: 'failed', error: new Refused({ detail_en: 'no' } as never) })).toMatchObject({ form: { a: 2 }, state: 'refused' });
  expect(filling(typed, { to: 'failed', error: new Refused({ status: 503 } as never) })).toMatchObject({ form: { a: 2 }, state: 'offline' }); // it is tried again
  expect(filling(typed, { to: 'set', pointer: '/a', value: 1 }).state).toBe('saved');
});
