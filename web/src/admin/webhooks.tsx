import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, type Schemas } from '../api/client';
import { useCommand } from '../app/command';
import { instant, listed } from '../app/format';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';
import { webhooks } from './queries';

/** Who is told of events, and what can be done about it. A secret is seen once, when it is made. */
export function Webhooks({ changes }: { changes: boolean }) {
  const { t } = useTranslation();
  const found = useQuery(webhooks());
  const [fresh, show] = useState<Schemas['NewWebhook']>();
  const create = useCommand(async (body: Schemas['CreateWebhookInputBody'], key: string) => data<Schemas['NewWebhook']>(await api.POST('/api/v1/webhooks', { body, params: { header: { 'Idempotency-Key': key } } })), show);
  return (
    <>
      <Loaded query={found}>
        {(rows) => (rows.length === 0 ? <p>{t('admin.webhook.none')}</p> : <ul className="rows">{rows.map((w) => <OneWebhook key={w.id} w={w} changes={changes} fresh={fresh?.id === w.id ? fresh : undefined} show={show} />)}</ul>)}
      </Loaded>
      {changes && (
        <details>
          <summary>{t('admin.webhook.create')}</summary>
          <form className="narrow" key={create.data?.id} onSubmit={(e) => {
            e.preventDefault();
            if (create.isPending) return;
            const given = new FormData(e.currentTarget);
            const kinds = String(given.get('kinds')).split(/[\s,、]+/).filter(Boolean);
            create.mutate({ url: String(given.get('url')).trim(), kinds: kinds.length > 0 ? kinds : undefined });
          }}>
            <ErrorNote error={create.error} />
            <p className="field"><label htmlFor="hook-url">{t('admin.webhook.url')}</label><input id="hook-url" name="url" type="url" required maxLength={2000} /></p>
            <p className="field"><label htmlFor="hook-kinds">{t('admin.webhook.kinds')}<span className="hint"> {t('form.optional')}</span></label><span className="hint" id="hook-kinds-help">{t('admin.webhook.kinds_help')}</span><input id="hook-kinds" name="kinds" aria-describedby="hook-kinds-help" /></p>
            <button type="submit" className="main" aria-disabled={create.isPending}>{create.isPending ? t('act.doing') : t('admin.webhook.create')}</button>
          </form>
        </details>
      )}
    </>
  );
}

interface OneProps { w: Schemas['Webhook']; changes: boolean; fresh?: Schemas['NewWebhook']; show: (fresh: Schemas['NewWebhook'] | undefined) => void }

function OneWebhook({ w, changes, fresh, show }: OneProps) {
  const { t } = useTranslation();
  const [asked, ask] = useState<'rotate' | 'end'>();
  const path = { id: w.id };
  const rotate = useCommand(
    async (_: undefined, key: string) => data<Schemas['NewWebhook']>(await api.POST('/api/v1/webhooks/{id}/rotate', { params: { path, header: { 'Idempotency-Key': key } } })),
    (made) => {
      ask(undefined);
      show(made);
    },
  );
  const test = useMutation({ mutationFn: async () => data<Schemas['WebhookTestOutputBody']>(await api.POST('/api/v1/webhooks/{id}/test', { params: { path } })) });
  const stop = useCommand(async () => data(await api.DELETE('/api/v1/webhooks/{id}', { params: { path } })));
  const acts = { rotate, end: stop };
  return (
    <li>
      <span><span className="mono">{w.url}</span><br /><span className="hint">{w.kinds.length === 0 ? t('admin.webhook.every') : listed(w.kinds)} · {t('admin.webhook.rotated', { at: instant(w.rotated_at) })}</span></span>
      {changes && !asked && (
        <span className="actions">
          <button type="button" onClick={() => { if (!test.isPending) test.mutate(); }}>{t('admin.webhook.test')}<span className="unseen"> {w.url}</span></button>
          {(['rotate', 'end'] as const).map((what) => <button key={what} type="button" onClick={() => ask(what)}>{t(`admin.webhook.${what}`)}<span className="unseen"> {w.url}</span></button>)}
        </span>
      )}
      {asked && (
        <div className="consequences" role="group" aria-label={`${t(`admin.webhook.${asked}`)} ${w.url}`}>
          <p>{t(`admin.webhook.${asked}_ask`)}</p>
          <p className="actions">
            <button type="button" className="danger" onClick={() => { if (!acts[asked].isPending) acts[asked].mutate(undefined); }}>{t(`admin.webhook.${asked}_sure`)}</button>
            <button type="button" className="quiet" onClick={() => ask(undefined)}>{t('app.cancel')}</button>
          </p>
        </div>
      )}
      {fresh && <Secret fresh={fresh} kept={() => show(undefined)} />}
      <div role="status">{test.data && (test.data.taken ? t('admin.webhook.taken') : t('admin.webhook.refused', { why: test.data.error }))}</div>
      <ErrorNote error={rotate.error ?? test.error ?? stop.error} />
    </li>
  );
}

/** A secret while it is new, beside what it is of; whoever asked for it is led there. */
function Secret({ fresh, kept }: { fresh: Schemas['NewWebhook']; kept: () => void }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [fresh.secret]);
  return (
    <div className="confirmation consequences" role="group" aria-label={t('admin.webhook.secret', { url: fresh.url })} tabIndex={-1} ref={box}>
      <p><strong>{t('admin.webhook.secret', { url: fresh.url })}</strong></p>
      <p className="mono">{fresh.secret}</p>
      <p>{t('admin.webhook.once')} <button type="button" className="quiet" onClick={kept}>{t('admin.webhook.kept')}</button></p>
    </div>
  );
}
