import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useLocation, useParams, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client';
import { criteria, matter } from '../api/queries';
import { day, size } from '../app/format';
import { useMe } from '../app/session';
import { Title } from '../app/title';
import { ClockSheets } from '../case/clock-sheet';
import { Documents } from '../case/papers';
import { RatingOf } from '../case/rating';
import { Talk } from '../case/talk';
import { Timeline } from '../case/timeline';
import { Way } from '../case/way';
import { said } from '../i18n';
import { Form } from '../my/case';
import { Loaded, Loading } from '../parts/loaded';
import { caseState, DeadlineBadge, StatusTag } from '../parts/status';
import { Viewer } from '../viewer/viewer';
import { Changes } from './changes';
import { Criteria } from './criteria';
import { Decisions } from './decision';
import type { Key } from './keys';
import { fromOf } from './view';

const tabs = ['form', 'files', 'changes', 'criteria', 'progress', 'way', 'documents', 'clocks', 'messages', 'trail'] as const;

/** What proves a case is looked at now and then: it is loaded when it is. */
const TrailPane = lazy(async () => ({ default: (await import('../trail')).TrailPane }));

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
  const { state } = useLocation();
  const { list } = fromOf(state);
  const [file, setFile] = useState<number>();
  const tab = tabs.find((x) => x === query.get('tab')) ?? 'form';
  const show = (to: Tab) => setQuery((was) => { was.set('tab', to); return was; }, { replace: true, state });
  const step = (by: number) => { if (c.materials.length > 0) setFile(file === undefined ? 0 : Math.max(0, Math.min(c.materials.length - 1, file + by))); };
  const keys: Key[] = [
    { key: 'f', what: t('keys.form'), run: () => show('form') }, { key: 'm', what: t('keys.files'), run: () => show('files') }, { key: 'd', what: t('keys.changes'), run: () => show('changes') },
    { key: 'c', what: t('keys.criteria'), run: () => show('criteria') }, { key: 'l', what: t('keys.trail'), run: () => show('progress') }, { key: 'v', what: t('keys.flow'), run: () => show('way') },
    { key: '[', what: t('viewer.previous'), run: () => step(-1) }, { key: ']', what: t('viewer.next'), run: () => step(1) },
  ];
  return (
    <>
      <nav aria-label={t('app.path')} className="path"><Link to={list ? `/desk?${list}` : '/desk'} state={{ list, focus: c.id }}>{t('nav.desk')}</Link></nav>
      <Title aside={<span><StatusTag state={caseState(c)} end={c.end_title} /> {c.status !== 'ended' && <DeadlineBadge due={c.promised_on ?? c.due_on} cards={c.cards} today={today} />}</span>}>{`${c.number} ${said(c.title)}`}</Title>
      <p>{c.applicant.name} <span className="mono">{c.applicant.credit_code}</span> · {t('case.received')} {day(c.received_on)}{c.due_on && ` · ${t('case.due')} ${day(c.due_on)}`}</p>
      <div className="bench">
        <div>
          <Tabs c={c} tab={tab} show={show} />
          <div className={file === undefined ? '' : 'beside'}>
            <div role="tabpanel" id="pane" aria-labelledby={`tab-${tab}`}><h2 className="unseen">{t(`tab.${tab}`)}</h2><Pane c={c} tab={tab} open={setFile} /></div>
            {file !== undefined && <Viewer files={c.materials.map((m) => ({ address: `/api/v1/cases/${c.id}/materials/${m.sha256}`, title: said(m.title), name: m.name ?? said(m.title), type: m.media_type }))} at={file} show={setFile} close={() => setFile(undefined)} keys />}
          </div>
        </div>
        <aside aria-label={t('act.title')}><Decisions c={c} visit={Number(query.get('task')) || undefined} keys={keys} /></aside>
      </div>
    </>
  );
}

function Tabs({ c, tab, show }: { c: Schemas['Case']; tab: Tab; show: (to: Tab) => void }) {
  const { t } = useTranslation();
  const look = useQuery({ ...criteria(c.id), enabled: c.form !== undefined }).data;
  const open = look ? look.rows.filter((r) => !r.judged || !r.holds).length + look.remarks.length : 0;
  const more: Partial<Record<Tab, string>> = { files: `(${c.materials.length})`, changes: c.form_version > 1 ? `(${c.form_version - 1})` : '', criteria: open > 0 ? `(${open}!)` : '', messages: c.unread_messages > 0 ? t('talk.unread', { count: c.unread_messages }) : c.messages > 0 ? `(${c.messages})` : '' };
  return (
    <div role="tablist" aria-label={t('desk.parts')} className="tablist">
      {tabs.map((x) => (
        <button key={x} type="button" role="tab" id={`tab-${x}`} aria-selected={x === tab} aria-controls="pane" tabIndex={x === tab ? 0 : -1} onClick={() => show(x)} onKeyDown={(e) => {
          const by = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
          const next = tabs[(tabs.indexOf(x) + by + tabs.length) % tabs.length];
          if (by === 0 || !next) return;
          show(next);
          document.getElementById(`tab-${next}`)?.focus();
        }}>{t(`tab.${x}`)} {more[x]}</button>
      ))}
    </div>
  );
}

function Pane({ c, tab, open }: { c: Schemas['Case']; tab: Tab; open: (at: number) => void }) {
  switch (tab) {
    case 'form': return <Form c={c} />;
    case 'files': return <Materials c={c} open={open} />;
    case 'changes': return <Changes c={c} />;
    case 'criteria': return <Criteria c={c} />;
    case 'progress': return <Timeline c={c} />;
    case 'way': return <Way c={c} />;
    case 'documents': return <Documents c={c} />;
    case 'clocks': return <ClockSheets id={c.id} />;
    case 'messages': return <>{c.rating && <RatingOf c={c} rating={c.rating} />}<Talk c={c} /></>;
    case 'trail': return <Suspense fallback={<Loading />}><TrailPane c={c} /></Suspense>;
  }
}

/** The files of the application, each to be opened beside whatever else is looked at. */
function Materials({ c, open }: { c: Schemas['Case']; open: (at: number) => void }) {
  const { t } = useTranslation();
  if (c.materials.length === 0) return <p>{t('case.no_files')}</p>;
  return (
    <ul className="rows">
      {c.materials.map((m, i) => (
        <li key={m.material + m.sha256}>
          <span>{said(m.title)}: <button type="button" className="link" aria-label={t('viewer.open', { name: m.name ?? said(m.title) })} onClick={() => open(i)}>{m.name ?? m.sha256.slice(0, 12)}</button></span>
          <span className="hint">{size(m.size)} · <a href={`/api/v1/cases/${c.id}/materials/${m.sha256}`} download>{t('viewer.save')}</a></span>
        </li>
      ))}
    </ul>
  );
}
