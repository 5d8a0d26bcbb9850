import type { Schemas } from '../api/client';

type Day = Schemas['ClockDay'];

/** A month of a sheet as weeks from Monday on, with nothing where no day of the sheet is. */
export interface Month {
  year: number;
  month: number;
  weeks: (Day | undefined)[][];
}

/** The days of a sheet by months. */
export function months(days: Day[]): Month[] {
  const found = new Map<string, Day[]>();
  for (const d of days) {
    const key = d.date.slice(0, 7);
    found.set(key, [...(found.get(key) ?? []), d]);
  }
  return [...found].map(([key, list]) => {
    const [year = 0, month = 0] = key.split('-').map(Number);
    const before = (new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 6) % 7;
    const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
    const cells: (Day | undefined)[] = Array.from({ length: Math.ceil((before + length) / 7) * 7 }, () => undefined);
    for (const d of list) cells[before + Number(d.date.slice(8)) - 1] = d;
    return { year, month, weeks: Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(7 * i, 7 * i + 7)).filter((w) => w.some(Boolean)) };
  });
}

/** Rows as a CSV that spreadsheets open in any language: with a mark of its encoding, every field quoted. */
export function csv(rows: (string | number)[][]): string {
  return `\ufeff${rows.map((r) => r.map((f) => `"${String(f).replaceAll('"', '""')}"`).join(',')).join('\r\n')}\r\n`;
}
