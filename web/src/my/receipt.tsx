import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { matter, trail } from '../api/queries';
import { day, instant } from '../app/format';
import { Title } from '../app/title';
import { said } from '../i18n';
import { Loaded, Together, Unread } from '../parts/loaded';

/** What an applicant takes away after filing, or after supplying what was asked for. It can be opened again for ever. */
export function Receipt() {
  const { t } = useTranslation();
  const { case: id = '' } = useParams();
  const asked = useSearchParams()[0].has('supplied');
  const found = useQuery(matter(id));
  const entries = useQuery(trail(id));
  return (
    <Loaded query={found}>
      {(c) => {
        const answer = asked ? entries.data?.findLast((e) => e.kind === 'supplied') : undefined;
        const filed = answer ?? entries.data?.[0];
        return (
          <Together of={[entries, { isLoading: asked && !answer && entries.isFetching }]}>
            <Title>{t(answer || (asked && !entries.data) ? 'mine.supplied' : 'receipt.title')}</Title>
            <div className="confirmation">
              <p>{said(c.title)}</p>
              <dl className="facts">
                <div><dt>{t('case.number')}</dt><dd className="big">{c.number}</dd></div>
                {c.query_code && <div><dt>{t('case.query_code')}</dt><dd className="big mono">{c.query_code}</dd></div>}
                {filed && <div><dt>{t('receipt.at')}</dt><dd>{instant(filed.recorded_at)}</dd></div>}
              </dl>
            </div>
            <Unread query={entries} />
            <h2>{t('receipt.next')}</h2>
            <ol>
              {c.clocks.filter((k) => k.running && k.due_on).map((k) => <li key={k.name}>{t('receipt.by', { what: said(k.title), on: day(k.due_on) })}</li>)}
              <li>{t('receipt.told')}</li>
            </ol>
            {filed && <p className="hint">{t('receipt.proof')}: <span className="mono">{filed.hash}</span></p>}
            <p className="actions"><Link className="button main" to={`/my/cases/${id}`}>{t('receipt.follow')}</Link> <button type="button" onClick={() => print()}>{t('app.print')}</button></p>
          </Together>
        );
      }}
    </Loaded>
  );
}
