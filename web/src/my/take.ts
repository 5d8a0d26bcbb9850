import { same } from '../form/merge';
import { join, valueAt } from '../form/schema';

/** What was filed before and what was typed by now: each place that is still empty, with what comes there. Whatever was typed stays. */
export function missing(form: unknown, before: unknown, pointer: string): { pointer: string; value: unknown }[] {
  const now = valueAt(form, pointer);
  if (now === undefined) return [{ pointer, value: before }];
  if (!isObject(now) || !isObject(before)) return [];
  return Object.entries(before).flatMap(([name, value]) => missing(form, value, join(pointer, name)));
}

/** The places where the form says something else now than what it opened with. */
export function changed(form: unknown, before: unknown, pointer: string): string[] {
  const now = valueAt(form, pointer);
  if (same(now, before)) return [];
  if (!isObject(now) || !isObject(before)) return [pointer];
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((name) => changed(form, before[name], join(pointer, name)));
}

function isObject(v: unknown): v is Record<string, unknown> {
  return typeof v === 'object' && v !== null && !Array.isArray(v);
}
