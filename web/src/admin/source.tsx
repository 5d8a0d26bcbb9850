import { diffLines } from 'diff';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';

type Finding = Schemas['DefinitionFinding'];

/** What is said of a line, the worst last. */
export function byLine(findings: readonly Finding[]): Map<number, Finding[]> {
  const rank = ['note', 'warning', 'error'];
  const lines = new Map<number, Finding[]>();
  for (const f of [...findings].sort((a, b) => rank.indexOf(a.severity) - rank.indexOf(b.severity))) lines.set(f.line, [...(lines.get(f.line) ?? []), f]);
  return lines;
}

/** The line in which a node begins; 0 where it is not found. */
export function lineOf(text: string, node: string): number {
  const begins = new RegExp(`(?:^|[\\s{,-])(?:step|parallel|choice|wait|call|issue|end):\\s*['"]?${node.replace(/[^\w-]/g, '')}['"]?\\s*(?:[,}#]|$)`);
  return text.split('\n').findIndex((l) => begins.test(l)) + 1;
}

/** A text with the numbers of its lines, which findings lead to. */
export function Source({ text, findings = [], label }: { text: string; findings?: readonly Finding[]; label: string }) {
  const marks = useMemo(() => byLine(findings), [findings]);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard
    <div className="source" role="region" aria-label={label} tabIndex={0}>
      <ol>{text.replace(/\n$/, '').split('\n').map((l, i) => <li key={i} id={`L${i + 1}`} tabIndex={-1} className={marks.get(i + 1)?.at(-1)?.severity}><code>{l}</code></li>)}</ol>
    </div>
  );
}

/** Leads to a line of the text that stands on the page. */
export function goToLine(line: number): void {
  const at = document.getElementById(`L${line}`);
  at?.closest('details')?.setAttribute('open', '');
  at?.scrollIntoView({ block: 'center' });
  at?.focus({ preventScroll: true });
}

export interface Pair { was?: [number: number, text: string]; now?: [number: number, text: string]; same: boolean }

/** Two texts line beside line: what only one has stands alone, what was put in its place beside it. */
export function pairs(was: string, now: string): Pair[] {
  const list: Pair[] = [];
  let left = 1, right = 1, gone: Pair[] = [];
  for (const part of diffLines(was, now)) {
    const lines = part.value.replace(/\n$/, '').split('\n');
    if (part.removed) {
      gone = lines.map((l) => ({ was: [left++, l], same: false }));
      list.push(...gone);
    } else if (part.added) {
      for (const [i, l] of lines.entries()) {
        const beside = gone[i];
        if (beside) beside.now = [right++, l];
        else list.push({ now: [right++, l], same: false });
      }
      gone = [];
    } else {
      for (const l of lines) list.push({ was: [left++, l], now: [right++, l], same: true });
      gone = [];
    }
  }
  return list;
}

/** Runs of equal lines that are longer than this are folded, but for so many at either end. */
const kept = 3;

/** What is shown of pairs: those that differ, with what stands around them; a number is so many equal lines left out. */
export function folded(list: readonly Pair[]): (Pair | number)[] {
  const near = list.map((_, i) => list.slice(Math.max(0, i - kept), i + kept + 1).some((p) => !p.same));
  const out: (Pair | number)[] = [];
  for (const [i, p] of list.entries()) {
    const last = out.at(-1);
    if (near[i]) out.push(p);
    else if (typeof last === 'number') out[out.length - 1] = last + 1;
    else out.push(1);
  }
  return out;
}

/** Two texts side by side, what is equal folded. */
export function SideBySide({ was, now, of, to }: { was: string; now: string; of: string; to: string }) {
  const { t } = useTranslation();
  const rows = useMemo(() => folded(pairs(was, now)), [was, now]);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard
    <div className="source" role="region" aria-label={t('admin.diff.texts')} tabIndex={0}>
      <table className="sides">
        <caption>{t('admin.diff.texts')}</caption>
        <thead><tr><th scope="col">{of}</th><th scope="col">{to}</th></tr></thead>
        <tbody>
          {rows.map((r, i) => (typeof r === 'number'
            ? <tr key={i} className="folded"><td colSpan={2}>{t('admin.diff.same', { count: r })}</td></tr>
            : <tr key={i} className={r.same ? '' : 'changed'}>
                <td><Line at={r.was} sign={r.same ? '' : 'was'} /></td>
                <td><Line at={r.now} sign={r.same ? '' : 'now'} /></td>
              </tr>))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ at, sign }: { at?: [number: number, text: string]; sign: '' | 'was' | 'now' }) {
  const { t } = useTranslation();
  if (!at) return null;
  const text = <code>{at[1]}</code>;
  return <><span className="line-number">{at[0]}</span>{sign === 'was' ? <del><span className="unseen">{t('admin.diff.removed')} </span>{text}</del> : sign === 'now' ? <ins><span className="unseen">{t('admin.diff.added')} </span>{text}</ins> : text}</>;
}
