import { expect, test } from 'vitest';
import { inOrder, type Schema, schemaAt } from './schema';

const root: Schema = {
  type: 'object', required: ['jobs', 'person'],
  properties: {
    person: { type: 'object', title: '人员', required: ['a/b', 'name'], properties: { name: { type: 'string', title: '姓名', 'x-title-en': 'Name' }, 'a/b': { type: 'string', title: '斜线' } } },
    jobs: { type: 'array', title: '经历', items: { $ref: '#/$defs/job' } },
  },
  $defs: { job: { type: 'object', properties: { from: { type: 'string', format: 'date', title: '自' } } } },
};

test('what leads to a place is named, rows by their number', () => {
  expect(schemaAt(root, '/jobs/1/from').titles.map((t) => t.zh)).toEqual(['经历', '2', '自']);
  expect(schemaAt(root, '/jobs/1/from').schema.format).toBe('date');
  expect(schemaAt(root, '/person/name').titles.at(-1)).toEqual({ zh: '姓名', en: 'Name' });
  expect(schemaAt(root, '/person/a~1b').titles.at(-1)?.zh).toBe('斜线');
  expect(schemaAt(root, '/gone/x').titles.map((t) => t.zh)).toEqual(['gone', 'x']);
});

test('places stand in the order of the form', () => {
  const places = ['/jobs/10/from', '/jobs/2/from', '/person/a~1b', '/person/name', '/jobs', '/person'];
  expect([...places].sort((a, b) => inOrder(root, a, b))).toEqual(['/person', '/person/name', '/person/a~1b', '/jobs', '/jobs/2/from', '/jobs/10/from']);
});
