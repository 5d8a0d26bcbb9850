import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation, useSearchParams } from 'react-router';
import { items } from '../api/queries';
import { may, useMe } from '../app/session';
import { Title } from '../app/title';
import { language, said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loading } from '../parts/loaded';
import { TrailTable } from '../trail';
import { Download } from './download';
import { PersonField, usePersonFinder } from './person-field';
import { asked, conditions, entries, entryKinds, type Search } from './queries';

/** Everything that is recorded, found by what people know of it. What is searched for stands in the address. */
export function TrailSearch() {
  const { t } = useTranslation();
  const me = useMe();
  const { search } = useLocation();
  const [query, setQuery] = useSearchParams();
  const wanted: Search = Object.fromEntries(conditions.flatMap((c) => (query.get(c) ? [[c, query.get(c)]] : [])));
  const cursor = query.get('cursor') ?? undefined;
  const page = useQuery({ ...entries(wanted, cursor), enabled: Boolean(me) });
  if (!me) return <Navigate to={`/login?back=${encodeURIComponent(`/audit/trail${search}`)}`} replace />;
  return (
    <>
      <Title>{t('audit.trail')}</Title>
      <p>{t('audit.lead')}</p>
      <SearchForm key={query.toString()} wanted={wanted} today={me.today} search={(s) => setQuery(s as Record<string, string>)} />
      <ErrorNote error={page.error} />
      {!page.data && !page.error && <Loading />}
      {page.data && (page.data.rows.length === 0 ? <p>{t('trail.none')}</p> : (
        <div aria-busy={page.isPlaceholderData || undefined}>
          <TrailTable rows={page.data.rows} caption={`${t('trail.caption', { count: page.data.rows.length })}${page.data.next ? ` ${t('audit.more_below')}` : ''}`} cases="/audit/cases" deep />
        </div>
      ))}
      {(page.data?.rows.length ?? 0) > 0 && <>{may(me, 'trail:export') && <Download path={`/api/v1/trail/export?${exported(wanted)}`}>{t('audit.csv')}</Download>}{may(me, 'material:export') && <Download path={`/api/v1/trail/evidence?${new URLSearchParams(asked(wanted))}`} hint={t('audit.evidence_help')}>{t('audit.search_evidence')}</Download>}</>}
      <p className="actions">
        {page.data?.next && <button type="button" onClick={() => setQuery((was) => { was.set('cursor', page.data.next ?? ''); return was; })}>{t('audit.next')}</button>}
        {cursor && <button type="button" className="quiet" onClick={() => setQuery((was) => { was.delete('cursor'); return was; })}>{t('audit.first')}</button>}
      </p>
    </>
  );
}

/** The same search, in the words of the page. */
function exported(s: Search): string {
  return new URLSearchParams({ ...asked(s), language: language() }).toString();
}

function SearchForm({ wanted, today, search }: { wanted: Search; today: string; search: (s: Search) => void }) {
  const { t } = useTranslation();
  const names = useQuery(items()).data ?? [];
  const words = useQuery(entryKinds()).data;
  const finder = usePersonFinder(wanted.person);
  return (
    <search>
      <ErrorNote error={finder.find.error} />
      <form className="toolbar" onSubmit={(e) => {
        e.preventDefault();
        const { person: who, which, ...given } = Object.fromEntries([...new FormData(e.currentTarget)].map(([k, v]) => [k, String(v).trim()]).filter(([, v]) => v !== '')) as Record<string, string>;
        if (!who) return search(given);
        finder.find.mutate({ who, which }, { onSuccess: (found) => { if ('id' in found) search({ ...given, person: found.id }); } });
      }}>
        <label>{t('audit.q')} <input name="q" type="search" defaultValue={wanted.q} maxLength={100} placeholder={t('audit.q_help')} /></label>
        <PersonField finder={finder} />
        <label>{t('trail.kind')} <select key={words ? 'kind' : ''} name="kind" defaultValue={wanted.kind}>
          <option value="">{t('trail.any')}</option>
          {words?.streams.map((s) => (
            <optgroup key={s.streams} label={said(s.title)}>{words.kinds.filter((k) => k.streams === s.streams).map((k) => <option key={k.kind} value={`${k.streams}/${k.kind}`}>{said(k.title)}</option>)}</optgroup>
          ))}
        </select></label>
        <label>{t('audit.streams')} <select key={words ? 'streams' : ''} name="streams" defaultValue={wanted.streams}>
          <option value="">{t('audit.all_streams')}</option>
          {words?.streams.map((s) => <option key={s.streams} value={s.streams}>{said(s.title)}</option>)}
        </select></label>
        <label>{t('desk.item')} <select key={names.length > 0 ? 'item' : ''} name="item" defaultValue={wanted.item}>
          <option value="">{t('trail.any')}</option>
          {names.map((i) => <option key={i.item} value={i.item}>{said(i.title)}</option>)}
        </select></label>
        <label>{t('audit.from')} <input name="from" type="date" max={today} defaultValue={wanted.from} /></label>
        <label>{t('audit.to')} <input name="to" type="date" max={today} defaultValue={wanted.to} /></label>
        <button type="submit" className="main">{t('audit.search')}</button>
        {Object.keys(wanted).length > 0 && <button type="button" className="quiet" onClick={() => search({})}>{t('audit.reset')}</button>}
      </form>
    </search>
  );
}
