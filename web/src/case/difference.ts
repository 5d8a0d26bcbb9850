/** A piece of a text: in both, only in the new one, or only in the old one. */
export interface Piece { kind: 'same' | 'added' | 'removed'; text: string }

/** Longer texts are shown as one whole that takes the place of another: comparing them would take long, and be hard to read. */
const limit = 1200;

/** Words and numbers as they are written, hanzi and signs one by one. */
function tokens(text: string): string[] {
  return text.match(/[\p{Script=Latin}\p{N}]+|\s+|./gsu) ?? [];
}

/** What was put into a text and taken out of it. */
export function pieces(was: string, now: string): Piece[] {
  const a = tokens(was), b = tokens(now);
  if (a.length > limit || b.length > limit) return joined([{ kind: 'removed', text: was }, { kind: 'added', text: now }]);
  // The length of the longest common part of what follows each pair of places.
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    const row = common[i];
    for (let j = b.length - 1; j >= 0 && row; j--) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const list: Piece[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) { list.push({ kind: 'same', text: a[i++] ?? '' }); j++; }
    else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) list.push({ kind: 'removed', text: a[i++] ?? '' });
    else list.push({ kind: 'added', text: b[j++] ?? '' });
  }
  return joined(list);
}

function joined(list: Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const p of list) {
    const last = out.at(-1);
    if (p.text === '') continue;
    if (last?.kind === p.kind) last.text += p.text;
    else out.push({ ...p });
  }
  return out;
}
