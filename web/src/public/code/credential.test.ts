import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkCredential } from '../../../../docs/verify/credential.mjs';

// The example that the format is published with.
const page = readFileSync('../docs/certificates.md', 'utf8');
const text = /^ {4}(SHENPI:\S+)/m.exec(page)?.[1] ?? '', key = /shenpi-vector\S+(?=`)/.exec(page)?.[0] ?? '';
const none = () => Promise.resolve(undefined);
const on = (day: string) => ({ now: Date.parse(`${day}T04:00:00Z`) });
const check = (code: string, keys = [key], also: { now: number; number?: string } = on('2027-01-01')) => checkCredential(code, keys, none, also);

test('the published example is what it says it is, and of no status without a list', async () => {
  const found = await check(`https://office.example.invalid/verify#${text}`);
  expect(found).toMatchObject({ ok: false, code: 'valid_status_unchecked', valid_from: '2026-12-30', valid_until: '2030-12-29', hidden: [], signed_by: 'shenpi-vector+362fa336' });
  expect(found.shown).toMatchObject({ number: 'SL-SIQ3-2026-0001', holder: '示例省甲乙信息技术有限公司' });
  expect((await check(text, [key], on('2026-12-29'))).code).toBe('not_yet_valid');
  expect((await check(text, [key], on('2030-12-30'))).code).toBe('expired');
  expect((await check(text, [key], { ...on('2027-01-01'), number: 'SL-SIQ3-2026-0002' })).code).toBe('other_certificate');
});

test('no letter can be another, and nothing of what was altered is told', async () => {
  const began = 'SHENPI:'.length;
  for (let at = began; at < text.length; at += 7) {
    const found = await check(text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1));
    expect(found.ok, `letter ${at}`).toBe(false);
    expect(found.shown, `letter ${at}`).toBeUndefined();
  }
  expect((await check(text.slice(0, -40) + 'AAAA' + text.slice(-36))).code).toBe('bad_signature');
});

const letters = text.length - 'SHENPI:'.length;

test.each([
  ['key_unknown', (): string => text, []], ['no_credential', (): string => 'https://office.example.invalid/items', [key]], ['no_credential', (): string => `http://office.example.invalid/verify#${text}`, [key]],
  ['lower_case', (): string => text.toLowerCase().replace('shenpi', 'SHENPI'), [key]], ['padding', (): string => `${text}=`, [key]], ['payload_cut', (): string => text.slice(0, -(letters % 8) - 8), [key]],
  ['version_unknown', (): string => text.replace('SHENPI:AE', 'SHENPI:AI'), [key]], ['text_too_long', (): string => text.padEnd(20_000, 'A'), [key]],
] as const)('what is wrong has the code of the first verifier: %s', async (code, of, keys) => {
  expect(await check(of(), [...keys])).toEqual({ ok: false, code });
});
