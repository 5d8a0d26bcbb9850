import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Action, acts, concernsParty, order } from './actions';

interface Operation { requestBody?: { content: Record<string, { schema: { $ref?: string } }> } }
const api = JSON.parse(readFileSync('../docs/openapi.json', 'utf8')) as {
  paths: Record<string, { post?: Operation }>;
  components: { schemas: Record<string, { properties?: Record<string, unknown>; required?: string[] }> };
};

test.each(Object.entries(acts))('%s asks for what the API takes', (_, act) => {
  const operation = api.paths[`/api/v1/cases/{id}/${act.path.replace('{recusal}', '{number}')}`]?.post;
  expect(operation, act.path).toBeDefined();
  const ref = operation?.requestBody?.content['application/json']?.schema.$ref?.split('/').pop();
  const body = ref ? api.components.schemas[ref] : undefined;
  const given = [...act.asks.map((a) => a.name), ...Object.keys(act.fixed?.({} as never) ?? {})];
  for (const name of given) expect(Object.keys(body?.properties ?? {}), act.path).toContain(name);
  const certain = [...act.asks.filter((a) => a.required).map((a) => a.name), ...Object.keys(act.fixed?.({} as never) ?? {})];
  for (const name of (body?.required ?? []).filter((n) => n !== '$schema')) expect(certain, act.path).toContain(name);
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
