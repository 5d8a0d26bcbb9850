import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, data, type Schemas } from '../api/client';
import { useCommand } from '../app/command';
import { instant } from '../app/format';
import { tellTabs } from '../app/session';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';

export const sessions = () => queryOptions({ queryKey: ['sessions'], queryFn: async () => data<Schemas['SessionListOutputBody']>(await api.GET('/api/v1/sessions')).rows });

/** Where somebody is signed in, to be ended one by one or all but this. */
export function Sessions() {
  const { t } = useTranslation();
  const list = useQuery(sessions());
  const end = useCommand(async (id: string) => { await api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } }); }, tellTabs);
  const endOthers = useCommand(async () => data<Schemas['EndedOutputBody']>(await api.DELETE('/api/v1/sessions')).ended, tellTabs);
  const where = (s: Schemas['OwnSession']) => s.browser ?? t('sessions.program');
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">{t('sessions.title')}</h2>
      <p>{t('sessions.lead')}</p>
      <ErrorNote error={end.error ?? endOthers.error} />
      <Loaded query={list}>{(rows) => (
        <>
          <table className="stack">
            <caption className="unseen">{t('sessions.title')}</caption>
            <thead><tr><th scope="col">{t('sessions.where')}</th><th scope="col">{t('sessions.since')}</th><th scope="col">{t('sessions.used')}</th><th scope="col">{t('sessions.until')}</th><th scope="col"><span className="unseen">{t('sessions.end')}</span></th></tr></thead>
            <tbody>
              {rows.map((s) => (
                <tr key={s.id}>
                  <th scope="row">{where(s)} {s.current && <span className="tag info">{t('sessions.current')}</span>}</th>
                  <td data-label={t('sessions.since')}>{instant(s.created_at)}</td>
                  <td data-label={t('sessions.used')}>{instant(s.used_at)}</td>
                  <td data-label={t('sessions.until')}>{instant(s.expires_at)}</td>
                  <td>{!s.current && <button type="button" disabled={end.isPending} aria-label={t('sessions.end_of', { where: where(s), at: instant(s.created_at) })} onClick={() => end.mutate(s.id)}>{t('sessions.end')}</button>}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length > 1 && <p><button type="button" disabled={endOthers.isPending} onClick={() => endOthers.mutate()}>{t('sessions.end_others')}</button></p>}
        </>
      )}</Loaded>
      <p role="status">{endOthers.isSuccess && t('sessions.ended', { count: endOthers.data })}</p>
    </section>
  );
}
