import { expect, test } from 'vitest';
import { type Problem, Refused } from '../api/problem';
import { outdated } from './command';

const refused = (status: number) => new Refused({ status, detail_en: '' } as Problem);

test.each([
  [412, 'people', true], [409, 'proposals', true], [404, 'webhooks', true], [409, 'case', true], [412, 'session', false], // somebody was faster
  [422, 'case', true], [422, 'tasks', true], [422, 'people', false], [403, 'definitions', false], [403, 'session', false],
])('after a refusal with %i, %s is read again: %s', (status, what, again) => {
  expect(outdated(refused(status), what)).toBe(again);
});
