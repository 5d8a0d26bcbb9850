import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, data, type Schemas } from '../api/client';
import { useCommand } from '../app/command';
import { day } from '../app/format';
import { AskBeforeLeaving } from '../app/leave';
import { may, useMe } from '../app/session';
import { language, said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';
import { Place } from './place';
import { calendarDays, calendars, checkYear } from './queries';
import { useSettled } from './settled';

type Day = Schemas['CivilDay'];

export function CalendarYear() {
  const { t } = useTranslation();
  return <Place title={t('nav.calendar')} needs="calendar:read"><Year /></Place>;
}

/** That a year is missing which has to be loaded by now. */
export function Wanted() {
  const { t } = useTranslation();
  const found = useQuery(calendars());
  return <Loaded query={found}>{({ wanted }) => (wanted ? <p className="note wanted"><span aria-hidden="true">▲</span> {t('admin.calendar.wanted', { year: wanted })}</p> : null)}</Loaded>;
}

function Year() {
  const { t } = useTranslation();
  const me = useMe();
  const [query, setQuery] = useSearchParams();
  const loaded = useQuery(calendars());
  const now = Number(me?.today.slice(0, 4));
  const year = Number(query.get('year')) || now;
  const found = useQuery({ ...calendarDays(year), placeholderData: keepPreviousData });
  const years = [...new Set([...(loaded.data?.rows.map((r) => r.year) ?? []), now, now + 1, year])].sort((a, b) => a - b);
  return (
    <>
      <Wanted />
      <p className="toolbar"><label>{t('admin.calendar.year')} <select value={year} onChange={(e) => setQuery({ year: e.target.value }, { replace: true })}>{years.map((y) => <option key={y} value={y}>{y}</option>)}</select></label></p>
      <Loaded query={found}>
        {(y) => (
          <>
            <p>{t('admin.calendar.workdays', { year: y.year, count: y.workdays })} · {y.loaded ? t('admin.calendar.source', { source: y.source }) : <span className="tag yellow"><span aria-hidden="true">!</span> {t('admin.calendar.provisional')}</span>}</p>
            <p className="hint">{t('admin.calendar.legend')}</p>
            <div className="year">{months(y.days).map((m, i) => <Month key={i} days={m} title={t('admin.calendar.month', { year: y.year, month: i + 1 })} />)}</div>
          </>
        )}
      </Loaded>
      {may(me, 'calendar:publish') && loaded.data && <Load loaded={loaded.data.rows} wanted={loaded.data.wanted ?? Math.max(now, ...loaded.data.rows.map((r) => r.year)) + 1} />}
    </>
  );
}

function months(days: Day[]): Day[][] {
  return Array.from({ length: 12 }, (_, i) => days.filter((d) => Number(d.date.slice(5, 7)) === i + 1));
}

/** The weeks of a month, Monday first, with what of the first and the last is not of it left empty. */
export function weeks(days: readonly Day[]): (Day | undefined)[][] {
  const [first] = days;
  const before = first ? (new Date(`${first.date}T00:00:00Z`).getUTCDay() + 6) % 7 : 0;
  const cells: (Day | undefined)[] = [...Array.from({ length: before }, () => undefined), ...days];
  while (cells.length % 7 !== 0) cells.push(undefined);
  return Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(i * 7, i * 7 + 7));
}

const weekdays = { zh: ['一', '二', '三', '四', '五', '六', '日'], en: ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] };

function Month({ days, title }: { days: Day[]; title: string }) {
  return (
    <table className="month">
      <caption>{title}</caption>
      <thead><tr>{weekdays[language()].map((w) => <th key={w} scope="col">{w}</th>)}</tr></thead>
      <tbody>{weeks(days).map((w, i) => <tr key={i}>{w.map((d, k) => (d ? <Cell key={k} d={d} /> : <td key={k} />))}</tr>)}</tbody>
    </table>
  );
}

/** A day: by a word too whether it is worked, where its weekday does not say it. */
function Cell({ d }: { d: Day }) {
  const { t } = useTranslation();
  const name = said(d.name && { zh: d.name.zh ?? '', en: d.name.en ?? '' });
  const moved = d.rule === 'holiday' || d.rule === 'statutory_holiday_provisional' ? 'off' : d.rule === 'makeup' ? 'on' : undefined;
  return (
    <td className={`${d.working ? 'works' : 'rests'}${moved ? ` moved ${moved}` : ''}`} title={name || undefined}>
      {Number(d.date.slice(8))}{moved && <span className="mark"><span aria-hidden="true">{t(`admin.calendar.${moved}`)}</span><span className="unseen">{t(`admin.calendar.${moved}_word`)} {name}</span></span>}
    </td>
  );
}

/** A year as it is written in files of the calendar, with nothing moved yet. */
function begun(year: number): string {
  return `{\n  "year": ${year},\n  "source": "",\n  "holidays": [\n    {"date": "${year}-01-01", "name": {"zh": "元旦", "en": "New Year"}}\n  ],\n  "makeup": []\n}\n`;
}

/** Loads a year from its text, once it is known what is wrong with it and whose days would move. What was typed stays until it is loaded. */
function Load({ wanted, loaded }: { wanted: number; loaded: readonly Schemas['CalendarYear'][] }) {
  const { t } = useTranslation();
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const [typed, type] = useState<string>();
  const text = typed ?? begun(wanted);
  const settled = useSettled(text, 600);
  const check = useQuery({ queryKey: ['calendar check', settled], gcTime: 0, staleTime: Infinity, placeholderData: keepPreviousData, queryFn: ({ signal }) => checkYear(settled, signal) });
  const load = useCommand(async (year: Schemas['CalendarYear']) => data<Schemas['Done']>(await api.PUT('/api/v1/calendars/{year}', { body: year, params: { path: { year: year.year } } })), () => type(undefined));
  const current = settled === text && !check.isPlaceholderData ? check.data : undefined;
  const replaced = current?.year && loaded.find((y) => y.year === current.year?.year);
  const select = (line: number) => {
    const before = text.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    box.current?.focus();
    box.current?.setSelectionRange(before, before + (text.split('\n')[line - 1]?.length ?? 0));
  };
  return (
    <details>
      <summary>{t('admin.calendar.load')}</summary>
      <p>{t('admin.calendar.load_help')}</p>
      <AskBeforeLeaving unsaved={() => typed !== undefined} />
      <form onSubmit={(e) => {
        e.preventDefault();
        if (current?.year && !load.isPending) load.mutate(current.year);
      }}>
        <ErrorNote error={load.error} />
        <p className="field"><label htmlFor={id}>{t('admin.calendar.text')}</label><textarea ref={box} id={id} className="mono" rows={14} spellCheck={false} value={text} readOnly={load.isPending} onChange={(e) => type(e.target.value)} /></p>
        <div role="status">{current ? <Verdict c={current} /> : !check.error && <span className="hint">{t('admin.edit.checking')}</span>}</div>
        {check.error ? <Loaded query={{ ...check, data: undefined }}>{() => null}</Loaded> : current && <Checked c={current} select={select} />}
        {replaced && <p className="note wanted"><span aria-hidden="true">▲</span> {t('admin.calendar.replaces', { year: replaced.year, source: replaced.source })}</p>}
        <button type="submit" className="main" aria-disabled={!current?.year || load.isPending}>{load.isPending ? t('act.doing') : t('admin.calendar.load_year', { year: current?.year?.year ?? '' })}</button>
        <p role="status">{load.isSuccess && typed === undefined && t('admin.done')}</p>
      </form>
    </details>
  );
}

/** Whether a year can be loaded, and how far it was tried. */
function Verdict({ c }: { c: Schemas['CalendarCheck'] }) {
  const { t } = useTranslation();
  if (c.findings.length > 0) return <p><span className="tag red"><span aria-hidden="true">✕</span> {t('admin.calendar.wrong', { count: c.findings.length })}</span></p>;
  return <p><span className="tag success"><span aria-hidden="true">✓</span> {t('admin.calendar.good', { holidays: c.year?.holidays.length ?? 0, makeup: c.year?.makeup.length ?? 0 })}</span> {t(c.counted < c.open ? 'admin.calendar.counted_some' : 'admin.calendar.counted', { counted: c.counted, open: c.open })}</p>;
}

function Checked({ c, select }: { c: Schemas['CalendarCheck']; select: (line: number) => void }) {
  const { t } = useTranslation();
  if (c.findings.length > 0) {
    return (
      <div className="errors">
        <ul>{c.findings.map((f, i) => <li key={i}>{f.line ? <button type="button" className="link" onClick={() => select(f.line ?? 1)}>{t('admin.line', { line: f.line })}</button> : null} {said(f)}</li>)}</ul>
      </div>
    );
  }
  return (
    <>
      {c.moves.length === 0 ? <p>{t(c.counted < c.open ? 'admin.calendar.stays_some' : 'admin.calendar.stays')}</p> : (
        <table className="stack">
          <caption>{t(c.counted < c.open ? 'admin.calendar.moves_some' : 'admin.calendar.moves')}</caption>
          <thead><tr><th scope="col">{t('desk.item')}</th><th scope="col">{t('admin.proof.clock')}</th><th scope="col">{t('admin.calendar.was')}</th><th scope="col">{t('admin.calendar.is')}</th><th scope="col">{t('admin.live')}</th></tr></thead>
          <tbody>
            {c.moves.map((m, i) => (
              <tr key={i}><th scope="row">{said(m.title)}</th><td data-label={t('admin.proof.clock')}>{said(m.limit)} <span className="hint">{t(m.of === 'law' ? 'guide.law' : 'guide.promise')}</span></td><td data-label={t('admin.calendar.was')}>{day(m.from)}</td><td data-label={t('admin.calendar.is')}>{day(m.to)}</td><td data-label={t('admin.live')}>{m.cases}</td></tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
