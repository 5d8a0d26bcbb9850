import type { Schemas } from '../api/client';
import { keyOfTask } from './view';

/** How many tasks the API decides together. */
export const maxBatch = 500;

export type Action = Schemas['TaskAction'];

/** A task that is to be decided together with others: what the screen needs of its row. */
export interface Marked {
  case: string;
  visit: number;
  in_place_of?: string;
  number: string;
  applicant: string;
  actions: Action[];
}

/**
 * What is to be decided together; it stays with the step in the history of the window, so that it can be gone on with after a reload. The
 * history outlives whoever is signed in: it says whose it is, and holds nothing that was read of a case or written.
 */
export interface Work {
  person: string;
  batch: string; // its key: whatever was sent under it is not done again
  list: string;
  tasks: Schemas['BatchTask'][];
  decision?: string; // once it was begun
  over?: boolean;
}

export function packed(rows: Schemas['Task'][], list: string, person: string): Work {
  return { person, batch: crypto.randomUUID(), list, tasks: rows.map((r) => ({ case: r.case, visit: r.visit, in_place_of: r.in_place_of?.id })) };
}

/** The work of a step of the history, if it is this person's. */
export function workOf(state: unknown, person: string): Work | undefined {
  const work = state as Partial<Work> | null;
  return work?.person === person && typeof work.batch === 'string' && Array.isArray(work.tasks) && work.tasks.length > 0 ? (work as Work) : undefined;
}

/** The marked tasks that a list still has, with what the screen shows of them. */
export function markedOf(rows: Schemas['Task'][], tasks: Schemas['BatchTask'][]): Marked[] {
  const wanted = new Set(tasks.map(keyOfMarked));
  return rows.filter((r) => wanted.has(keyOfTask(r))).map((r) => ({
    case: r.case, visit: r.visit, in_place_of: r.in_place_of?.id, number: r.case_number, applicant: r.applicant_name ?? r.applicant, actions: (r.actions ?? []).filter((a) => a.action === 'decide'),
  }));
}

export interface Offer { decision: string; title: Action['title']; reason: boolean; of: number }

/** The decisions that may be taken together, which all or most of the tasks offer, those that most offer first. */
export function offers(tasks: Marked[]): Offer[] {
  const found = new Map<string, Offer>();
  for (const task of tasks) {
    for (const a of task.actions) {
      if (!a.batch || !a.decision) continue;
      const offer = found.get(a.decision) ?? { decision: a.decision, title: a.title, reason: false, of: 0 };
      found.set(a.decision, { ...offer, of: offer.of + 1, reason: offer.reason || a.reason_required });
    }
  }
  return [...found.values()].filter((o) => o.of * 2 > tasks.length).sort((a, b) => b.of - a.of);
}

export function namedTask(t: Marked): Schemas['BatchTask'] {
  return { case: t.case, visit: t.visit, in_place_of: t.in_place_of };
}

export function keyOfMarked(t: { case: string; visit: number; in_place_of?: string }): string {
  return keyOfTask({ case: t.case, visit: t.visit, in_place_of: t.in_place_of ? { id: t.in_place_of } : undefined });
}

/** How many tasks go with one request: few enough to see it go on, many enough to be quick. */
export const part = 50;

/** A table for a spreadsheet. A cell that a spreadsheet would calculate is shown as text. */
export function csv(rows: string[][]): string {
  const cell = (c: string) => `"${(/^[=+\-@\t\r]/.test(c) ? `'${c}` : c).replaceAll('"', '""')}"`;
  return `\uFEFF${rows.map((r) => r.map(cell).join(',')).join('\r\n')}\r\n`;
}
