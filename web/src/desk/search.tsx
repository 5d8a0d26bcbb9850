import { useQuery } from '@tanstack/react-query';
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client';
import { type CaseFilter, cases, items, units, views } from '../api/queries';
import { day } from '../app/format';
import { useMe } from '../app/session';
import { Title } from '../app/title';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';
import { caseState, DeadlineBadge, StatusTag } from '../parts/status';
import './desk.css';
import { Keys, useRows } from './keys';
import { KeepView } from './views';
import './words';

const statuses = ['received', 'accepted', 'decided', 'ended'] as const;
const names = ['q', 'status', 'item', 'unit', 'from', 'to', 'waits_for_applicant'] as const;

/** The address of a search of cases, always the same for the same one. */
function addressOf(query: URLSearchParams): string {
  return new URLSearchParams([...query].filter(([k, v]) => v !== '' && names.some((n) => n === k)).sort(([a], [b]) => a.localeCompare(b))).toString();
}

export function CaseSearch() {
  const { t } = useTranslation();
  return <CaseFinder title={t('nav.search')} at="/cases" base="/desk/cases" />;
}

/** Cases found by what stands in the address; below says what else can be had of all that are found. */
export function CaseFinder({ title, at, base, below }: { title: string; at: string; base: string; below?: (conditions: string) => ReactNode }) {
  const { t } = useTranslation();
  const me = useMe();
  const [query, setQuery] = useSearchParams();
  const named = useQuery(items()).data ?? [];
  const places = useQuery(units()).data ?? [];
  const kept = (useQuery({ ...views(), enabled: Boolean(me) }).data ?? []).filter((v) => v.list === 'cases');
  const { table, next, previous } = useRows();
  const get = (name: string) => query.get(name) || undefined;
  const filter: CaseFilter = {
    q: get('q'), status: get('status'), item: get('item'), unit: get('unit'), from: get('from'), to: get('to'), waits_for_applicant: get('waits_for_applicant') === 'true' || undefined, cursor: get('cursor'),
  };
  const page = useQuery({ ...cases(filter), enabled: Boolean(me) });
  if (!me) return <Navigate to={`/login?back=${at}`} replace />;
  const here = addressOf(query);
  return (
    <>
      <Title>{title}</Title>
      {kept.length > 0 && <nav className="views" aria-label={t('inbox.kept')}><ul>{kept.map((v) => <li key={v.name}><Link to={`${at}?${v.query}`} aria-current={v.query === here ? 'page' : undefined}>{v.name}</Link></li>)}</ul></nav>}
      <search>
        <form className="toolbar" key={query.toString()} onSubmit={(e) => {
          e.preventDefault();
          const given = [...new FormData(e.currentTarget)].map(([k, v]): [string, string] => [k, String(v).trim()]).filter(([, v]) => v !== '');
          setQuery(given);
        }}>
          <label htmlFor="q">{t('search.q')} <input id="q" name="q" type="search" defaultValue={query.get('q') ?? ''} /></label>
          <label>{t('search.status')} <select name="status" defaultValue={query.get('status') ?? ''}><option value="">{t('search.any')}</option>{statuses.map((s) => <option key={s} value={s}>{t(`phase.${s}`)}</option>)}</select></label>
          <label>{t('desk.item')} <select name="item" defaultValue={query.get('item') ?? ''}><option value="">{t('search.any')}</option>{named.map((i) => <option key={i.item} value={i.item}>{said(i.title)}</option>)}</select></label>
          {places.length > 1 && <label>{t('ask.unit')} <select name="unit" defaultValue={query.get('unit') ?? ''}><option value="">{t('search.any')}</option>{places.map((u) => <option key={u.id} value={u.id}>{said(u.title)}</option>)}</select></label>}
          <label>{t('search.from')} <input name="from" type="date" defaultValue={query.get('from') ?? ''} /></label>
          <label>{t('search.to')} <input name="to" type="date" defaultValue={query.get('to') ?? ''} /></label>
          <label className="tick"><input name="waits_for_applicant" type="checkbox" value="true" defaultChecked={query.get('waits_for_applicant') === 'true'} /> {t('search.waits')}</label>
          <button type="submit" className="main">{t('home.go')}</button>
        </form>
      </search>
      <div className="toolbar">
        <KeepView list="cases" query={here} />
        <Keys keys={[{ key: 'j', what: t('keys.next_row'), run: next, held: true }, { key: 'k', what: t('keys.previous_row'), run: previous, held: true }, { key: 'Enter', what: t('keys.open') }, { key: '/', what: t('keys.search'), run: () => document.getElementById('q')?.focus() }]} />
      </div>
      <Loaded query={page}>
        {(p) => (
          <>
            {p.rows.length === 0 ? <p>{t('search.none')}</p> : <CaseTable rows={p.rows} table={table} today={me.today} base={base} />}
            {p.rows.length > 0 && below?.(here)}
            {p.next && <button type="button" onClick={() => setQuery((was) => { was.set('cursor', p.next ?? ''); return was; })}>{t('app.more')}</button>}
          </>
        )}
      </Loaded>
    </>
  );
}

function CaseTable({ rows, table, today, base }: { rows: Schemas['CaseRow'][]; table: RefObject<HTMLTableElement | null>; today: string; base: string }) {
  const { t } = useTranslation();
  return (
    <table className="stack" ref={table}>
      <caption>{t('search.newest')}</caption>
      <thead><tr><th scope="col">{t('case.number')}</th><th scope="col">{t('case.applicant')}</th><th scope="col">{t('desk.item')}</th><th scope="col">{t('case.received')}</th><th scope="col">{t('search.state')}</th><th scope="col">{t('desk.due')}</th></tr></thead>
      <tbody>
        {rows.map((r) => (
          <tr key={r.id}>
            <th scope="row"><Link to={`${base}/${r.id}`}>{r.number}</Link></th>
            <td data-label={t('case.applicant')}>{r.applicant_name ?? r.applicant}</td>
            <td data-label={t('desk.item')}>{said(r.title)}</td>
            <td data-label={t('case.received')}>{day(r.received_on)}</td>
            <td data-label={t('search.state')}><StatusTag state={caseState(r)} end={r.end_title} />{r.answer_by && <span className="hint"> {t('visit.answer_by', { on: day(r.answer_by) })}</span>}</td>
            <td data-label={t('desk.due')}>{r.due_on && r.status !== 'ended' && <DeadlineBadge due={r.due_on} today={today} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
