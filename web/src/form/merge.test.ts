import { expect, test } from 'vitest';
import { merge } from './merge';
import { join, parts, valueAt, withValue } from './schema';

test.each([
  ['nothing changed', { a: 1 }, { a: 1 }, { a: 1 }, { a: 1 }, []],
  ['mine alone', { a: 1, b: 1 }, { a: 2, b: 1 }, { a: 1, b: 1 }, { a: 2, b: 1 }, []],
  ['theirs alone', { a: 1, b: 1 }, { a: 1, b: 1 }, { a: 1, b: 3 }, { a: 1, b: 3 }, []],
  ['different fields', { a: 1, b: 1 }, { a: 2, b: 1 }, { a: 1, b: 3 }, { a: 2, b: 3 }, []],
  ['the same change', { a: 1 }, { a: 2 }, { a: 2 }, { a: 2 }, []],
  ['both', { a: 1 }, { a: 2 }, { a: 3 }, { a: 2 }, ['/a']],
  ['below', { s: { a: 1, b: 1 } }, { s: { a: 2, b: 1 } }, { s: { a: 3, b: 4 } }, { s: { a: 2, b: 4 } }, ['/s/a']],
  ['new sections', {}, { s: { a: 1 } }, { s: { b: 2 } }, { s: { a: 1, b: 2 } }, []],
  ['taken away', { a: 1, b: 1 }, { b: 1 }, { a: 1, b: 2 }, { b: 2 }, []],
  ['taken away and changed', { a: 1 }, {}, { a: 2 }, {}, ['/a']],
  ['lists are one value', { l: [1, 2] }, { l: [1, 2, 3] }, { l: [0, 2] }, { l: [1, 2, 3] }, ['/l']],
  ['a list and theirs elsewhere', { l: [1], b: 1 }, { l: [2], b: 1 }, { l: [1], b: 2 }, { l: [2], b: 2 }, []],
])('%s', (_, base, mine, theirs, merged, conflicts) => {
  const got = merge(base, mine, theirs);
  expect(got.merged).toEqual(merged);
  expect(got.conflicts.map((c) => c.pointer)).toEqual(conflicts);
});

test('a value is put where its pointer says, and nothing else changes', () => {
  const was = { a: { 'b/c': [{ d: 1 }, { d: 2 }] }, e: 1 };
  const pointer = join(join(join(join('', 'a'), 'b/c'), 1), 'd');
  expect(parts(pointer)).toEqual(['a', 'b/c', '1', 'd']);
  const now = withValue(was, pointer, 3);
  expect(now).toEqual({ a: { 'b/c': [{ d: 1 }, { d: 3 }] }, e: 1 });
  expect(was.a['b/c'][1]?.d).toBe(2);
  expect(valueAt(now, pointer)).toBe(3);
  expect(withValue(now, '/e', undefined)).toEqual({ a: { 'b/c': [{ d: 1 }, { d: 3 }] } });
  expect(withValue({}, '/x/y/z', true)).toEqual({ x: { y: { z: true } } });
});
