import type { Schemas } from '../api/client';

type Leg = Schemas['Leg'];

/** One move of a case from where it was to where it went, as its entries say; n counts them from 1. */
export interface Travel {
  n: number;
  from: string; // empty: it began here, or an act on the whole case ended it
  to: string;
  way: string;
  visit?: number;
  at?: string;
}

/** The moves of a route in their order. Nothing is added to what the entries say, also of what was sent back over later. */
export function travels(legs: readonly Leg[]): Travel[] {
  return legs
    .filter((l) => l.what === 'opened' || l.what === 'ended')
    .map((l, i) => ({ n: i + 1, from: l.from ?? '', to: l.node, way: l.way ?? '', visit: l.visit, at: l.at }));
}

/** The nodes at which something is open after the last leg. */
export function openAt(legs: readonly Leg[]): Set<string> {
  const open = new Map<number, string>();
  for (const l of legs) {
    if (l.what === 'ended') open.clear();
    if (!l.visit) continue;
    if (l.what === 'opened' || l.what === 'reopened') open.set(l.visit, l.node);
    if (l.what === 'concluded' || l.what === 'closed' || l.what === 'voided') open.delete(l.visit);
  }
  return new Set(open.values());
}

/** What joins a link of the picture and the moves over it. */
export function linkKey(from: string, to: string, way: string): string {
  // A branch and a case are entered from the block around them, going on leads out of it: the two ends say which link it is.
  const kind = way === 'next' || way === 'back_to' || way === 'end' ? way : 'on';
  return `${from}>${to}:${kind}`;
}
