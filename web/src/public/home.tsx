import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { items, publicNotices } from '../api/queries';
import { Title } from '../app/title';
import { Loaded } from '../parts/loaded';
import { ItemList } from './items';
import { NoticeList } from './notices';

export function Home() {
  const { t } = useTranslation();
  const go = useNavigate();
  const list = useQuery(items());
  const newest = useQuery(publicNotices({ running: true, limit: 5 })).data?.rows ?? [];
  return (
    <>
      <Title>{t('home.title')}</Title>
      <p className="lead">{t('home.lead')}</p>
      <search>
        <form className="search" onSubmit={(e) => {
          e.preventDefault();
          void go(`/items?${new URLSearchParams({ q: String(new FormData(e.currentTarget).get('q')) })}`);
        }}>
          <label htmlFor="q">{t('home.search')}</label>
          <input id="q" name="q" type="search" />
          <button type="submit" className="main">{t('home.go')}</button>
        </form>
      </search>
      <ul className="cards">
        {(['items', 'progress', 'verify', 'notices'] as const).map((to) => (
          <li key={to}><Link to={`/${to}`}><strong>{t(`nav.${to}`)}</strong><span>{t(`home.${to}`)}</span></Link></li>
        ))}
      </ul>
      <h2>{t('home.open')}</h2>
      <Loaded query={list}>{(rows) => <ItemList rows={rows.filter((r) => r.opened_by.includes('applicant'))} />}</Loaded>
      {newest.length > 0 && <section><h2>{t('notice.latest')}</h2><NoticeList rows={newest} /></section>}
    </>
  );
}
