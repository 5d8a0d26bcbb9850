import { join } from './schema';

export interface Merge {
  merged: unknown;
  /** Where both changed the same thing to something else; merged has mine there. */
  conflicts: { pointer: string; mine: unknown; theirs: unknown }[];
}

/** Joins two changes of one form. A list is one value: its rows have no names by which to tell what became of which. */
export function merge(base: unknown, mine: unknown, theirs: unknown, pointer = ''): Merge {
  if (same(mine, theirs) || same(base, theirs)) return { merged: mine, conflicts: [] };
  if (same(base, mine)) return { merged: theirs, conflicts: [] };
  if (!isObject(mine) || !isObject(theirs)) return { merged: mine, conflicts: [{ pointer, mine, theirs }] };
  const was = isObject(base) ? base : {};
  const merged: Record<string, unknown> = {};
  const conflicts: Merge['conflicts'] = [];
  for (const name of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const below = merge(was[name], mine[name], theirs[name], join(pointer, name));
    if (below.merged !== undefined) merged[name] = below.merged;
    conflicts.push(...below.conflicts);
  }
  return { merged, conflicts };
}

function isObject(v: unknown): v is Record<string, unknown> {
  return typeof v === 'object' && v !== null && !Array.isArray(v);
}

export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => same(x, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((n) => n in b && same(a[n], b[n]));
}
