import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { api, data, type Schemas } from '../api/client';
import { clocks, drafts, guide, matter, messages, permissions } from '../api/queries';
import { useCommand } from '../app/command';
import { day } from '../app/format';
import { useMe } from '../app/session';
import { Title } from '../app/title';
import { actOf, concernsParty, keyOf } from '../case/actions';
import { ActForm } from '../case/act-form';
import { ClockSheets } from '../case/clock-sheet';
import { Outlook } from '../case/outlook';
import { Documents, Files } from '../case/papers';
import { RatingOf } from '../case/rating';
import { Talk } from '../case/talk';
import { Timeline } from '../case/timeline';
import { WhyNot } from '../case/why-not';
import { Answers } from '../form/answers';
import type { Schema } from '../form/schema';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded, Together, Unread } from '../parts/loaded';
import { caseState, DeadlineBadge, StatusTag } from '../parts/status';
import { Point } from './asked';

/** A case as its applicant sees it. */
export function MyCase() {
  const { case: id = '' } = useParams();
  const found = useQuery({ ...matter(id), refetchInterval: 30_000 });
  return <Loaded query={found}>{(c) => <Shown c={c} />}</Loaded>;
}

function Shown({ c }: { c: Schemas['Case'] }) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <>
      <nav aria-label={t('app.path')} className="path"><Link to="/my/cases">{t('nav.cases')}</Link></nav>
      <Title aside={<span><StatusTag state={caseState(c)} end={c.end_title} /> {c.status !== 'ended' && <DeadlineBadge due={c.promised_on ?? c.due_on} today={me?.today ?? ''} />}</span>}>{`${c.number} ${said(c.title)}`}</Title>
      <dl className="facts">
        <div><dt>{t('case.received')}</dt><dd>{day(c.received_on)}</dd></div>
        {c.accepted_on && <div><dt>{t('case.accepted')}</dt><dd>{day(c.accepted_on)}</dd></div>}
        {c.promised_on && <div><dt>{t('case.promised')}</dt><dd>{day(c.promised_on)}</dd></div>}
        {c.due_on && <div><dt>{t('case.due')}</dt><dd>{day(c.due_on)}</dd></div>}
        {c.decided_on && <div><dt>{t('case.decided')}</dt><dd>{day(c.decided_on)}</dd></div>}
        {c.end_title && <div><dt>{t('case.end')}</dt><dd>{said(c.end_title)}</dd></div>}
        {c.query_code && <div><dt>{t('case.query_code')}</dt><dd className="mono">{c.query_code} <Link to={`/my/cases/${c.id}/receipt`}>{t('mine.receipt')}</Link></dd></div>}
      </dl>
      <Together of={[useQuery(permissions(c.id)), useQuery(messages(c.id)), useQuery(clocks(c.id)), useQuery(drafts())]}>
        <Outlook o={c.outlook} />
        {c.asks.map((a) => <Supplement key={a.visit} c={c} ask={a} />)}
        <Acts c={c} />
        <h2>{t('case.progress')}</h2>
        <Timeline c={c} />
        <Talk c={c} />
        <Rated c={c} />
        <h2>{t('case.documents')}</h2>
        <Documents c={c} />
        <CertificateOf c={c} />
        <p className="actions"><a className="button" href={`/api/v1/cases/${c.id}/papers`} download>{t('papers.all')}</a> <button type="button" onClick={() => print()}>{t('app.print')}</button></p>
        <h2 id="clocks">{t('case.clocks')}</h2>
        <ClockSheets id={c.id} />
        <h2>{t('case.answers')}</h2>
        <details><summary>{t('case.show_answers')}</summary><Form c={c} /></details>
        <Files c={c} />
      </Together>
    </>
  );
}

/** What its applicant thought of how it was handled; who has not said so yet is asked to. */
function Rated({ c }: { c: Schemas['Case'] }) {
  const { t } = useTranslation();
  const may = useQuery(permissions(c.id)).data?.rows.some((p) => p.action === 'rate' && p.allowed);
  if (c.rating) return <RatingOf c={c} rating={c.rating} />;
  return may ? <p className="note"><Link to={`/my/cases/${c.id}/rating`}>{t('rating.ask')}</Link></p> : null;
}

/** The certificate that came of a case, and what the case did to others. */
function CertificateOf({ c }: { c: Schemas['Case'] }) {
  const { t } = useTranslation();
  const k = c.certificate;
  const others = c.registered.filter((r) => r.certificate !== k?.number);
  if (!k && others.length === 0) return null;
  const to = (number: string) => <Link to={`/my/certificates/${encodeURIComponent(number)}`}>{number}</Link>;
  return (
    <>
      <h2>{t('papers.certificate')}</h2>
      <ul className="rows">
        {k && (
          <li>
            <span>{k.issued ? to(k.number) : k.number}</span>
            <span className="hint">{!k.issued ? t('papers.making') : k.valid_until ? t('papers.valid', { from: day(k.valid_from), until: day(k.valid_until) }) : t('papers.open_ended', { from: day(k.valid_from) })}</span>
          </li>
        )}
        {others.map((r, i) => <li key={i}><span>{to(r.certificate)}</span><span className="hint">{said(r.title)} · {day(r.from)}</span></li>)}
      </ul>
    </>
  );
}

export function Form({ c }: { c: Schemas['Case'] }) {
  const { t } = useTranslation();
  const g = useQuery(guide(c.item, c.version));
  if (c.form === undefined) return <p>{t('case.no_form')}</p>;
  return <Loaded query={g}>{(found) => <Answers root={found.form as Schema} schema={found.form as Schema} value={c.form} />}</Loaded>;
}

/** What the office asked for, and the way to supply it: a draft that has what was filed. */
function Supplement({ c, ask }: { c: Schemas['Case']; ask: Schemas['CaseAsk'] }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const known = useQuery(drafts());
  const begin = useCommand(
    async (_: undefined, key: string) => data<Schemas['Draft']>(await api.POST('/api/v1/drafts', { body: { case: c.id }, params: { header: { 'Idempotency-Key': key } } })),
    (d) => void go(`/my/drafts/${d.id}`),
  );
  if (ask.supplements.length === 0) return null;
  return (
    <section className="sheet asked">
      <h2><span className="tag yellow"><span aria-hidden="true">!</span> {t('status.supplement')}</span></h2>
      <p>{ask.answer_by && t('visit.answer_by', { on: day(ask.answer_by) })}</p>
      <ol>{ask.supplements.map((a, i) => <li key={i}><Point asked={a} /></li>)}</ol>
      <ErrorNote error={begin.error} />
      <Loaded query={known}>
        {(rows) => {
          const begun = rows.find((d) => d.case === c.id && !d.filed);
          return <p className="actions">{begun ? <Link className="button main" to={`/my/drafts/${begun.id}`}>{t('case.supply_on')}</Link> : <button type="button" className="main" onClick={() => begin.mutate(undefined)}>{t('case.supply')}</button>}</p>;
        }}
      </Loaded>
    </section>
  );
}

/** What the applicant may do now; what is not possible says why. Supplying has its own place. */
function Acts({ c }: { c: Schemas['Case'] }) {
  const { t } = useTranslation();
  const found = useQuery(permissions(c.id));
  const rows = (found.data?.rows ?? []).filter((p) => actOf(p.action) && concernsParty(p));
  if (rows.length === 0) return <Unread query={found} />;
  return (
    <section aria-label={t('act.title')} className="acts">
      {rows.map((p) => (p.allowed
        ? <details key={keyOf(p)}><summary>{said(p.title)}</summary><ActForm matter={c} permission={p} /></details>
        : <WhyNot key={keyOf(p)} title={said(p.title)} whys={p.whys} />))}
    </section>
  );
}
