import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, type Schemas } from '../api/client';
import { useCommand } from '../app/command';
import { instant } from '../app/format';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';
import { deliveries, refusedDocuments } from './queries';

/** The ways to the pages before and after; where each page that was come by begins is known. */
function Turn({ way, next, go }: { way: readonly string[]; next?: string; go: (way: string[]) => void }) {
  const { t } = useTranslation();
  if (way.length === 0 && !next) return null;
  return (
    <p className="actions">
      {way.length > 0 && <button type="button" onClick={() => go(way.slice(0, -1))}>{t('admin.system.page_before')}</button>}
      {next && <button type="button" onClick={() => go([...way, next])}>{t('admin.system.page_next')}</button>}
    </p>
  );
}

/** Documents that could not be made, why, and another try. */
export function RefusedDocuments({ retries }: { retries: boolean }) {
  const { t } = useTranslation();
  const [way, go] = useState<string[]>([]);
  const found = useQuery(refusedDocuments(way.at(-1)));
  const retry = useCommand(async (d: Schemas['RefusedDocument']) => data(await api.POST('/api/v1/documents/refused/{id}/{seq}/retry', { params: { path: { id: d.case, seq: d.seq } } })), () => go([]));
  return (
    <>
      <ErrorNote error={retry.error} />
      <Loaded query={found}>
        {(p) => (p.rows.length === 0 ? <p>{t('admin.system.no_refused')}</p> : (
          <>
            <ul className="rows">
              {p.rows.map((d) => (
                <li key={`${d.case}/${d.seq}`}>
                  <span><strong>{d.number || d.type}</strong> <span className="hint mono">{d.case}/{d.seq}</span><br />{said(d.why)} <span className="hint">{instant(d.owed_at)} {d.field}</span></span>
                  {retries && d.laid_aside ? <button type="button" onClick={() => { if (!retry.isPending) retry.mutate(d); }}>{t('error.retry')}<span className="unseen"> {d.number || d.type}</span></button> : <span className="hint">{t('admin.system.by_itself')}</span>}
                </li>
              ))}
            </ul>
          </>
        ))}
      </Loaded>
      <Turn way={way} next={found.data?.next} go={go} />
    </>
  );
}

const statuses = ['dead', 'waiting', 'sent'] as const;

/** What became of notices outside; what was given up can be sent again. */
export function Deliveries({ replays }: { replays: boolean }) {
  const { t } = useTranslation();
  const [status, show] = useState<(typeof statuses)[number]>('dead');
  const [way, go] = useState<string[]>([]);
  const found = useQuery(deliveries(status, way.at(-1)));
  const replay = useCommand(async (body: { ids?: string[]; all?: boolean }) => data<Schemas['ReplayOutputBody']>(await api.POST('/api/v1/deliveries/replay', { body })), () => go([]));
  const send = (body: { ids?: string[]; all?: boolean }) => { if (!replay.isPending) replay.mutate(body); };
  return (
    <>
      <ErrorNote error={replay.error} />
      <fieldset className="tabs"><legend className="unseen">{t('admin.standing')}</legend>{statuses.map((s) => <label key={s}><input type="radio" name="deliveries" checked={s === status} onChange={() => { show(s); go([]); }} /> {t(`admin.delivery.${s}`)}</label>)}</fieldset>
      <p role="status">{replay.isSuccess && t('admin.delivery.replayed', { count: replay.data.replayed })}</p>
      <Loaded query={found}>
        {(p) => (p.rows.length === 0 ? <p>{t('admin.delivery.none')}</p> : (
          <>
            {replays && status === 'dead' && <p><button type="button" onClick={() => send({ all: true })}>{t('admin.delivery.replay_all')}</button></p>}
            <ul className="rows">
              {p.rows.map((d) => (
                <li key={d.id}>
                  <span><strong>{d.target}</strong> {d.kind} <span className="hint mono">{d.case || d.certificate}</span><br /><span className="hint">{t('admin.delivery.tries', { count: d.tries })} · {instant(d.settled_at ?? d.next_at ?? d.planned_at)} {d.error}</span></span>
                  {replays && status === 'dead' && <button type="button" onClick={() => send({ ids: [d.id] })}>{t('admin.delivery.replay')}<span className="unseen"> {d.target} {d.kind}</span></button>}
                </li>
              ))}
            </ul>
          </>
        ))}
      </Loaded>
      <Turn way={way} next={found.data?.next} go={go} />
    </>
  );
}
