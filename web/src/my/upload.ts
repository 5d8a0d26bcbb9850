import { api, data, put, type Schemas } from '../api/client';
import { Refused, Unanswered } from '../api/problem';

type Where = { id: string; material: string };

/** How often a part that nobody answered for is sent again before a person is asked. */
const tries = 3;

/** The SHA-256 of a file, in hex: by it the server knows whether it has it already, and how far it came before. */
export async function sha256(file: Blob): Promise<string> {
  const sum = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(sum)].map((b) => b.toString(16).padStart(2, '0')).join('');
}

/** The ranges of a file that are still to be sent, each a part. */
export function ranges(size: number, received: number, part: number): [from: number, to: number][] {
  const list: [number, number][] = [];
  for (let from = received; from < size; from += part) list.push([from, Math.min(from + part, size)]);
  return list;
}

/**
 * Sends a file in parts and puts it to a material. It goes on where an earlier try stopped, here or on another device; what is on record
 * with the office is not sent at all. `progress` gets how much of the file is there.
 */
export async function upload({ id, material }: Where, file: File, progress: (part: number) => void, signal: AbortSignal): Promise<void> {
  const sha = await sha256(file);
  const path = { id, material, sha256: sha };
  const begun = data<Schemas['Upload']>(await api.PUT('/api/v1/drafts/{id}/uploads/{material}/{sha256}', { params: { path }, body: { name: file.name, size: file.size }, signal }));
  if (begun.file) return progress(1);
  progress(begun.received / file.size);
  for (const [from, to] of ranges(file.size, begun.received, begun.part)) {
    const at = `/api/v1/drafts/${id}/uploads/${encodeURIComponent(material)}/${sha}/parts/${from}`;
    await again(() => put(at, file.slice(from, to, 'application/octet-stream'), (part) => progress((from + part * (to - from)) / file.size), signal), signal);
  }
  await again(() => api.POST('/api/v1/drafts/{id}/uploads/{material}/{sha256}/complete', { params: { path }, signal }), signal);
}

/** Gives an upload up, so that its parts are not kept; that it was never begun is as well. */
export async function giveUp({ id, material }: Where, file: File): Promise<void> {
  const path = { id, material, sha256: await sha256(file) };
  await api.DELETE('/api/v1/drafts/{id}/uploads/{material}/{sha256}', { params: { path } }).catch((e: unknown) => {
    if (!(e instanceof Refused) && !(e instanceof Unanswered)) throw e;
  });
}

/** Parts and their end may be sent any number of times. */
async function again<T>(send: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await send();
    } catch (e) {
      if (!(e instanceof Unanswered) || n === tries || signal.aborted) throw e;
      await new Promise((go) => setTimeout(go, 500 * n));
    }
  }
}

/** Lets so many run at once; the others wait their turn. */
export function gate(most: number): <T>(run: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go));
    else running++;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

/** What a picture is called that was taken here and now: cameras call all of theirs alike, and one of the same name would be replaced. */
export function shotName(title: string, type: string, taken: string[]): string {
  const ending = type === 'image/png' ? 'png' : 'jpg';
  const base = title.replace(/[\\/]/g, ' ');
  for (let n = 1; ; n++) {
    const name = `${base} ${n}.${ending}`;
    if (!taken.includes(name)) return name;
  }
}
