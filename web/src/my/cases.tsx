import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client';
import { cases } from '../api/queries';
import { day } from '../app/format';
import { Title } from '../app/title';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';
import { caseState, StatusTag } from '../parts/status';

export function MyCases() {
  const { t } = useTranslation();
  const [query, setQuery] = useSearchParams();
  const page = useQuery(cases({ cursor: query.get('cursor') ?? undefined }));
  return (
    <>
      <Title>{t('nav.cases')}</Title>
      <Loaded query={page}>
        {(p) => (
          <>
            {p.rows.length === 0 ? <p>{t('my.none_running')} <Link to="/items">{t('nav.items')}</Link></p> : <CaseList rows={p.rows} base="/my/cases" />}
            {p.next && <button type="button" onClick={() => setQuery({ cursor: p.next ?? '' })}>{t('app.more')}</button>}
          </>
        )}
      </Loaded>
    </>
  );
}

export function CaseList({ rows, base }: { rows: Schemas['CaseRow'][]; base: string }) {
  const { t } = useTranslation();
  return (
    <ul className="rows">
      {rows.map((r) => (
        <li key={r.id}>
          <span><Link to={`${base}/${r.id}`}>{r.number}</Link> {said(r.title)}</span>
          <span><span className="hint">{t('case.received')} {day(r.received_on)}</span> <StatusTag state={caseState(r)} end={r.end_title} /></span>
        </li>
      ))}
    </ul>
  );
}
