import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigate, useParams, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client';
import { matter, permissions, tasks } from '../api/queries';
import { day } from '../app/format';
import { useMe } from '../app/session';
import { Title } from '../app/title';
import { acts, keyOf, order } from '../case/actions';
import { ActForm } from '../case/act-form';
import { ClockSheets } from '../case/clock-sheet';
import { Documents, Files } from '../case/papers';
import { Timeline } from '../case/timeline';
import { Way } from '../case/way';
import { WhyNot } from '../case/why-not';
import { said } from '../i18n';
import { Form } from '../my/case';
import { Loaded } from '../parts/loaded';
import { caseState, DeadlineBadge, StatusTag } from '../parts/status';
import { sorted } from './inbox';
import { useKeys } from './keys';

const tabs = ['form', 'files', 'progress', 'way', 'documents', 'clocks'] as const;
type Tab = (typeof tabs)[number];

/** Everything of a case, and what can be done about it, on one screen. */
export function Workbench() {
  const { case: id = '' } = useParams();
  const me = useMe();
  const found = useQuery({ ...matter(id), enabled: Boolean(me) });
  if (!me) return <Navigate to={`/login?back=/desk/cases/${encodeURIComponent(id)}`} replace />;
  return <Loaded query={found}>{(c) => <Bench key={id} c={c} today={me.today} />}</Loaded>;
}

function Bench({ c, today }: { c: Schemas['Case']; today: string }) {
  const { t } = useTranslation();
  const [query, setQuery] = useSearchParams();
  const tab = tabs.find((x) => x === query.get('tab')) ?? 'form';
  const show = (to: Tab) => setQuery((was) => { was.set('tab', to); return was; }, { replace: true });
  useKeys({ f: () => show('form'), m: () => show('files'), l: () => show('progress'), w: () => show('way'), d: () => show('documents') });
  return (
    <>
      <nav aria-label={t('app.path')} className="path"><Link to="/desk">{t('nav.desk')}</Link></nav>
      <Title aside={<span><StatusTag state={caseState(c)} /> {c.status !== 'ended' && <DeadlineBadge due={c.promised_on ?? c.due_on} cards={c.cards} today={today} />}</span>}>{`${c.number} ${said(c.title)}`}</Title>
      <p>{c.applicant.name} <span className="mono">{c.applicant.credit_code}</span> · {t('case.received')} {day(c.received_on)}{c.due_on && ` · ${t('case.due')} ${day(c.due_on)}`}</p>
      <div className="bench">
        <div>
          <div role="tablist" aria-label={t('desk.parts')} className="tablist">
            {tabs.map((x) => <button key={x} type="button" role="tab" id={`tab-${x}`} aria-selected={x === tab} aria-controls="pane" tabIndex={x === tab ? 0 : -1} onClick={() => show(x)} onKeyDown={(e) => {
              const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
              const next = tabs[(tabs.indexOf(x) + step + tabs.length) % tabs.length];
              if (step === 0 || !next) return;
              show(next);
              document.getElementById(`tab-${next}`)?.focus();
            }}>{t(`tab.${x}`)}</button>)}
          </div>
          <div role="tabpanel" id="pane" aria-labelledby={`tab-${tab}`}><h2 className="unseen">{t(`tab.${tab}`)}</h2><Pane c={c} tab={tab} /></div>
        </div>
        <aside aria-label={t('act.title')}><Decisions c={c} visit={Number(query.get('task')) || undefined} /></aside>
      </div>
    </>
  );
}

function Pane({ c, tab }: { c: Schemas['Case']; tab: Tab }) {
  switch (tab) {
    case 'form': return <Form c={c} />;
    case 'files': return <Files c={c} />;
    case 'progress': return <Timeline c={c} />;
    case 'way': return <Way c={c} />;
    case 'documents': return <Documents c={c} />;
    case 'clocks': return <ClockSheets id={c.id} />;
  }
}

/** What I may do, by its number; what I may not and why; and the next case once I did. */
function Decisions({ c, visit }: { c: Schemas['Case']; visit?: number }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const found = useQuery(permissions(c.id));
  const inbox = useQuery(tasks({}));
  const [chosen, choose] = useState<string>();
  const next = sorted(inbox.data?.rows ?? [], null).find((r) => r.case !== c.id);
  const onward = () => { if (next) void go(`/desk/cases/${next.case}?task=${next.visit}`); };
  const rows = (found.data?.rows ?? []).filter((p) => acts[p.action]);
  const allowed = rows.filter((p) => p.allowed).sort((a, b) => order(a, visit) - order(b, visit));
  const numbers = Object.fromEntries(allowed.slice(0, 9).map((p, i) => [String(i + 1), () => choose(keyOf(p))]));
  useKeys({ ...numbers, n: onward, Escape: () => void go('/desk') });
  const picked = allowed.find((p) => keyOf(p) === chosen);
  return (
    <Loaded query={found}>
      {(x) => (
        <>
          <h2>{t('act.title')}</h2>
          {allowed.length === 0 && <p>{x.idle.length > 0 ? x.idle.map((s) => said(s)).join(' ') : t('act.none')}</p>}
          <fieldset className="choices">
            <legend className="unseen">{t('act.title')}</legend>
            {allowed.map((p, i) => (
              <label key={keyOf(p)} className="option">
                <input type="radio" name="act" checked={keyOf(p) === chosen} onChange={() => choose(keyOf(p))} /> {i < 9 && <kbd aria-hidden="true">{i + 1}</kbd>} {said(p.title)}
                {p.in_place_of && <span className="hint"> {t('visit.for', { name: p.in_place_of.name ?? p.in_place_of.id })}</span>}
              </label>
            ))}
          </fieldset>
          {picked && <ActForm key={keyOf(picked)} matter={c} permission={picked} done={() => { choose(undefined); if (picked.action === 'decide') onward(); }} />}
          {rows.filter((p) => !p.allowed && p.whys.length > 0).map((p) => <WhyNot key={keyOf(p)} title={said(p.title)} whys={p.whys} />)}
          {next && <p><button type="button" className="quiet" onClick={onward}>{t('desk.next', { number: next.case_number })} <kbd aria-hidden="true">n</kbd></button></p>}
        </>
      )}
    </Loaded>
  );
}

