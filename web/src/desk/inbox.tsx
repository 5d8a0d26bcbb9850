import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client';
import { tasks } from '../api/queries';
import { day, instant } from '../app/format';
import { useMe } from '../app/session';
import { Title } from '../app/title';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';
import { DeadlineBadge } from '../parts/status';
import { useListKeys } from './keys';

const views = ['all', 'mine', 'free'] as const;
const sorts = ['due', 'opened', 'number'] as const;

/** Order by what is nearest to its end, or as somebody wishes; the list itself comes from the server. */
export function sorted(rows: Schemas['Task'][], by: string | null): Schemas['Task'][] {
  const end = (r: Schemas['Task']) => [r.due_on, r.case_due_on].filter((d) => d !== undefined).sort()[0] ?? '9999';
  const key = by === 'opened' ? (r: Schemas['Task']) => r.opened_at : by === 'number' ? (r: Schemas['Task']) => r.case_number : end;
  return [...rows].sort((a, b) => key(a).localeCompare(key(b)) || a.opened_at.localeCompare(b.opened_at));
}

export function Inbox() {
  const { t } = useTranslation();
  const me = useMe();
  const [query, setQuery] = useSearchParams();
  const view = query.get('view') ?? 'all';
  const page = useQuery({ ...tasks({ claimed: view === 'mine' || undefined, cursor: query.get('cursor') ?? undefined }), enabled: Boolean(me) });
  const table = useListKeys();
  const shown = (rows: Schemas['Task'][]) => (view === 'free' ? rows.filter((r) => !r.claimed) : rows);
  const change = (name: string, value: string) => setQuery((was) => { was.set(name, value); was.delete('cursor'); return was; });
  if (!me) return <Navigate to="/login?back=/desk" replace />;
  return (
    <>
      <Title>{t('nav.desk')}</Title>
      <div className="toolbar">
        <fieldset className="tabs"><legend className="unseen">{t('desk.view')}</legend>
          {views.map((v) => <label key={v}><input type="radio" name="view" checked={view === v} onChange={() => change('view', v)} /> {t(`desk.${v}`)}</label>)}
        </fieldset>
        <label>{t('desk.sort')} <select value={query.get('sort') ?? 'due'} onChange={(e) => change('sort', e.target.value)}>{sorts.map((s) => <option key={s} value={s}>{t(`desk.by_${s}`)}</option>)}</select></label>
      </div>
      <Loaded query={page}>
        {(p) => (shown(p.rows).length === 0 ? <p>{t('desk.empty')}</p> : (
          <>
            <table className="stack" ref={table}>
              <caption>{t('desk.count', { count: shown(p.rows).length })}{p.next && ` ${t('desk.and_more')}`}</caption>
              <thead><tr><th scope="col">{t('case.number')}</th><th scope="col">{t('case.applicant')}</th><th scope="col">{t('desk.item')}</th><th scope="col">{t('desk.step')}</th><th scope="col">{t('desk.since')}</th><th scope="col">{t('desk.due')}</th></tr></thead>
              <tbody>{sorted(shown(p.rows), query.get('sort')).map((r) => <Row key={`${r.case}/${r.visit}/${r.in_place_of?.id ?? ''}`} r={r} today={me.today} />)}</tbody>
            </table>
            {p.next && <button type="button" onClick={() => change('cursor', p.next ?? '')}>{t('app.more')}</button>}
          </>
        ))}
      </Loaded>
    </>
  );
}

function Row({ r, today }: { r: Schemas['Task']; today: string }) {
  const { t } = useTranslation();
  return (
    <tr>
      <th scope="row"><Link to={`/desk/cases/${r.case}?task=${r.visit}`}>{r.case_number}</Link></th>
      <td data-label={t('case.applicant')}>{r.applicant}</td>
      <td data-label={t('desk.item')}>{said(r.item_title)}</td>
      <td data-label={t('desk.step')}>{said(r.title)}{r.claimed && <span className="tag info"> {t('desk.claimed')}</span>}{r.in_place_of && <span className="hint"> {t('visit.for', { name: r.in_place_of.name ?? r.in_place_of.id })}</span>}</td>
      <td data-label={t('desk.since')}>{instant(r.opened_at)}</td>
      <td data-label={t('desk.due')}>
        <DeadlineBadge due={r.due_on ?? r.case_due_on} today={today} />
        {r.due_on && r.case_due_on && <span className="hint"> {t('desk.case_due', { on: day(r.case_due_on) })}</span>}
      </td>
    </tr>
  );
}
