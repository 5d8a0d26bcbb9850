import { expect, test } from 'vitest';
import { changed, missing } from './take';

const before = { name: '甲', people: { head: '乙', tel: '1' }, list: [1, 2] };

test.each([
  ['nothing typed', {}, ['/e']],
  ['a part typed', { e: { name: '丙' } }, ['/e/people', '/e/list']],
  ['a part of a part', { e: { name: '丙', people: { head: '丁' }, list: [] } }, ['/e/people/tel']],
  ['all there', { e: before }, []],
  ['something of another shape', { e: 'x' }, []],
])('takes what is missing: %s', (_, form, want) => {
  expect(missing(form, before, '/e').map((f) => f.pointer)).toEqual(want);
});

test.each([
  ['nothing', { e: before }, []],
  ['a value', { e: { ...before, name: '丙' } }, ['/e/name']],
  ['taken away and added', { e: { name: '甲', people: { head: '乙', tel: '1', fax: '2' } } }, ['/e/people/fax', '/e/list']],
  ['a row', { e: { ...before, list: [1] } }, ['/e/list']],
  ['all of it', {}, ['/e']],
])('says what changed: %s', (_, form, want) => {
  expect(changed(form, before, '/e')).toEqual(want);
});
