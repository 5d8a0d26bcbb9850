/** A text that is being written and was not proposed yet, and what it was written after. */
export interface Kept {
  text: string;
  after: string;
}

const at = (what: string) => `definition/${what}`;

/**
 * What was written of a definition outlives a reload and the end of a session, in this tab of the browser alone. A definition is no personal
 * data, and one that others should see is proposed.
 */
export function kept(what: string): Kept | undefined {
  const found = sessionStorage.getItem(at(what));
  if (found === null) return undefined;
  const value = JSON.parse(found) as Partial<Kept>;
  return typeof value.text === 'string' && typeof value.after === 'string' ? { text: value.text, after: value.after } : undefined;
}

export function keep(what: string, value: Kept | undefined): void {
  if (value) sessionStorage.setItem(at(what), JSON.stringify(value));
  else sessionStorage.removeItem(at(what));
}

/** The text that the next version begins with. */
export function nextOf(text: string, version: number): string {
  return text.replace(/^version:[ \t]*\d+/m, `version: ${version}`);
}

/** The text that another item begins with, whose key is still to be chosen. */
export function copyOf(text: string): string {
  return nextOf(text, 1).replace(/^item:[ \t]*([\w-]+)/m, 'item: $1-copy');
}

interface Put { item: string; entry: number; version: number; status: string }

export const cameToNothing = (p: Pick<Put, 'status'>) => p.status === 'rejected' || p.status === 'withdrawn';

/** The proposal of an item that came to nothing and is still to be mended: the last one, unless a version was published after it. */
export function toMend<P extends Put>(all: readonly P[], item: string, latest: number): P | undefined {
  const last = all.filter((p) => p.item === item).sort((a, b) => b.entry - a.entry)[0];
  return last && cameToNothing(last) && last.version > latest ? last : undefined;
}
