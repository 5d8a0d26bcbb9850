import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { cases, items } from '../api/queries';
import { useMe } from '../app/session';
import { Title } from '../app/title';
import { said } from '../i18n';
import { CaseList } from '../my/cases';
import { Loaded } from '../parts/loaded';

const statuses = ['received', 'accepted', 'decided', 'ended'] as const;

export function CaseSearch() {
  const { t } = useTranslation();
  const me = useMe();
  const [query, setQuery] = useSearchParams();
  const names = useQuery(items()).data ?? [];
  const page = useQuery({ ...cases({ q: query.get('q') || undefined, status: query.get('status') || undefined, item: query.get('item') || undefined, cursor: query.get('cursor') || undefined }), enabled: Boolean(me) });
  if (!me) return <Navigate to="/login?back=/cases" replace />;
  return (
    <>
      <Title>{t('nav.search')}</Title>
      <search>
        <form className="toolbar" key={query.toString()} onSubmit={(e) => {
          e.preventDefault();
          const given = [...new FormData(e.currentTarget)].map(([k, v]): [string, string] => [k, String(v).trim()]).filter(([, v]) => v !== '');
          setQuery(given);
        }}>
          <label htmlFor="q">{t('search.q')} <input id="q" name="q" type="search" defaultValue={query.get('q') ?? ''} /></label>
          <label>{t('search.status')} <select name="status" defaultValue={query.get('status') ?? ''}><option value="">{t('search.any')}</option>{statuses.map((s) => <option key={s} value={s}>{t(`phase.${s}`)}</option>)}</select></label>
          <label>{t('desk.item')} <select name="item" defaultValue={query.get('item') ?? ''}><option value="">{t('search.any')}</option>{names.map((i) => <option key={i.item} value={i.item}>{said(i.title)}</option>)}</select></label>
          <button type="submit" className="main">{t('home.go')}</button>
        </form>
      </search>
      <Loaded query={page}>
        {(p) => (
          <>
            {p.rows.length === 0 ? <p>{t('search.none')}</p> : <CaseList rows={p.rows} base="/desk/cases" />}
            {p.next && <button type="button" onClick={() => setQuery((was) => { was.set('cursor', p.next ?? ''); return was; })}>{t('app.more')}</button>}
          </>
        )}
      </Loaded>
    </>
  );
}
