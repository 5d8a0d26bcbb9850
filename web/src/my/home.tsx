import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate } from 'react-router';
import type { Schemas } from '../api/client';
import { cases, certificates, drafts, items } from '../api/queries';
import { day, instant } from '../app/format';
import { useMe } from '../app/session';
import { Title } from '../app/title';
import { said } from '../i18n';
import { useKindTitle } from '../parts/kind';
import { Loaded, Together, Unread } from '../parts/loaded';
import { StatusTag } from '../parts/status';
import { CaseList } from './cases';

export function MyHome() {
  const { t } = useTranslation();
  const me = useMe();
  const begun = useQuery(drafts());
  const open = useQuery(cases({}));
  const asked = useQuery(cases({ waits_for_applicant: true }));
  const held = useQuery(certificates());
  const ended = useQuery(cases({ rateable: true }));
  const named = useQuery(items());
  const kindTitle = useKindTitle();
  const running = (open.data?.rows ?? []).filter((r) => r.status !== 'ended');
  if (!me) return <Navigate to="/login?back=/my" replace />;
  return (
    <>
      <Title>{t('nav.my')}</Title>
      <Together of={[begun, open, asked, held, ended, named]}>
        <section>
          <h2>{t('my.todo')}</h2>
          {[asked, held, ended].map((q, i) => <Unread key={i} query={q} />)}
          <Todo asked={asked.data?.rows ?? []} held={held.data ?? []} ended={ended.data?.rows ?? []} whole={[asked, held, ended].every((q) => q.data !== undefined)} />
        </section>
        <section>
          <h2>{t('my.running')}</h2>
          <Loaded query={open}>
            {() => (running.length === 0 ? <p>{t('my.none_running')}</p> : <CaseList rows={running} base="/my/cases" />)}
          </Loaded>
        </section>
        <section>
          <h2>{t('my.drafts')}</h2>
          <Loaded query={begun}>
            {(rows) => {
              const open = rows.filter((d) => !d.filed);
              return open.length === 0 ? <p>{t('my.no_drafts')}</p> : (
                <ul className="rows">{open.map((d) => <li key={d.id}><Link to={`/my/drafts/${d.id}`}>{said(d.title)}</Link><span className="hint">{t('my.saved', { at: instant(d.updated_at) })}</span></li>)}</ul>
              );
            }}
          </Loaded>
        </section>
        {held.data?.length !== 0 && (
          <section>
            <h2>{t('nav.certificates')}</h2>
            <Loaded query={held}>{(rows) => <ul className="rows">{rows.map((k) => <li key={k.number}><Link to={`/my/certificates/${encodeURIComponent(k.number)}`}>{k.number}</Link><span className="hint">{kindTitle(k.kind)}{k.valid_until && ` · ${t('certificate.until')} ${day(k.valid_until)}`}</span></li>)}</ul>}</Loaded>
          </section>
        )}
      </Together>
    </>
  );
}

/** Whoever does not rate is not asked about everything they ever filed. */
const asksToRate = 3;

/** Whatever waits for the applicant, by the day it is wanted. That there is nothing is said only where the whole of it is known. */
function Todo({ asked, held, ended, whole }: { asked: Schemas['CaseRow'][]; held: Schemas['Certificate'][]; ended: Schemas['CaseRow'][]; whole: boolean }) {
  const { t } = useTranslation();
  const rows = [
    ...asked.map((c) => ({ by: c.answer_by ?? '', row: <Asked key={c.id} c={c} /> })),
    ...held.flatMap((k) => k.due.map((d) => ({ by: d.by, row: <Due key={`${k.number}/${d.duty ?? ''}/${d.year ?? ''}`} k={k} d={d} /> }))),
  ].sort((a, b) => a.by.localeCompare(b.by)).concat(ended.slice(0, asksToRate).map((c) => ({ by: '', row: <ToRate key={c.id} c={c} /> })));
  if (rows.length === 0 && !whole) return null;
  if (rows.length === 0) return <p>{t('my.nothing')} <Link to="/items">{t('nav.items')}</Link></p>;
  return <ul className="rows">{rows.map((r) => r.row)}</ul>;
}

/** A case that ended and nobody has rated. */
function ToRate({ c }: { c: Schemas['CaseRow'] }) {
  const { t } = useTranslation();
  return (
    <li>
      <span><Link to={`/my/cases/${c.id}`}>{c.number}</Link> {said(c.title)}</span>
      <Link to={`/my/cases/${c.id}/rating`}>{t('mine.rate')}<span className="unseen"> {c.number}</span></Link>
    </li>
  );
}

/** A certificate to be renewed, or a duty of its holder. */
function Due({ k, d }: { k: Schemas['Certificate']; d: Schemas['CertificateDue'] }) {
  const { t } = useTranslation();
  const today = useMe()?.today ?? '';
  const kindTitle = useKindTitle();
  const late = d.by < today;
  return (
    <li>
      <span><Link to={`/my/certificates/${encodeURIComponent(k.number)}`}>{k.number}</Link> {kindTitle(k.kind)}</span>
      <span>
        <span className="hint">{d.duty ? t('mine.duty_by', { what: said(d.title), year: d.year, on: day(d.by) }) : t(late ? 'mine.renew_late' : 'mine.renew_by', { on: day(d.by), until: day(d.until) })}</span>{' '}
        <span className={`tag ${late ? 'red' : 'yellow'}`}><span aria-hidden="true">{late ? '⬣' : '!'}</span> {t(d.duty ? 'mine.duty' : 'mine.renew')}</span>
      </span>
    </li>
  );
}

function Asked({ c }: { c: Schemas['CaseRow'] }) {
  const { t } = useTranslation();
  return (
    <li>
      <span><Link to={`/my/cases/${c.id}`}>{c.number}</Link> {said(c.title)}</span>
      <span><span className="hint">{c.answer_by && t('visit.answer_by', { on: day(c.answer_by) })}</span> <StatusTag state="supplement" /></span>
    </li>
  );
}
