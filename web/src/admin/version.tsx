import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useNavigate, useParams, useSearchParams } from 'react-router';
import { NotFound } from '../app/broken';
import { day, instant } from '../app/format';
import { FlowPicture } from '../flow/picture';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';
import { guide } from '../api/queries';
import { Head, Place } from './place';
import { Changes } from './diff';
import { Report } from './proof';
import { changes, definitions, proof, source } from './queries';
import { goToLine, SideBySide, Source } from './source';
import { Hash, VersionTag } from './state';

const tabs = ['', 'flow', 'proof', 'diff'] as const;

/** One published version, and the ways to look at it. */
function Frame({ children }: { children: (at: { item: string; version: number; versions: number[] }) => ReactNode }) {
  return <Place needs="definition:read"><OneVersion>{children}</OneVersion></Place>;
}

function OneVersion({ children }: { children: (at: { item: string; version: number; versions: number[] }) => ReactNode }) {
  const { t } = useTranslation();
  const { item = '', version = '' } = useParams();
  const found = useQuery(definitions());
  return (
    <Loaded query={found}>
      {(all) => {
        const of = all.filter((d) => d.item === item);
        const row = of.find((d) => String(d.version) === version);
        if (!row) return <NotFound />;
        const at = `/admin/items/${item}/v/${version}`;
        return (
          <>
            <Head title={`${said(row.title)} · ${t('admin.nth', { version: row.version })}`} above={[['/admin/items', t('nav.definitions')], [`/admin/items/${item}`, said(row.title)]]} aside={<VersionTag state={row.state} />} />
            <div>{t('admin.from', { on: day(row.from) })}{row.to && t('admin.until', { on: day(row.to) })} · {t('admin.live_count', { count: row.live })} · {instant(row.published_at)} {row.published_by?.name} · <Hash value={row.hash} /></div>
            <nav aria-label={t('admin.look')}>
              <ul className="nav">{tabs.filter((x) => x !== 'diff' || of.length > 1).map((x) => <li key={x}><NavLink end to={x ? `${at}/${x}` : at}>{t(`admin.tab.${x || 'text'}`)}</NavLink></li>)}</ul>
            </nav>
            {children({ item, version: row.version, versions: of.map((d) => d.version).sort((a, b) => a - b) })}
          </>
        );
      }}
    </Loaded>
  );
}

export function VersionText() {
  return <Frame>{(at) => <Text {...at} />}</Frame>;
}

function Text({ item, version }: { item: string; version: number }) {
  const { t } = useTranslation();
  const found = useQuery(source(item, version));
  return <section><h2 className="unseen">{t('admin.tab.text')}</h2><Loaded query={found}>{(s) => <Source text={s.text} label={t('admin.tab.text')} />}</Loaded></section>;
}

export function VersionFlow() {
  return <Frame>{(at) => <Flow {...at} />}</Frame>;
}

function Flow({ item, version }: { item: string; version: number }) {
  const { t } = useTranslation();
  const found = useQuery(guide(item, version));
  return <section><h2 className="unseen">{t('admin.tab.flow')}</h2><Loaded query={found}>{(g) => <FlowPicture caption={t('flow.caption')} steps={g.steps} />}</Loaded></section>;
}

export function VersionProof() {
  return <Frame>{(at) => <Proof {...at} />}</Frame>;
}

function Proof({ item, version }: { item: string; version: number }) {
  const { t } = useTranslation();
  const found = useQuery(proof(item, version));
  const text = useQuery(source(item, version));
  return (
    <Loaded query={found}>
      {(check) => (
        <>
          <p className="hint">{t('admin.proof.now')}</p>
          <Report check={check} goTo={goToLine} />
          <section><h2>{t('admin.tab.text')}</h2><Loaded query={text}>{(s) => <Source text={s.text} findings={check.findings} label={t('admin.tab.text')} />}</Loaded></section>
        </>
      )}
    </Loaded>
  );
}

export function VersionDiff() {
  return <Frame>{(at) => <Diff {...at} />}</Frame>;
}

function Diff({ item, version, versions }: { item: string; version: number; versions: number[] }) {
  const { t } = useTranslation();
  const [query] = useSearchParams();
  const others = versions.filter((v) => v !== version);
  const wished = Number(query.get('from'));
  const against = others.includes(wished) ? wished : others.filter((v) => v < version).at(-1) ?? others[0];
  return against === undefined ? <p className="note">{t('admin.diff.alone')}</p> : <Against item={item} version={version} against={against} others={others} />;
}

function Against({ item, version, against, others }: { item: string; version: number; against: number; others: number[] }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const found = useQuery(changes(item, version, against));
  const was = useQuery(source(item, against)), now = useQuery(source(item, version));
  return (
    <>
      <p className="toolbar"><label>{t('admin.diff.against')} <select value={against} onChange={(e) => void go(`?from=${e.target.value}`, { replace: true })}>{others.map((v) => <option key={v} value={v}>{t('admin.nth', { version: v })}</option>)}</select></label></p>
      <Loaded query={found}>{(d) => <Changes rows={d.rows} />}</Loaded>
      <Loaded query={was}>{(w) => <Loaded query={now}>{(n) => <SideBySide was={w.text} now={n.text} of={t('admin.nth', { version: against })} to={t('admin.nth', { version })} />}</Loaded>}</Loaded>
    </>
  );
}
