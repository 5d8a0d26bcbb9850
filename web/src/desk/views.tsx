import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client';
import { taskCounts, type TaskSearch, views } from '../api/queries';
import { ErrorNote } from '../parts/errors';
import { addressOf, ownViews, rewritten, searchOf } from './view';

/** The views of the inbox with how much each holds: those that everybody has, and one's own. */
export function Views({ search }: { search: TaskSearch }) {
  const { t } = useTranslation();
  const kept = (useQuery(views()).data ?? []).filter((v) => v.list === 'tasks');
  const all = [
    ...ownViews.map((v) => ({ title: t(`inbox.view.${v.name}`), search: v.search as TaskSearch })),
    ...kept.map((v) => ({ title: v.name, search: searchOf(new URLSearchParams(v.query)) })),
  ];
  const counts = useQuery(taskCounts(all.map((v) => v.search))).data;
  const here = addressOf(search);
  return (
    <nav aria-label={t('desk.view')} className="views">
      <ul>
        {all.map((v, i) => {
          const address = addressOf(v.search);
          const n = counts?.[i];
          return (
            <li key={`${i}/${v.title}`}>
              <Link to={address ? `/desk?${address}` : '/desk'} aria-current={address === here ? 'page' : undefined}>
                {v.title} <span className="number">{n ? (n.more ? t('inbox.more_than', { count: n.count }) : t('inbox.count', { count: n.count })) : ''}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** Keeps the view that is shown under a name, or forgets it. */
export function KeepView({ list, query }: { list: 'tasks' | 'cases'; query: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const read = useQuery(views());
  const mine = (read.data ?? []).find((v) => v.list === list && rewritten(v.query) === rewritten(query));
  const again = () => client.invalidateQueries({ queryKey: ['views'] });
  const keep = useMutation({
    mutationFn: (name: string) => api.PUT('/api/v1/views/{list}/{name}', { params: { path: { list, name } }, body: { query } }),
    onSuccess: async () => { setOpen(false); await again(); },
  });
  const forget = useMutation({ mutationFn: (name: string) => api.DELETE('/api/v1/views/{list}/{name}', { params: { path: { list, name } } }), onSuccess: again });
  if (query === '') return null;
  if (mine) return <><ErrorNote error={forget.error} /><button type="button" className="quiet" aria-disabled={forget.isPending} onClick={() => forget.mutate(mine.name)}>{t('inbox.unsave')}: {mine.name}</button></>;
  if (!open) return <button type="button" className="quiet" onClick={() => setOpen(true)}>{t('inbox.save')}</button>;
  return (
    <form className="keep" onSubmit={(e) => { e.preventDefault(); keep.mutate(String(new FormData(e.currentTarget).get('name')).trim()); }}>
      <ErrorNote error={keep.error} />
      <label htmlFor="view-name">{t('inbox.name')}</label>
      <input id="view-name" name="name" required maxLength={60} pattern=".*\S.*" ref={(e) => e?.focus()} />
      <button type="submit">{t('inbox.save')}</button>
      <button type="button" className="quiet" onClick={() => setOpen(false)}>{t('app.cancel')}</button>
    </form>
  );
}
