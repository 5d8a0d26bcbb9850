import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, type Schemas } from '../api/client';
import { useCommand } from '../app/command';
import { instant } from '../app/format';
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
      {fresh && (
        <div className="confirmation" role="status">
          <p><strong>{t('admin.webhook.secret', { url: fresh.url })}</strong></p>
          <p className="mono">{fresh.secret}</p>
          <p>{t('admin.webhook.once')} <button type="button" className="quiet" onClick={() => show(undefined)}>{t('admin.webhook.kept')}</button></p>
        </div>
      )}
      <Loaded query={found}>
        {(rows) => (rows.length === 0 ? <p>{t('admin.webhook.none')}</p> : <ul className="rows">{rows.map((w) => <OneWebhook key={w.id} w={w} changes={changes} show={show} />)}</ul>)}
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

function OneWebhook({ w, changes, show }: { w: Schemas['Webhook']; changes: boolean; show: (fresh: Schemas['NewWebhook']) => void }) {
  const { t } = useTranslation();
  const [ending, end] = useState(false);
  const path = { id: w.id };
  const rotate = useCommand(async (_: undefined, key: string) => data<Schemas['NewWebhook']>(await api.POST('/api/v1/webhooks/{id}/rotate', { params: { path, header: { 'Idempotency-Key': key } } })), show);
  const test = useMutation({ mutationFn: async () => data<Schemas['WebhookTestOutputBody']>(await api.POST('/api/v1/webhooks/{id}/test', { params: { path } })) });
  const stop = useCommand(async () => data(await api.DELETE('/api/v1/webhooks/{id}', { params: { path } })));
  return (
    <li>
      <span><span className="mono">{w.url}</span><br /><span className="hint">{w.kinds.length === 0 ? t('admin.webhook.every') : w.kinds.join('、')} · {t('admin.webhook.rotated', { at: instant(w.rotated_at) })}</span></span>
      {changes && (
        <span className="actions">
          <button type="button" onClick={() => { if (!test.isPending) test.mutate(); }}>{t('admin.webhook.test')}<span className="unseen"> {w.url}</span></button>
          <button type="button" onClick={() => { if (!rotate.isPending) rotate.mutate(undefined); }}>{t('admin.webhook.rotate')}<span className="unseen"> {w.url}</span></button>
          {ending
            ? <><button type="button" className="danger" onClick={() => { if (!stop.isPending) stop.mutate(undefined); }}>{t('admin.webhook.end_sure')}</button><button type="button" className="quiet" onClick={() => end(false)}>{t('app.cancel')}</button></>
            : <button type="button" onClick={() => end(true)}>{t('admin.webhook.end')}<span className="unseen"> {w.url}</span></button>}
        </span>
      )}
      <div role="status">{test.data && (test.data.taken ? t('admin.webhook.taken') : t('admin.webhook.refused', { why: test.data.error }))}</div>
      <ErrorNote error={rotate.error ?? test.error ?? stop.error} />
    </li>
  );
}
