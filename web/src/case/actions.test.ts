import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Action, acts, apart, asked, concernsParty, order } from './actions';

interface Operation { requestBody?: { content: Record<string, { schema: { $ref?: string } }> }; parameters?: { name: string; in: string }[] }
interface Body { properties?: Record<string, { enum?: string[] }>; required?: string[] }
const api = JSON.parse(readFileSync('../docs/openapi.json', 'utf8')) as {
  paths: Record<string, { post?: Operation; put?: Operation }>;
  components: { schemas: Record<string, Body> };
};

test('every act that the API knows of can be done', () => {
  const known = api.components.schemas.Permission?.properties?.action?.enum ?? [];
  expect([...Object.keys(acts), ...apart].sort()).toEqual([...known].sort());
});

const nothing = {} as never;

test.each(Object.entries(acts))('%s asks for what the API takes', (_, act) => {
  const path = api.paths[`/api/v1/cases/{id}/${act.path.replace('{recusal}', '{number}').replace('{decision}', '{reply}')}`];
  const operation = act.upload ? path?.put : path?.post;
  expect(operation, act.path).toBeDefined();
  const ref = operation?.requestBody?.content['application/json']?.schema.$ref?.split('/').pop();
  const body = ref ? api.components.schemas[ref] : undefined;
  const taken = act.upload ? (operation?.parameters ?? []).filter((q) => q.in === 'query').map((q) => q.name) : Object.keys(body?.properties ?? {});
  const given = [...act.asks.map((a) => a.name), ...Object.keys(act.fixed?.(nothing) ?? {})];
  for (const name of given) expect(taken, act.path).toContain(name);
  const certain = [...act.asks.filter((a) => a.required).map((a) => a.name), ...Object.keys(act.fixed?.(nothing) ?? {})];
  for (const name of (body?.required ?? []).filter((n) => n !== '$schema')) expect(certain, act.path).toContain(name);
  // What the API can be told and nobody is asked for: it says why.
  const left = taken.filter((name) => name !== '$schema' && !given.includes(name));
  expect(left, act.path).toEqual(act.path === 'copy' ? ['person'] : []); // left out, whoever holds the role
});

test('nobody is asked to choose where there is nothing to choose from', () => {
  const p = { grades: [], people: [], asks_applicant: false } as never;
  expect(asked(acts.decide, p, true).map((a) => a.name)).toEqual(['reason']);
  expect(asked(acts.grant_recusal, p, true).map((a) => a.name)).toEqual(['reason']);
  expect(asked(acts.ask_recusal, p, true).map((a) => a.name)).toEqual(['reason']);
  expect(asked(acts.ask_recusal, p, false).map((a) => a.name)).toEqual(['whom', 'reason']);
  expect(asked(acts.object, p, false).map((a) => a.name)).toEqual(['text']);
});

test('decisions of the task that was opened come first', () => {
  const list: { action: Action; visit?: number }[] = [{ action: 'ask_recusal' }, { action: 'claim', visit: 2 }, { action: 'decide', visit: 1 }, { action: 'transfer', visit: 2 }, { action: 'decide', visit: 2 }];
  const sorted = (visit?: number) => [...list].sort((a, b) => order(a, visit) - order(b, visit)).map((p) => `${p.action} ${p.visit ?? ''}`.trim());
  expect(sorted(2)).toEqual(['decide 2', 'claim 2', 'transfer 2', 'decide 1', 'ask_recusal']);
  expect(sorted()).toEqual(['decide 1', 'decide 2', 'claim 2', 'ask_recusal', 'transfer 2']);
});

test('a party is not told why officers\' acts are not theirs', () => {
  expect(concernsParty({ action: 'decide', allowed: false })).toBe(false);
  expect(concernsParty({ action: 'decide', allowed: true })).toBe(true);
  expect(concernsParty({ action: 'withdraw', allowed: false })).toBe(true);
});
