import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, type Schemas } from '../api/client';
import { messages, permissions } from '../api/queries';
import { useCommand, useLeaveWarning } from '../app/command';
import { instant } from '../app/format';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded, Unread } from '../parts/loaded';
import { WhyNot } from './why-not';
import './talk.css';
import './words';

/** What applicant and office wrote to each other about a case, and what one writes next. What is shown is read. */
export function Talk({ c }: { c: Schemas['Case'] }) {
  const { t } = useTranslation();
  const found = useQuery(messages(c.id));
  useRead(found.data?.notices);
  return (
    <section aria-labelledby="talk" className="talk">
      <h2 id="talk">{t('talk.title')}</h2>
      <p className="hint">{t('talk.lead')}</p>
      <Loaded query={found}>
        {({ rows }) => (rows.length === 0 ? <p>{t('talk.none')}</p> : <ol>{rows.map((m) => <Message key={m.number} m={m} />)}</ol>)}
      </Loaded>
      <Write c={c} />
    </section>
  );
}

/** Marks the notices of what is shown as read. */
function useRead(ids: string[] | undefined) {
  const client = useQueryClient();
  const list = ids?.join();
  useEffect(() => {
    if (!list) return;
    void api.POST('/api/v1/notices/read', { body: { ids: list.split(',').slice(0, 200) } }).then(() => client.invalidateQueries({ queryKey: ['notices'] }));
  }, [client, list]);
}

function Message({ m }: { m: Schemas['CaseMessage'] }) {
  const { t } = useTranslation();
  const side = m.from === 'applicant' || !m.unit ? t(m.from === 'applicant' ? 'talk.applicant' : 'talk.office') : t('talk.office_side', { post: said(m.post), unit: said(m.unit) });
  return (
    <li className={m.mine ? 'mine' : ''}>
      <p className="hint">
        <strong>{side}{m.person?.name && ` ${m.person.name}`}{m.mine && ` (${t('talk.me')})`}</strong> {instant(m.at)}
        {m.unread && <> <span className="tag info"><span aria-hidden="true">●</span> {t('talk.new')}</span></>}
      </p>
      <p className="said">{m.text ?? t('talk.erased')}</p>
    </li>
  );
}

function Write({ c }: { c: Schemas['Case'] }) {
  const { t } = useTranslation();
  const found = useQuery(permissions(c.id));
  const may = found.data?.rows.find((p) => p.action === 'message');
  const [text, setText] = useState('');
  const send = useCommand(
    async (body: { text: string }, key: string) => data<Schemas['Done']>(await api.POST('/api/v1/cases/{id}/messages', { body, params: { path: { id: c.id }, header: { 'Idempotency-Key': key } } })),
    () => setText(''),
  );
  useLeaveWarning(text.trim() !== '');
  if (!may) return <Unread query={found} />;
  if (!may.allowed) return <WhyNot title={said(may.title)} whys={may.whys} />;
  return (
    <form className="act" onSubmit={(e) => { e.preventDefault(); if (!send.isPending) send.mutate({ text }); }}>
      <ErrorNote error={send.error} />
      <p className="field">
        <label htmlFor="talk-text">{t('talk.text')}</label>
        <textarea id="talk-text" required rows={3} maxLength={2000} aria-describedby="talk-limit" value={text} onChange={(e) => setText(e.target.value)} />
        <span id="talk-limit" className="hint">{t('talk.limit')}</span>
      </p>
      <button type="submit" aria-disabled={send.isPending}>{send.isPending ? t('talk.sending') : t('talk.send')}</button>
    </form>
  );
}
