import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api, data, type Schemas } from '../api/client';
import { matter, permissions } from '../api/queries';
import { useCommand } from '../app/command';
import { Title } from '../app/title';
import { RatingOf } from '../case/rating';
import { WhyNot } from '../case/why-not';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';

/** Where an applicant says how an ended case was handled; once they have, what they said and what the office answered. */
export function RateCase() {
  const { t } = useTranslation();
  const { case: id = '' } = useParams();
  const found = useQuery(matter(id));
  const may = useQuery(permissions(id));
  return (
    <Loaded query={found}>
      {(c) => (
        <>
          <nav aria-label={t('app.path')} className="path"><Link to={`/my/cases/${c.id}`}>{c.number}</Link></nav>
          <Title>{t('rating.ask')}</Title>
          <p>{c.number} {said(c.title)}{c.end_title && ` · ${said(c.end_title)}`}</p>
          {c.rating
            ? <div role="status"><p>{t('rating.thanks')}</p><RatingOf c={c} rating={c.rating} /></div>
            : <Loaded query={may}>{({ rows }) => rows.filter((p) => p.action === 'rate').map((p) => (p.allowed ? <Give key={p.action} c={c} p={p} /> : <WhyNot key={p.action} title={said(p.title)} whys={p.whys} />))}</Loaded>}
        </>
      )}
    </Loaded>
  );
}

function Give({ c, p }: { c: Schemas['Case']; p: Schemas['Permission'] }) {
  const { t } = useTranslation();
  const rate = useCommand(async (body: Schemas['RateInputBody'], key: string) =>
    data<Schemas['Done']>(await api.POST('/api/v1/cases/{id}/rating', { body, params: { path: { id: c.id }, header: { 'Idempotency-Key': key } } })));
  const send = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    const given = new FormData(e.currentTarget);
    if (!rate.isPending) rate.mutate({ grade: String(given.get('grade')), reasons: given.getAll('reasons').map(String), comment: String(given.get('comment')) });
  };
  return (
    <form className="form sheet" onSubmit={send}>
      <p className="hint">{t('rating.lead')}</p>
      <ErrorNote error={rate.error} />
      <fieldset className="field" id="grade">
        <legend>{t('rating.grade')}</legend>
        {p.grades.map((g) => <label className="option" key={g.grade}><input type="radio" name="grade" value={g.grade} required /> {said(g.title)}</label>)}
      </fieldset>
      <fieldset className="field" id="reasons">
        <legend>{t('rating.reasons')}</legend>
        {p.grounds.map((g) => <label className="option" key={g.ground}><input type="checkbox" name="reasons" value={g.ground} /> {said(g.title)}</label>)}
      </fieldset>
      <p className="field"><label htmlFor="comment">{t('rating.comment')}</label><textarea id="comment" name="comment" rows={4} maxLength={2000} /></p>
      <button type="submit" className="main" aria-disabled={rate.isPending}>{rate.isPending ? t('rating.sending') : t('rating.send')}</button>
    </form>
  );
}
