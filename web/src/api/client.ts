import createClient, { type Middleware } from 'openapi-fetch';
import { attended } from '../app/presence';
import type { components, paths } from './schema';
import { type Problem, Refused, Unanswered } from './problem';

export type Schemas = components['schemas'];

/** What each change has to bear; known once somebody is signed in. */
let csrf = '';

export function setCsrf(token: string | undefined): void {
  csrf = token ?? '';
}

let ended = () => {};

/** Has something done when the server says that nobody is signed in any more. */
export function onEnded(does: () => void): void {
  ended = does;
}

let purpose = () => {};

/** Has something done when the server says that somebody has to say first what for they look. */
export function onPurpose(does: () => void): void {
  purpose = does;
}

/**
 * What a refusal says. That nobody is signed in is taken for the end of the session that was asked under alone: somebody may have
 * signed in again while the answer was on its way.
 */
async function refusal(response: Response, under: string | undefined): Promise<Refused> {
  const text = await response.text();
  try {
    const refused = new Refused(JSON.parse(text) as Problem);
    if (refused.problem.code === 'unauthenticated' && under === csrf) ended();
    if (refused.problem.code === 'purpose_missing') purpose();
    return refused;
  } catch {
    // Something between us and the server answered, such as a proxy.
    const title = `HTTP ${response.status}`;
    return new Refused({
      type: 'about:blank', title, status: response.status, code: `http_${response.status}`, request_id: response.headers.get('X-Request-Id') ?? '',
      detail: title, detail_zh: `服务器没有按约定回答（${title}），请稍后重试。`, detail_en: `The server did not answer as agreed (${title}); try again later.`,
    });
  }
}

/** The session that each request under way was sent in. */
const sentUnder = new WeakMap<Request, string>();

const ours: Middleware = {
  onRequest({ request }) {
    sentUnder.set(request, csrf);
    if (csrf && request.method !== 'GET') request.headers.set('X-Csrf-Token', csrf);
    if (!attended()) request.headers.set('X-Unattended', '1');
    return request;
  },
  async onResponse({ request, response }) {
    if (!response.ok) throw await refusal(response, sentUnder.get(request));
    return response;
  },
  onError() {
    return new Unanswered('no answer');
  },
};

export const api = createClient<paths>({ baseUrl: '', headers: { Accept: 'application/json' } });
api.use(ours);

/** Sends a file as it is, telling how much has gone; fetch cannot. */
export function put(path: string, file: Blob, progress: (part: number) => void, signal: AbortSignal, key?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const under = csrf;
    const request = new XMLHttpRequest();
    request.open('PUT', path);
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.setRequestHeader('Accept', 'application/json');
    if (under) request.setRequestHeader('X-Csrf-Token', under);
    if (key) request.setRequestHeader('Idempotency-Key', key);
    request.upload.onprogress = (e) => progress(e.lengthComputable && e.total > 0 ? e.loaded / e.total : 0);
    request.onerror = () => reject(new Unanswered('no answer'));
    request.onabort = () => reject(new DOMException('', 'AbortError'));
    request.onload = () => {
      if (request.status < 300) resolve();
      else refusal(new Response(request.responseText, { status: request.status }), under).then(reject, reject);
    };
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

/** Asks whether something would be given that the browser is to write to its disk by itself: there a refusal could not be read. */
export async function askFor(path: string): Promise<void> {
  const under = csrf;
  const answer = await fetch(`${path}${path.includes('?') ? '&' : '?'}check=true`).catch(() => { throw new Unanswered('no answer'); });
  if (!answer.ok) throw await refusal(answer, under);
}

/** The data of an answer that has some. */
export function data<T>(answer: { data?: T }): T {
  return answer.data as T;
}
