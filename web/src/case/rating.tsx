import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, type Schemas } from '../api/client';
import { permissions } from '../api/queries';
import { useCommand } from '../app/command';
import { day } from '../app/format';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import './words';

/** How a case was rated, and what the office says to it. */
export function RatingOf({ c, rating: r }: { c: Schemas['Case']; rating: Schemas['CaseRating'] }) {
  const { t } = useTranslation();
  return (
    <section className="sheet">
      <h2>{t('rating.title')}</h2>
      <p><strong>{said(r.title)}</strong> <span className="hint">{t('rating.given', { on: day(r.on) })}</span></p>
      {r.reasons.length > 0 && <p>{r.reasons.map(said).join(t('outlook.and'))}</p>}
      {r.comment && <blockquote>{r.comment}</blockquote>}
      {r.answered_on
        ? <><h3>{t('rating.answer')}</h3><blockquote>{r.answer}<footer className="hint">{r.answered_by?.name} {t('rating.answered', { on: day(r.answered_on) })}</footer></blockquote></>
        : <p className="hint">{t('rating.unanswered')}</p>}
      <Reply c={c} />
    </section>
  );
}

/** What who answers for the office writes back, once. */
function Reply({ c }: { c: Schemas['Case'] }) {
  const { t } = useTranslation();
  const may = useQuery(permissions(c.id)).data?.rows.some((p) => p.action === 'answer_rating' && p.allowed);
  const [text, setText] = useState('');
  const send = useCommand(async (body: { text: string }, key: string) =>
    data<Schemas['Done']>(await api.POST('/api/v1/cases/{id}/rating/answer', { body, params: { path: { id: c.id }, header: { 'Idempotency-Key': key } } })));
  if (!may) return null;
  return (
    <form className="act" onSubmit={(e) => { e.preventDefault(); if (!send.isPending) send.mutate({ text }); }}>
      <ErrorNote error={send.error} />
      <p className="field"><label htmlFor="reply-text">{t('rating.reply_text')}</label><textarea id="reply-text" required rows={3} maxLength={2000} value={text} onChange={(e) => setText(e.target.value)} /></p>
      <button type="submit" className="main" aria-disabled={send.isPending}>{send.isPending ? t('rating.sending') : t('rating.reply')}</button>
    </form>
  );
}
