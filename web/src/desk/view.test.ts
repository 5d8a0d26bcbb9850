import { expect, test } from 'vitest';
import { addressOf, ownViews, rewritten, searchOf } from './view';

test('an address says what is looked for, and nothing else', () => {
  const search = { claimed: true, item: 'si-renewal', card: 'yellow', q: '示例 &' } as const;
  expect(searchOf(new URLSearchParams(addressOf(search)))).toEqual(search);
  expect(addressOf({ q: '', claimed: false, item: 'x' })).toBe('item=x');
  expect(searchOf(new URLSearchParams('card=green&claimed=1&cursor=x&free=true'))).toEqual({ free: true });
});

test.each(ownViews)('the view $name is its address', (v) => {
  expect(searchOf(new URLSearchParams(addressOf(v.search)))).toEqual(v.search);
});

test('a view is the same however its words are escaped', () => {
  expect(rewritten('q=a%2Ab%7Ec+d&item=x')).toBe(rewritten(addressOf({ q: 'a*b~c d', item: 'x' })));
  expect(rewritten('item=x')).not.toBe(rewritten('item=y'));
});
