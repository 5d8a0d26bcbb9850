import { afterEach, expect, test, vi } from 'vitest';
import { api, askFor, onEnded, setCsrf } from './client';

const nobody = () => new Response(JSON.stringify({ code: 'unauthenticated', status: 401 }), { status: 401, headers: { 'Content-Type': 'application/problem+json' } });

afterEach(() => vi.unstubAllGlobals());

test.each([
  ['asked by the client', () => api.GET('/api/v1/drafts', { baseUrl: 'http://office.example', fetch: (r: Request) => fetch(r) })],
  ['asked for a file', () => askFor('http://office.example/api/v1/cases/1/evidence')],
])('a session is over by a refusal of its own, and not by one of a session before it: %s', async (_, ask) => {
  const ended = vi.fn();
  onEnded(ended);
  setCsrf('first');
  vi.stubGlobal('fetch', () => Promise.resolve(nobody()));
  await expect(ask()).rejects.toThrow();
  expect(ended).toHaveBeenCalledTimes(1);

  const answers: ((answer: Response) => void)[] = [];
  vi.stubGlobal('fetch', () => new Promise<Response>((go) => answers.push(go)));
  const late = ask();
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  setCsrf('second');
  answers[0]?.(nobody());
  await expect(late).rejects.toThrow();
  expect(ended).toHaveBeenCalledTimes(1);
});
