import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { api, data, type Schemas } from '../api/client';
import { useCommand } from '../app/command';
import { day, instant, listed } from '../app/format';
import { AskBeforeLeaving } from '../app/leave';
import { may, useMe } from '../app/session';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';
import { Changes } from './diff';
import { cameToNothing } from './kept';
import { Found, Head, Place } from './place';
import { Report } from './proof';
import { proposal, source } from './queries';
import { goToLine, SideBySide, Source } from './source';
import { VersionTag } from './state';

/** A version that waits for a second person: all that its judge has to see, and what can be done with it. */
export function OneProposal() {
  const { item = '' } = useParams();
  const [asked] = useSearchParams();
  const entry = Number(asked.get('entry')) || undefined;
  return <Place needs="definition:read"><Shown key={`${item} ${entry}`} item={item} entry={entry} /></Place>;
}

function Shown({ item, entry }: { item: string; entry?: number }) {
  const { t } = useTranslation();
  const found = useQuery(proposal(item, entry));
  return (
    <Found query={found}>
      {(p) => (
        <>
          <Head title={`${said(p.title)} · ${t('admin.nth', { version: p.version })}`} above={[['/admin/items', t('nav.definitions')], [`/admin/items/${item}`, said(p.title)]]} aside={<VersionTag state={p.status} />} />
          <div className="bench">
            <div>
              {p.against > 0 ? <Changes rows={p.changes} goTo={goToLine} /> : <p className="note">{t('admin.proposal.first')}</p>}
              <Report check={p.check} goTo={goToLine} />
              <Texts p={p} />
            </div>
            <aside aria-label={t('admin.proposal.checklist')}><Checklist p={p} /><Acts p={p} /></aside>
          </div>
        </>
      )}
    </Found>
  );
}

function Texts({ p }: { p: Schemas['Proposal'] }) {
  const { t } = useTranslation();
  const found = useQuery({ ...source(p.item, p.against), enabled: p.against > 0 });
  return (
    <section>
      <h2>{t('admin.tab.text')}</h2>
      {p.against > 0 && <Loaded query={found}>{(was) => <SideBySide was={was.text} now={p.source} of={t('admin.nth', { version: p.against })} to={t('admin.nth', { version: p.version })} />}</Loaded>}
      <details open={p.against === 0}>
        <summary>{t('admin.proposal.whole')}</summary>
        <Source text={p.source} findings={p.check.findings} label={t('admin.proposal.whole')} />
      </details>
    </section>
  );
}

/** What is published if it is published, by whom it was made, and what was proved of it. */
function Checklist({ p }: { p: Schemas['Proposal'] }) {
  const { t } = useTranslation();
  return (
    <>
      <h2>{t('admin.proposal.checklist')}</h2>
      <dl className="checklist">
        <div><dt>{t('admin.proposal.by')}</dt><dd>{p.proposed_by?.name ?? p.proposed_by?.id} <span className="hint">{instant(p.proposed_at)}</span></dd></div>
        {p.decided_by && <div><dt>{t(`admin.state.${p.status}`)}</dt><dd>{p.decided_by.name ?? p.decided_by.id} <span className="hint">{instant(p.decided_at)}</span></dd></div>}
        {p.reason && <div><dt>{t('admin.proposal.reason')}</dt><dd>{p.reason}</dd></div>}
        <div><dt>{t('admin.effective')}</dt><dd>{t('admin.from', { on: day(p.from) })}{p.to && t('admin.until', { on: day(p.to) })}</dd></div>
        <div><dt>{t('admin.proposal.proved')}</dt><dd><span className={`tag ${p.check.sound ? 'success' : 'red'}`}><span aria-hidden="true">{p.check.sound ? '✓' : '✕'}</span> {t(p.check.sound ? 'admin.proof.sound' : 'admin.proof.unsound')}</span></dd></div>
        {p.against > 0 && <div><dt>{t('admin.tab.diff')}</dt><dd>{t('admin.diff.title', { count: p.changes.length })}</dd></div>}
        <div><dt>{t('admin.hash')}</dt><dd className="mono">{p.hash}</dd></div>
        <div><dt>{t('admin.proof.report')}</dt><dd className="mono">{p.report_hash}</dd></div>
      </dl>
      <p className="hint">{t('admin.stay')}</p>
    </>
  );
}

type Judgment = 'publish' | 'reject' | 'withdraw';

/**
 * What can be done with it: its author takes it back, another person publishes or rejects it. What was typed, and why something was refused,
 * stays when it turns out that another was faster; that it was read is of one text alone.
 */
function Acts({ p }: { p: Schemas['Proposal'] }) {
  const { t } = useTranslation();
  const me = useMe();
  const [read, setRead] = useState('');
  const [reason, setReason] = useState('');
  const judge = useCommand(async ({ to, why }: { to: Judgment; why?: string }, key: string) => {
    const init = { params: { path: { item: p.item }, header: { 'Idempotency-Key': key } }, body: { hash: p.hash, reason: why } };
    switch (to) {
      case 'publish': return data<Schemas['Done']>(await api.POST('/api/v1/proposals/{item}/publish', init));
      case 'reject': return data<Schemas['Done']>(await api.POST('/api/v1/proposals/{item}/reject', init));
      case 'withdraw': return data<Schemas['Done']>(await api.POST('/api/v1/proposals/{item}/withdraw', init));
    }
  });
  if (p.status !== 'proposed') {
    return (
      <>
        <ErrorNote error={judge.error} />
        {cameToNothing(p) && may(me, 'definition:create') && <p><Link className="button main" to={`/admin/items/${p.item}/edit?entry=${p.entry}`}>{t('admin.proposal.again')}</Link></p>}
      </>
    );
  }
  const typing = reason.trim() !== '' && !judge.isPending;
  const mine = p.proposed_by?.id === me?.person.id;
  const send = (to: Judgment, why?: string) => { if (!judge.isPending) judge.mutate({ to, why }); };
  return (
    <>
      <h2>{t('act.title')}</h2>
      <ErrorNote error={judge.error} />
      <AskBeforeLeaving unsaved={() => typing} />
      {p.why_not
        ? (
          <div className="note">
            <p><strong>{t('admin.proposal.cannot')}</strong> {said(p.why_not)}</p>
            <p>{t('admin.proposal.who', { names: listed(p.publishers.map((s) => s.name ?? s.id)) || t('admin.none') })}</p>
          </div>
        )
        : (
          <>
            <form className="act" onSubmit={(e) => { e.preventDefault(); send('publish'); }}>
              <p>{t('admin.proposal.names', { author: p.proposed_by?.name ?? p.proposed_by?.id, me: me?.person.name })}</p>
              <label className="option"><input type="checkbox" required checked={read === p.hash} onChange={(e) => setRead(e.target.checked ? p.hash : '')} /> {t('admin.proposal.read', { hash: p.hash.slice(0, 12) })}</label>
              <button type="submit" className="main" aria-disabled={judge.isPending}>{judge.isPending ? t('act.doing') : t('admin.proposal.publish', { version: p.version })}</button>
            </form>
            <form className="act" onSubmit={(e) => { e.preventDefault(); send('reject', reason); }}>
              <p className="field"><label htmlFor="reject-reason">{t('admin.proposal.reason')}</label><textarea id="reject-reason" required rows={3} maxLength={4000} value={reason} onChange={(e) => setReason(e.target.value)} /></p>
              <button type="submit" aria-disabled={judge.isPending}>{t('admin.proposal.reject')}</button>
            </form>
          </>
        )}
      {mine && <p><button type="button" aria-disabled={judge.isPending} onClick={() => send('withdraw')}>{t('admin.proposal.withdraw')}</button></p>}
    </>
  );
}
