import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate } from 'react-router';
import type { Schemas } from '../api/client';
import { library } from '../api/queries';
import { day, instant, size } from '../app/format';
import { useMe } from '../app/session';
import { Title } from '../app/title';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';

/** What the enterprise has on record with the office: filed before, or issued to it. */
export function Library() {
  const { t } = useTranslation();
  const me = useMe();
  const query = useInfiniteQuery({ ...library(), enabled: Boolean(me) });
  if (!me) return <Navigate to="/login?back=/my/library" replace />;
  return (
    <>
      <Title>{t('nav.library')}</Title>
      <p>{t('library.lead')}</p>
      <Loaded query={query}>
        {(d) => {
          const rows = d.pages.flatMap((p) => p.rows);
          if (rows.length === 0) return <p>{t('library.none')}</p>;
          return (
            <>
              <table className="stack">
                <caption className="unseen">{t('nav.library')}</caption>
                <thead><tr><th scope="col">{t('library.name')}</th><th scope="col">{t('library.as')}</th><th scope="col">{t('library.from')}</th><th scope="col">{t('library.when')}</th><th scope="col">{t('library.trust')}</th><th scope="col">{t('library.until')}</th></tr></thead>
                <tbody>
                  {rows.map((p) => (
                    <tr key={p.sha256}>
                      <th scope="row"><a href={`/api/v1/library/${p.sha256}`} download>{p.name}</a> <span className="hint">{size(p.size)}</span></th>
                      <td data-label={t('library.as')}>{said(p.origin.title)}</td>
                      <td data-label={t('library.from')}>
                        {said(p.origin.item_title)} {p.origin.case ? <Link to={`/my/cases/${p.origin.case}`}>{p.origin.number}</Link> : <Link to={`/my/drafts/${p.origin.draft ?? ''}`}>{t('library.draft')}</Link>}
                        {p.uses.length > 1 && <span className="hint"> {t('library.more_uses', { count: p.uses.length - 1 })}</span>}
                      </td>
                      <td data-label={t('library.when')}>{instant(p.origin.at)}</td>
                      <td data-label={t('library.trust')}><Trust trust={p.trust} /></td>
                      <td data-label={t('library.until')}><Until paper={p} today={me.today} /></td>
                    </tr>
                  ))}
                </tbody>
              </table>
              <ErrorNote error={query.error} />
              {query.hasNextPage && <button type="button" onClick={() => void query.fetchNextPage()}>{t('app.more')}</button>}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

/** How far the office answers for a paper: a letter and what it means. */
export function Trust({ trust }: { trust: Schemas['Paper']['trust'] }) {
  const { t } = useTranslation();
  return <span className={`tag ${trust === 'A' || trust === 'B' ? 'success' : 'plain'}`}>{t('library.is', { level: trust, why: t(`library.level.${trust}`) })}</span>;
}

/** The last day of a paper, where it is known. */
export function Until({ paper, today }: { paper: Schemas['Paper']; today: string }) {
  const { t } = useTranslation();
  const until = paper.origin.valid_until;
  if (!until) return '—';
  return <>{day(until)}{until < today && <> <span className="tag yellow"><span aria-hidden="true">▲</span> {t('library.out')}</span></>}</>;
}
