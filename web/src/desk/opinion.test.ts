import { expect, test } from 'vitest';
import { beginning, blank, drafted, inserted } from './opinion';

test('a template is filled in before it is sent', () => {
  expect(blank('经审查，{事项}符合条件')).toBe(true);
  expect(blank('{}')).toBe(true);
  expect(blank('经审查，符合条件')).toBe(false);
  expect(blank('a { b')).toBe(false);
});

test('words go after what is there', () => {
  expect(inserted('', '同意')).toBe('同意');
  expect(inserted('  \n', '同意')).toBe('同意');
  expect(inserted('经审查。 ', '同意')).toBe('经审查。\n同意');
});

test('what was kept is begun with, and what was typed before it was known stays', () => {
  expect(beginning('', '经审查', '模板')).toBe('经审查');
  expect(beginning('', undefined, '模板')).toBe('模板');
  expect(beginning('', undefined, undefined)).toBe('');
  expect(beginning('同意', '经审查。', '模板')).toBe('经审查。\n同意');
  expect(beginning('同意', undefined, '模板')).toBe('同意');
});

test('a draft that was saved is the one that is offered, and an empty one is none', () => {
  const at = (visit: number, opinion: string) => ({ visit, opinion, saved_at: '2026-03-02T04:00:00Z' });
  expect(drafted(undefined, at(1, 'a'))).toEqual([at(1, 'a')]);
  expect(drafted([at(2, 'b'), at(3, 'c')], at(2, 'bb'))).toEqual([at(2, 'bb'), at(3, 'c')]);
  expect(drafted([at(2, 'b'), at(3, 'c')], at(2, ''))).toEqual([at(3, 'c')]);
});
