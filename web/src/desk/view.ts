import type { TaskSearch } from '../api/queries';

const words = ['item', 'node', 'unit', 'q'] as const;
const cards = ['warning', 'yellow', 'red'] as const;

/** A view of the inbox is its address: what is looked for stands there under the names that the API has for it. */
export function searchOf(query: URLSearchParams): TaskSearch {
  const search: TaskSearch = {};
  if (query.get('claimed') === 'true') search.claimed = true;
  if (query.get('free') === 'true') search.free = true;
  for (const name of words) {
    const value = query.get(name);
    if (value) search[name] = value;
  }
  const card = cards.find((c) => c === query.get('card'));
  if (card) search.card = card;
  return search;
}

/** The address of a search, always the same for the same one. */
export function addressOf(search: TaskSearch): string {
  const given = Object.entries(search).filter(([, v]) => v !== undefined && v !== '' && v !== false).map(([k, v]): [string, string] => [k, String(v)]);
  return ordered(given);
}

/** An address as this browser writes it: others, and the server, escape some signs that it leaves. */
export function rewritten(query: string): string {
  return ordered([...new URLSearchParams(query)]);
}

function ordered(pairs: [string, string][]): string {
  return new URLSearchParams(pairs.sort(([a], [b]) => a.localeCompare(b))).toString();
}

/** The views that everybody has. */
export const ownViews = [
  { name: 'all', search: {} }, { name: 'mine', search: { claimed: true } }, { name: 'free', search: { free: true } },
  { name: 'cards', search: { card: 'yellow' } }, { name: 'red', search: { card: 'red' } },
] as const satisfies { name: string; search: TaskSearch }[];

/** Where somebody came to a case from, kept with the step in the history of the window: to go on to the next one, and back to the row. */
export interface From { list: string; focus?: string }

export function fromOf(state: unknown): From {
  const from = state as Partial<From> | null;
  return { list: typeof from?.list === 'string' ? from.list : '', focus: from?.focus };
}

export function keyOfTask(r: { case: string; visit: number; in_place_of?: { id: string } }): string {
  return `${r.case}/${r.visit}/${r.in_place_of?.id ?? ''}`;
}
