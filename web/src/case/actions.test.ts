import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { acts } from './actions';

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
