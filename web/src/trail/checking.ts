import { Bad, type CaseFinding, checkCase, checkGrowth, checkPack, type Fault, type GrowthFinding, type PackFinding, type Proof, readKey } from '../../../docs/verify/check.mjs';
import { sizeOf } from './known';

/** What is to be checked. The files of a case are named by their hash, with where they can be had. */
export type Order =
  | { what: 'case'; id: string; key?: string; kept?: string; files: Record<string, string> }
  | { what: 'log'; checkpoint: string; key?: string; kept?: string }
  | { what: 'pack'; file: Blob; key: string };

/** Up to which entry of a case all are proved, and from which on they are not; what is wrong with another stream is of no entry of it. */
export function standing(stream: string, { bad, proved }: Pick<CaseFinding, 'bad' | 'proved'>): { upTo: number; from?: number } {
  const number = bad?.stream === stream ? bad.number : undefined;
  const upTo = number === undefined ? proved : Math.min(proved, number - 1);
  return { upTo, from: bad && (number ?? upTo + 1) };
}

/** Why nothing can be said: not that anything is wrong. */
export type Hindrance = 'no_crypto' | 'unreachable' | 'no_checkpoint' | 'no_permission' | 'no_key' | 'too_large' | 'gave_up';

export type Said =
  | { state: 'running'; done: number; of?: number }
  | { state: 'case'; stream: string; finding: CaseFinding; checkpoint: string; took: number }
  | { state: 'log'; finding: GrowthFinding; checkpoint: string; took: number }
  | { state: 'pack'; finding?: PackFinding; bad?: Fault; took: number }
  | { state: 'unknown'; why: Hindrance };

class Hindered extends Error {
  constructor(readonly why: Hindrance) { super(why); }
}

async function ask(path: string): Promise<Response> {
  const answer = await fetch(path, { headers: { Accept: 'application/json, text/plain' } }).catch(() => { throw new Hindered('unreachable'); });
  if (answer.ok) return answer;
  if (answer.status === 401 || answer.status === 403) throw new Hindered('no_permission');
  throw new Hindered((await answer.text()).includes('"checkpoint_not_found"') ? 'no_checkpoint' : 'unreachable');
}

/** Does what was ordered, telling how far it is at most ten times a second. */
export async function check(order: Order, tell: (so: Said) => void): Promise<Said> {
  const began = performance.now();
  const took = () => Math.round(performance.now() - began);
  if (!globalThis.crypto?.subtle) return { state: 'unknown', why: 'no_crypto' };
  try {
    if (order.what === 'pack') return { state: 'pack', ...(await pack(order, seldom(tell))), took: took() };
    const key = order.key ?? (await (await ask('/api/v1/trail/key')).text()).trim();
    if (order.what === 'log') {
      const { checkpoint } = order, { rows } = (await (await ask('/api/v1/trail/keys')).json()) as { rows: object[] };
      const finding = await checkGrowth({ checkpoint, keys: rows }, key, order.kept, order.kept ? await growth(order.kept, checkpoint) : []);
      return { state: 'log', finding, checkpoint, took: took() };
    }
    const proof = (await (await ask(`/api/v1/cases/${encodeURIComponent(order.id)}/proof`)).json()) as Proof;
    const finding = await checkCase(proof, key, {
      kept: order.kept, growth: order.kept ? await growth(order.kept, proof.checkpoint) : [], file: (sha) => fileOf(order.files[sha]),
      tell: (so) => seldom(tell)(so.entries + so.files, proof.entries.length + Object.keys(order.files).length),
    });
    return { state: 'case', stream: proof.stream, finding, checkpoint: proof.checkpoint, took: took() };
  } catch (e) {
    return { state: 'unknown', why: e instanceof Hindered ? e.why : 'gave_up' };
  }
}

/** The proof that the log grew from a checkpoint that was kept; none can be had of one that is larger. */
async function growth(kept: string, now: string): Promise<string[]> {
  const [from, to] = [sizeOf(kept), sizeOf(now)];
  if (from > to) return [];
  const answer = (await (await ask(`/api/v1/trail/consistency?from=${from}&to=${to}`)).json()) as { hashes: string[] };
  return answer.hashes;
}

/** A file that cannot be had says nothing about the trail: that it was not looked at is told. */
async function fileOf(path: string | undefined): Promise<Uint8Array | undefined> {
  if (!path) return undefined;
  const answer = await fetch(path).catch(() => undefined);
  return answer?.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
}

async function pack(order: Extract<Order, { what: 'pack' }>, tell: (done: number) => void): Promise<{ finding?: PackFinding; bad?: Fault }> {
  await readKey(order.key).catch(() => { throw new Hindered('no_key'); });
  const source = { size: order.file.size, read: async (at: number, length: number) => new Uint8Array(await order.file.slice(at, at + length).arrayBuffer()) };
  try {
    return { finding: await checkPack(source, order.key, { tell: (so) => tell(so.entries + so.members) }) };
  } catch (e) {
    if (e instanceof Bad && e.code === 'not_checked') throw new Hindered('too_large');
    if (e instanceof Bad) return { bad: { code: e.code, stream: e.stream, number: e.number, what: e.message } };
    return { bad: { code: 'pack_malformed', what: String(e) } };
  }
}

let last = 0;

function seldom(tell: (so: Said) => void): (done: number, of?: number) => void {
  return (done, of) => {
    const now = performance.now();
    if (now - last < 100) return;
    last = now;
    tell({ state: 'running', done, of });
  };
}
