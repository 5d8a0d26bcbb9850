import { afterEach, expect, test, vi } from 'vitest';
import { known, remember } from './known';

afterEach(() => vi.unstubAllGlobals());

test('a browser that keeps nothing, or something else, knows nothing', () => {
  vi.stubGlobal('localStorage', { getItem: () => 'null' });
  expect(known()).toEqual({});
  const denied = () => { throw new DOMException('denied', 'SecurityError'); };
  vi.stubGlobal('localStorage', { getItem: denied, setItem: denied });
  expect(known()).toEqual({});
  expect(() => remember({ key: 'k' })).not.toThrow();
});
