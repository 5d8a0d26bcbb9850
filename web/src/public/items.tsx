import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client';
import { items } from '../api/queries';
import { Title } from '../app/title';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';

/** Every word that was asked for stands in a title. */
function matches(row: Schemas['ItemRow'], asked: string): boolean {
  const text = `${row.title.zh} ${row.title.en} ${row.item}`.toLowerCase();
  return asked.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

export function Items() {
  const { t } = useTranslation();
  const [query, setQuery] = useSearchParams();
  const asked = query.get('q')?.trim() ?? '';
  const list = useQuery(items());
  return (
    <>
      <Title>{t('nav.items')}</Title>
      <search className="search">
        <label htmlFor="q">{t('home.search')}</label>
        <input id="q" type="search" value={query.get('q') ?? ''} onChange={(e) => setQuery(e.target.value ? { q: e.target.value } : {}, { replace: true })} />
      </search>
      <Loaded query={list}>
        {(rows) => {
          const found = rows.filter((r) => matches(r, asked));
          return (
            <>
              <p role="status">{t('items.count', { count: found.length })}</p>
              {found.length === 0 ? <p>{t('items.none')} <button type="button" className="link" onClick={() => setQuery({})}>{t('items.all')}</button></p> : <ItemList rows={found} />}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

export function ItemList({ rows }: { rows: Schemas['ItemRow'][] }) {
  const { t } = useTranslation();
  return (
    <ul className="rows">
      {rows.map((r) => (
        <li key={r.item}>
          <Link to={`/items/${r.item}`}>{said(r.title)}</Link>
          <span className="hint">
            {r.open ? (r.limits.promise || r.limits.decide) > 0 && t('items.limits', { promise: r.limits.promise || r.limits.decide, law: r.limits.decide }) : t('items.closed')}
            {r.open && !r.opened_by.includes('applicant') && ` ${t('items.office_only')}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
