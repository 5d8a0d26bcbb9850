import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useParams } from 'react-router';
import type { Schemas } from '../api/client';
import { Refused } from '../api/problem';
import { matter } from '../api/queries';
import { day } from '../app/format';
import { may, useMe } from '../app/session';
import { Title } from '../app/title';
import { Documents, Files } from '../case/papers';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';
import { caseState, StatusTag } from '../parts/status';
import { TrailPane, useCheck, VerifyPanel } from '../trail';
import { AsOfForm } from './as-of';
import { Download } from './download';
import { CasePath } from './path';

/** A case as those look at it who watch over others: what was recorded, under which definition, and whether it is so. */
export function AuditCase() {
  const { case: id = '' } = useParams();
  const me = useMe();
  const found = useQuery({ ...matter(id), enabled: Boolean(me) });
  if (!me) return <Navigate to={`/login?back=/audit/cases/${encodeURIComponent(id)}`} replace />;
  return <><Loaded query={found}>{(c) => <Shown key={id} c={c} />}</Loaded>{found.error instanceof Refused && found.error.problem.status >= 500 && <Unreadable id={id} />}</>;
}

/** A case whose entries the server itself cannot read any more can be checked all the same. */
function Unreadable({ id }: { id: string }) {
  return <><CasePath /><Title>{id}</Title><VerifyPanel id={id} files={{}} check={useCheck()} /></>;
}

function Shown({ c }: { c: Schemas['Case'] }) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <>
      <CasePath />
      <Title aside={<StatusTag state={caseState(c)} end={c.end_title} />}>{`${c.number} ${said(c.title)}`}</Title>
      <dl className="facts">
        <div><dt>{t('audit.applicant')}</dt><dd>{c.applicant.name} <span className="mono">{c.applicant.credit_code}</span></dd></div>
        <div><dt>{t('audit.received')}</dt><dd>{day(c.received_on)}</dd></div>
        {c.due_on && <div><dt>{t('audit.due')}</dt><dd>{day(c.due_on)}</dd></div>}
        {c.decided_on && <div><dt>{t('audit.decided')}</dt><dd>{day(c.decided_on)}</dd></div>}
        {c.end_title && <div><dt>{t('audit.end')}</dt><dd>{said(c.end_title)}</dd></div>}
        {c.certificate && <div><dt>{t('audit.certificate')}</dt><dd>{c.certificate.number}</dd></div>}
        <div><dt>{t('audit.definition')}</dt><dd><Link to={`/items/${c.item}?version=${c.version}`}>{t('audit.version', { version: c.version })}</Link> <code className="mono">{c.definition.slice(0, 12)}…</code></dd></div>
      </dl>
      <div className="actions">
        <Link className="button" to={`/audit/cases/${c.id}/clock`}>{t('audit.clock')}</Link>
        <AsOfForm id={c.id} />
      </div>
      {may(me, 'material:export') && <Download path={`/api/v1/cases/${c.id}/evidence`} hint={t('audit.evidence_help')}>{t('audit.evidence')}</Download>}
      <h2>{t('audit.of_case')}</h2>
      <TrailPane c={c} />
      <h2>{t('audit.documents')}</h2>
      <Documents c={c} />
      <h2>{t('audit.files')}</h2>
      <Files c={c} />
    </>
  );
}
