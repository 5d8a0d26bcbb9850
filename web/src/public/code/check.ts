import { checkCredential, type CodeFinding } from '../../../../docs/verify/credential.mjs';
import { api, data, type Schemas } from '../../api/client';
import { Unanswered } from '../../api/problem';

/** What was found of a code, and who found it: this page, or the server where the browser cannot. */
export type Found = CodeFinding & { by: 'browser' | 'server' };

async function get(path: string): Promise<Response> {
  return fetch(path).catch(() => { throw new Unanswered('no answer'); });
}

/** The keys of the office, asked for once. */
let keys: Promise<string[]> | undefined;

function publishedKeys(): Promise<string[]> {
  keys ??= get('/api/v1/certificate-keys').then(async (r) => (r.ok ? (await r.text()).trim().split('\n') : []));
  keys.catch(() => { keys = undefined; });
  return keys;
}

/** A list of statuses is the same for everybody: asking for it tells nobody which certificate is meant. */
async function statuses(list: number): Promise<Uint8Array | undefined> {
  const answer = await get(`/api/v1/certificate-statuses/${list}`).catch(() => undefined);
  return answer?.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
}

async function able(): Promise<boolean> {
  const raw = new Uint8Array(32).fill(1);
  return globalThis.crypto?.subtle?.importKey('raw', raw, 'Ed25519', false, ['verify']).then(() => true, () => false) ?? false;
}

export async function checkCode(code: string, number?: string): Promise<Found> {
  if (await able()) return { ...await checkCredential(code, await publishedKeys(), statuses, { number }), by: 'browser' };
  const said = data<Schemas['CheckedCode']>(await api.POST('/api/v1/certificates/verify', { body: { code, number } }));
  return { ...said, hidden: said.hidden ?? [], by: 'server' };
}
