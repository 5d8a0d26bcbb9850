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
