import { expect, test } from 'vitest';
import { blank, inserted } from './opinion';

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
