import { expect, test } from 'vitest';
import { answered } from './demand';

const file = (material: string, sha256: string) => ({ material, sha256 });
const filed = { form: { person: { phone: '1' } }, files: [file('contract', 'a'), file('photo', 'b')] };

test.each([
  ['nothing was done', 'contract', filed, false],
  ['its files come in another order', '', { ...filed, files: [...filed.files].reverse() }, false],
  ['a file was put to it', 'contract', { ...filed, files: [...filed.files, file('contract', 'c')] }, true],
  ['its file was taken off', 'contract', { ...filed, files: [file('photo', 'b')] }, true],
  ['another file took the place of its own', 'contract', { ...filed, files: [file('contract', 'z'), file('photo', 'b')] }, true],
  ['another material was changed', 'contract', { ...filed, files: [file('contract', 'a')] }, false],
  ['it is about no material, and a file was changed', '', { ...filed, files: [file('contract', 'a')] }, true],
  ['it is about no material, and an answer was changed', '', { ...filed, form: { person: { phone: '2' } } }, true],
  ['it is about a material, and an answer was changed', 'contract', { ...filed, form: { person: { phone: '2' } } }, false],
])('a point is answered, when %s: %s', (_, material, now, is) => {
  expect(answered(material, { was: filed, now })).toBe(is);
});

test('a form that its reader may not see says nothing', () => {
  expect(answered('', { was: { files: filed.files }, now: filed })).toBe(false);
});
