import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useLocation, useNavigate, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client';
import { guide, items, tasks, type TaskSearch, units, views } from '../api/queries';
import { day, instant } from '../app/format';
import { useMe } from '../app/session';
import { Title } from '../app/title';
import { said } from '../i18n';
import { Loaded, Together } from '../parts/loaded';
import { DeadlineBadge } from '../parts/status';
import { Keys, useRows } from './keys';
import { maxBatch, packed } from './marked';
import { addressOf, fromOf, keyOfTask, searchOf } from './view';
import { KeepView, Views } from './views';

export function Inbox() {
  const { t } = useTranslation();
  const me = useMe();
  const [query] = useSearchParams();
  const search = searchOf(query);
  const parts = [useQuery(items()), useQuery(units()), useQuery(views())];
  if (!me) return <Navigate to="/login?back=/desk" replace />;
  return (
    <>
      <Title>{t('nav.desk')}</Title>
      <Views search={search} />
      <Together of={parts}>
        <Search key={addressOf(search)} search={search} />
        <List key={`list ${addressOf(search)}`} search={search} today={me.today} person={me.person.id} />
      </Together>
    </>
  );
}

/** What is looked for. Each field changes the address at once, the words when they are sent or another field is changed. */
function Search({ search }: { search: TaskSearch }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const named = useQuery(items()).data ?? [];
  const places = useQuery(units()).data ?? [];
  const steps = useQuery({ ...guide(search.item ?? ''), enabled: Boolean(search.item) }).data?.steps ?? [];
  const words = useRef<HTMLInputElement>(null);
  const look = (change: TaskSearch) => {
    const address = addressOf({ ...search, q: words.current?.value.trim(), ...change });
    void go(address ? `/desk?${address}` : '/desk');
  };
  const claim = search.claimed ? 'mine' : search.free ? 'free' : 'all';
  return (
    <search aria-label={t('inbox.search')}>
      <form className="toolbar" onSubmit={(e) => { e.preventDefault(); look({}); }}>
        <label>{t('inbox.q')} <input id="q" name="q" type="search" maxLength={100} ref={words} defaultValue={search.q ?? ''} /></label>
        <label>{t('desk.item')} <select value={search.item ?? ''} onChange={(e) => look({ item: e.target.value, node: undefined })}><option value="">{t('inbox.any_item')}</option>{named.map((i) => <option key={i.item} value={i.item}>{said(i.title)}</option>)}</select></label>
        {search.item && <label>{t('desk.step')} <select value={search.node ?? ''} onChange={(e) => look({ node: e.target.value })}><option value="">{t('inbox.any_step')}</option>{steps.filter((s) => s.role).map((s) => <option key={s.node} value={s.node}>{said(s.title)}</option>)}</select></label>}
        {places.length > 1 && <label>{t('ask.unit')} <select value={search.unit ?? ''} onChange={(e) => look({ unit: e.target.value })}><option value="">{t('inbox.any_unit')}</option>{places.map((u) => <option key={u.id} value={u.id}>{said(u.title)}</option>)}</select></label>}
        <label>{t('inbox.card')} <select value={search.card ?? ''} onChange={(e) => look({ card: (e.target.value || undefined) as TaskSearch['card'] })}><option value="">{t('inbox.any_card')}</option>{(['warning', 'yellow', 'red'] as const).map((c) => <option key={c} value={c}>{t(`inbox.cards.${c}`)}</option>)}</select></label>
        <label>{t('inbox.whose')} <select value={claim} onChange={(e) => look({ claimed: e.target.value === 'mine', free: e.target.value === 'free' })}>{(['all', 'mine', 'free'] as const).map((v) => <option key={v} value={v}>{t(`inbox.view.${v}`)}</option>)}</select></label>
        <button type="submit">{t('home.go')}</button>
      </form>
    </search>
  );
}

function List({ search, today, person }: { search: TaskSearch; today: string; person: string }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const list = addressOf(search);
  const { focus } = fromOf(useLocation().state);
  const page = useInfiniteQuery(tasks(search));
  const rows = page.data?.pages.flatMap((p) => p.rows) ?? [];
  const [marks, setMarks] = useState<ReadonlySet<string>>(new Set());
  const { table, next, previous, at } = useRows();
  const marked = rows.filter((r) => marks.has(keyOfTask(r)));
  const mark = (keys: string[], on: boolean) => setMarks((was) => new Set(on ? [...was, ...keys] : [...was].filter((k) => !keys.includes(k))));
  const toggle = () => {
    const row = rows[at()];
    if (row) mark([keyOfTask(row)], !marks.has(keyOfTask(row)));
  };
  const bulk = () => { if (marked.length > 0 && marked.length <= maxBatch) void go('/desk/bulk', { state: packed(marked, list, person) }); };
  const ready = page.isSuccess;
  useEffect(() => { // whoever comes back from a case is at its row again
    if (ready && focus) document.getElementById(`case-${focus}`)?.focus();
  }, [ready, focus]);
  const all = rows.length > 0 && marked.length === rows.length;
  return (
    <>
      <div className="marks">
        <p role="status">{marked.length > 0 && t('inbox.marked', { count: marked.length })}{marked.length > maxBatch && ` ${t('inbox.too_many', { max: maxBatch })}`}</p>
        {marked.length > 0 && <button type="button" className="main" aria-disabled={marked.length > maxBatch} onClick={bulk}>{t('inbox.bulk')} <kbd aria-hidden="true">Shift+A</kbd></button>}
        <KeepView list="tasks" query={list} />
        <Keys keys={[
          { key: 'j', what: t('keys.next_row'), run: next, held: true }, { key: 'k', what: t('keys.previous_row'), run: previous, held: true }, { key: 'Enter', what: t('keys.open') },
          { key: 'x', what: t('keys.mark'), run: toggle }, { key: 'Shift+A', what: t('keys.bulk'), run: bulk }, { key: '/', what: t('keys.search'), run: () => document.getElementById('q')?.focus() },
        ]} />
      </div>
      <Loaded query={page}>
        {() => (rows.length === 0 ? <p>{t('desk.empty')}</p> : (
          <>
            <table className="stack inbox" ref={table}>
              <caption>{t('desk.count', { count: rows.length })}{page.hasNextPage && ` ${t('desk.and_more')}`} {t('inbox.order')}</caption>
              <thead><tr>
                <th scope="col"><input type="checkbox" aria-label={t('inbox.mark_all')} checked={all} onChange={(e) => mark(rows.map(keyOfTask), e.target.checked)} /></th>
                <th scope="col">{t('case.number')}</th><th scope="col">{t('case.applicant')}</th><th scope="col">{t('desk.item')}</th><th scope="col">{t('desk.step')}</th><th scope="col">{t('desk.since')}</th><th scope="col">{t('desk.due')}</th>
              </tr></thead>
              <tbody>{rows.map((r) => <Row key={keyOfTask(r)} r={r} today={today} list={list} marked={marks.has(keyOfTask(r))} mark={(on) => mark([keyOfTask(r)], on)} />)}</tbody>
            </table>
            {page.hasNextPage && <button type="button" onClick={() => void page.fetchNextPage()}>{t('app.more')}</button>}
          </>
        ))}
      </Loaded>
    </>
  );
}

interface RowProps { r: Schemas['Task']; today: string; list: string; marked: boolean; mark: (on: boolean) => void }

function Row({ r, today, list, marked, mark }: RowProps) {
  const { t } = useTranslation();
  return (
    <tr className={marked ? 'marked' : ''}>
      <td><input type="checkbox" aria-label={t('inbox.mark', { number: r.case_number })} checked={marked} onChange={(e) => mark(e.target.checked)} /></td>
      <th scope="row"><Link id={`case-${r.case}`} to={`/desk/cases/${r.case}?task=${r.visit}`} state={{ list }}>{r.case_number}</Link></th>
      <td data-label={t('case.applicant')}>{r.applicant_name ?? r.applicant}</td>
      <td data-label={t('desk.item')}>{said(r.item_title)}</td>
      <td data-label={t('desk.step')}>{said(r.title)}{r.claimed && <span className="tag info"> {t('desk.claimed')}</span>}{r.in_place_of && <span className="hint"> {t('visit.for', { name: r.in_place_of.name ?? r.in_place_of.id })}</span>}</td>
      <td data-label={t('desk.since')}>{instant(r.opened_at)}</td>
      <td data-label={t('desk.due')}>
        <DeadlineBadge due={r.due_on ?? r.case_due_on} cards={[{ colour: r.card }]} today={today} />
        {r.due_on && r.case_due_on && <span className="hint"> {t('desk.case_due', { on: day(r.case_due_on) })}</span>}
      </td>
    </tr>
  );
}
