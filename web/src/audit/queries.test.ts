import { expect, test } from 'vitest';
import { asked, midnight } from './queries';

test('a day begins at midnight of the office, and the last day of a period is in it', () => {
  expect(midnight('2026-03-01')).toBe('2026-02-28T16:00:00.000Z');
  expect(midnight('2026-02-28', 1)).toBe('2026-02-28T16:00:00.000Z');
  expect(asked({ from: '2026-03-01', to: '2026-03-01' })).toEqual({ from: '2026-02-28T16:00:00.000Z', to: '2026-03-01T16:00:00.000Z' });
});

test('an action brings its kind of stream, whatever else was chosen; what is empty is not asked for', () => {
  expect(asked({ kind: 'item/withdrawn', streams: 'case', q: '', person: '张某' })).toEqual({ person: '张某', streams: 'item', kind: 'withdrawn' });
  expect(asked({ from: '20260-01-01', to: 'soon', q: '1' })).toEqual({ q: '1' });
  expect(asked({ streams: 'case' })).toEqual({ streams: 'case' });
});
