import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { clocks } from '../api/queries';
import { day } from '../app/format';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';
import { csv, months } from './sheet-days';
import './sheet.css';

type Sheet = Schemas['ClockSheet'];

/** The clocks of a case day by day: which counted, which did not, and by which rule. */
export function ClockSheets({ id }: { id: string }) {
  const sheets = useQuery(clocks(id));
  const { t } = useTranslation();
  return (
    <Loaded query={sheets}>
      {(s) => (s.sheets.length === 0 ? <p>{t('clock.none')}</p> : (
        <>
          {s.sheets.map((one) => <SheetOf key={one.clock} s={one}><details><summary>{t('clock.days')}</summary><Proof s={one} /></details></SheetOf>)}
          <p><a href={`/api/v1/cases/${id}/clock-sheet`} download>{t('clock.paper')}</a></p>
        </>
      ))}
    </Loaded>
  );
}

/** A limit with what is counted of it. */
export function SheetOf({ s, heading: Heading = 'h3', children }: { s: Sheet; heading?: 'h2' | 'h3'; children: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <section className="sheet">
      <Heading>{said(s.title)}</Heading>
      <p>
        {t(s.remaining < 0 ? 'clock.sum_over' : 'clock.sum', { counted: s.counted, excluded: s.excluded, remaining: Math.abs(s.remaining) })}
        {s.due_on && ` ${t('due.by', { on: day(s.due_on) })}`}{s.provisional && ` ${t('clock.provisional')}`}
        {s.basis && <span className="hint"> {s.basis}</span>}
      </p>
      {children}
    </section>
  );
}

/** What proves the last day of a limit: the sum, and the days as a table and as a calendar. */
export function Proof({ s, entry }: { s: Sheet; entry?: (number: number) => React.ReactNode }) {
  const { t } = useTranslation();
  const start = s.days[0]?.date, counted = s.days.filter((d) => d.counted).length, excluded = s.days.filter((d) => d.grounds.length > 0 && !d.counted).length;
  const sum = () => {
    if (!s.due_on) return t('clock.proves_open', { start: day(start), counted });
    if (!s.running) return t('clock.proves_ended', { start: day(start), end: day(s.days.at(-1)?.date), counted, due: day(s.due_on) });
    return t('clock.proves', { start: day(start), counted, due: day(s.due_on), excluded });
  };
  return (
    <>
      {start && <p><strong>{sum()}</strong></p>}
      <div className="proof"><Days s={s} entry={entry} /><MonthGrid s={s} /></div>
    </>
  );
}

/** The rule of a day, and the grounds that took it out. */
export function ruleOf(d: Sheet['days'][number]): string {
  return [said(d.title), ...d.because.map(said)].filter(Boolean).join(' · ');
}

/** Every day of a limit, in a table. An entry that a day rests on is named, where there is somewhere to show it. */
function Days({ s, entry }: { s: Sheet; entry?: (number: number) => React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <table>
      <caption className="unseen">{said(s.title)}</caption>
      <thead><tr><th scope="col">{t('clock.date')}</th><th scope="col">{t('clock.counted')}</th><th scope="col">{t('clock.rule')}</th>{entry && <th scope="col">{t('clock.cause')}</th>}</tr></thead>
      <tbody>
        {s.days.map((d) => (
          <tr key={d.date} className={d.ahead ? 'ahead' : ''}>
            <th scope="row">{day(d.date)}</th><td>{d.counted ? t('clock.nth', { n: d.n }) : '—'}{d.ahead && d.counted && <span className="hint"> {t('clock.ahead')}</span>}</td><td>{ruleOf(d)}</td>
            {entry && <td>{d.entry ? entry(d.entry) : ''}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** More days than anybody looks through month by month. */
const manyDays = 400;

/** The same days as a calendar, for the eye: the table says it all. */
function MonthGrid({ s }: { s: Sheet }) {
  const { t } = useTranslation();
  if (s.days.length > manyDays) return null;
  return (
    <div className="months" aria-hidden="true">
      {months(s.days).map((m) => (
        <table key={`${m.year}-${m.month}`} className="month">
          <caption>{t('clock.month', { year: m.year, month: m.month })}</caption>
          <thead><tr>{[...t('clock.weekdays')].map((w, i) => <th key={i}>{w}</th>)}</tr></thead>
          <tbody>
            {m.weeks.map((week, i) => (
              <tr key={i}>{week.map((d, k) => <td key={k} className={d ? `${d.counted ? 'counts' : d.grounds.length > 0 ? 'stopped' : 'free'}${d.ahead ? ' expected' : ''}${d.date === s.due_on ? ' last' : ''}` : ''} title={d && ruleOf(d)}>{d && <><span>{Number(d.date.slice(8))}</span> {d.counted && <b>{d.n}</b>}</>}</td>)}</tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

/** The rows of a sheet, to be opened elsewhere. */
export function sheetCsv(s: Sheet, head: string[]): string {
  return csv([head, ...s.days.map((d) => [d.date, d.counted ? d.n : '', ruleOf(d), d.entry ?? ''])]);
}
