import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate } from 'react-router';
import { NotFound } from '../app/broken';
import { audienceOf, may, useMe } from '../app/session';
import { Title } from '../app/title';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';
import { Wanted } from './calendar';
import { proposals, system } from './queries';

const places = [
  ['/admin/items', 'definitions', 'definition:list'], ['/admin/org', 'org', 'unit:create'], ['/admin/people', 'people', 'person:list'], ['/admin/roles', 'roles', 'policy:read'],
  ['/admin/substitutions', 'substitutions', 'appointment:appoint'], ['/admin/calendar', 'calendar', 'calendar:publish'], ['/admin/system', 'system', 'health:read'],
] as const;

/** Where an administrator begins: what waits, and the ways on. */
export function AdminHome() {
  const { t } = useTranslation();
  const me = useMe();
  if (!me) return <Navigate to="/login?back=/admin" replace />;
  if (audienceOf(me) !== 'administrator') return <NotFound />;
  return (
    <>
      <Title>{t('admin.home.title')}</Title>
      {may(me, 'calendar:publish') && <Wanted />}
      {may(me, 'definition:list') && <Waiting />}
      {may(me, 'health:read') && <Troubles />}
      <ul className="cards">{places.filter(([, , needs]) => may(me, needs)).map(([to, key]) => <li key={to}><Link to={to}><strong>{t(`nav.${key}`)}</strong><span>{t(`admin.home.${key}`)}</span></Link></li>)}</ul>
    </>
  );
}

function Waiting() {
  const { t } = useTranslation();
  const found = useQuery(proposals(false));
  return (
    <Loaded query={found}>
      {(rows) => (rows.length === 0 ? null : (
        <section className="sheet asked">
          <h2>{t('admin.home.waiting', { count: rows.length })}</h2>
          <ul>{rows.map((p) => <li key={p.item}><Link to={`/admin/items/${p.item}/proposal`}>{said(p.title)} · {t('admin.nth', { version: p.version })}</Link> <span className="hint">{p.why_not ? said(p.why_not) : t('admin.home.yours')}</span></li>)}</ul>
        </section>
      ))}
    </Loaded>
  );
}

/** So many are counted at most. */
const most = 200;

/** What of the machine needs somebody, if anything does. */
function Troubles() {
  const { t } = useTranslation();
  const found = useQuery(system()), s = found.data;
  if (!s && !found.error) return null;
  const counted = (what: 'refused' | 'dead', count = 0) => {
    const line = t(`admin.home.${what}`, { count });
    return count === 0 ? [] : [count < most ? line : t('admin.home.least', { what: line })];
  };
  const lines = found.error || !s ? [t('admin.home.unknown')] : [
    ...(s.ready ? [] : [t('admin.home.not_ready')]), ...(s.machine?.store_answers === false ? [t('admin.home.store')] : []), ...s.jobs.filter((j) => j.failing).map((j) => t('admin.home.job', { job: j.name })), ...s.jobs.filter((j) => j.late && !j.failing).map((j) => t('admin.home.late', { job: j.name })),
    ...counted('refused', s.refused_documents), ...counted('dead', s.dead_deliveries), ...s.warnings.map(said),
  ];
  if (lines.length === 0) return null;
  return <section className="sheet asked"><h2>{t('admin.home.troubles')}</h2><ul>{lines.map((l) => <li key={l}><Link to="/admin/system">{l}</Link></li>)}</ul></section>;
}
