import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { instant, number, size, stretch } from '../app/format';
import { may, useMe } from '../app/session';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';
import { Deliveries, RefusedDocuments } from './jobs';
import { Place } from './place';
import { system } from './queries';
import { Webhooks } from './webhooks';

export function SystemHealth() {
  const { t } = useTranslation();
  return <Place title={t('nav.system')} needs="health:read"><Health /></Place>;
}

function Health() {
  const { t } = useTranslation();
  const me = useMe();
  const found = useQuery(system());
  return (
    <>
      <Loaded query={found}>{(s) => <Now.Provider value={!found.error}>{found.error && <p className="errors" role="alert">{t('admin.system.stale', { at: instant(s.now) })}</p>}<Facts s={s} /><Jobs rows={s.jobs} /></Now.Provider>}</Loaded>
      {may(me, 'job:list') && <section><h2>{t('admin.system.refused')}</h2><RefusedDocuments retries={may(me, 'job:retry')} /></section>}
      {may(me, 'job:list') && <section><h2>{t('admin.system.deliveries')}</h2><Deliveries replays={may(me, 'job:retry')} /></section>}
      {may(me, 'webhook:list') && <section><h2>{t('admin.system.webhooks')}</h2><Webhooks changes={may(me, 'webhook:create')} /></section>}
    </>
  );
}

/** Whether what is shown is of now: what was good once is not shown as good when nobody answers any more. */
const Now = createContext(true);

type Standing = 'good' | 'late' | 'bad' | 'unknown';

/** How a thing stands; what is not known is said to be so, and never green. */
function Standing({ as }: { as: Standing }) {
  const { t } = useTranslation();
  const now = useContext(Now);
  const shown = now ? as : 'unknown';
  const { look, icon } = { good: { look: 'success', icon: '✓' }, late: { look: 'yellow', icon: '!' }, bad: { look: 'red', icon: '✕' }, unknown: { look: 'neutral', icon: '?' } }[shown];
  return <span className={`tag ${look}`}><span aria-hidden="true">{icon}</span> {t(`admin.system.${shown}`)}</span>;
}

function Fact({ name, as, children }: { name: string; as?: Standing; children?: ReactNode }) {
  return <div><dt>{name}</dt><dd>{as && <Standing as={as} />} {children}</dd></div>;
}

function judged(known: boolean | undefined): Standing {
  return known === undefined ? 'unknown' : known ? 'good' : 'bad';
}

function Facts({ s }: { s: Schemas['System'] }) {
  const { t } = useTranslation();
  const m = s.machine;
  const free = (d: Schemas['Disk']) => t('admin.system.free', { free: size(d.free), total: size(d.total), percent: Math.floor((d.free / Math.max(1, d.total)) * 100) });
  return (
    <section className="sheet">
      <h2>{t('admin.system.state')}</h2>
      {s.warnings.map((w) => <p className="note wanted" key={w.en}><span aria-hidden="true">▲</span> {said(w)}</p>)}
      <dl className="facts">
        <Fact name={t('admin.system.ready')} as={judged(s.ready)} />
        <Fact name={t('admin.system.version')}>{s.version} <span className="hint">{t('admin.system.since', { at: instant(s.started_at) })}</span></Fact>
        <Fact name={t('admin.system.database')} as={judged(s.ready)}>{m?.database}</Fact>
        <Fact name={t('admin.system.store')} as={judged(m?.store_answers)}>{m?.store} {m?.store_disk && free(m.store_disk)}</Fact>
        <Fact name={t('admin.system.disk')} as={m?.disk ? undefined : 'unknown'}>{m?.disk && free(m.disk)}</Fact>
        <Fact name={t('admin.system.log')} as={s.log ? undefined : 'unknown'}>{s.log && (s.log.signed_at ? t('admin.system.signed', { size: number(s.log.size), at: instant(s.log.signed_at) }) : t('admin.system.unsigned'))}</Fact>
        <Fact name={t('admin.system.lag')} as={s.unmerged === undefined ? 'unknown' : undefined}>{s.unmerged !== undefined && t('admin.system.entries', { count: s.unmerged })}</Fact>
        <Fact name={t('admin.system.witnesses')} as={s.witnesses ? undefined : 'unknown'}>{s.witnesses?.length === 0 && t('admin.system.no_witness')}{s.witnesses?.map((w) => <span key={w.witness} className="witness">{w.witness}: {w.cosigned_at ? t('admin.system.signed', { size: number(w.size), at: instant(w.cosigned_at) }) : t('admin.system.nothing')} </span>)}</Fact>
        <Fact name={t('admin.system.verified')} as="unknown"><span className="hint">{t('admin.system.verify')}</span></Fact>
      </dl>
    </section>
  );
}

function standing(j: Schemas['SystemJob']): Standing {
  if (j.failing) return 'bad';
  if (j.late) return 'late';
  return j.last_at ? 'good' : 'unknown';
}

function Jobs({ rows }: { rows: Schemas['SystemJob'][] }) {
  const { t } = useTranslation();
  return (
    <section>
      <h2>{t('admin.system.jobs')}</h2>
      <table className="stack">
        <caption>{t('admin.system.jobs_note')}</caption>
        <thead><tr><th scope="col">{t('admin.system.job')}</th><th scope="col">{t('admin.standing')}</th><th scope="col">{t('admin.system.last')}</th><th scope="col">{t('admin.system.every')}</th><th scope="col">{t('admin.system.failures')}</th></tr></thead>
        <tbody>
          {rows.map((j) => (
            <tr key={j.name}>
              <th scope="row">{t(`admin.job.${j.name as 'merge'}`, { defaultValue: j.name })} <span className="hint mono">{j.name}</span></th>
              <td data-label={t('admin.standing')}><Standing as={standing(j)} /></td>
              <td data-label={t('admin.system.last')}>{instant(j.last_at) || t('admin.system.not_yet')}{j.late && j.began_at && <span className="hint"> {t('admin.system.began', { at: instant(j.began_at) })}</span>}</td>
              <td data-label={t('admin.system.every')}>{stretch(j.seconds)}</td>
              <td data-label={t('admin.system.failures')}>{j.failures}{j.error && <span className="hint"> {instant(j.failed_at)} {j.error}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
