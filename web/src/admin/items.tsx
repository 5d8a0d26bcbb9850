import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../api/client';
import { NotFound } from '../app/broken';
import { day, instant } from '../app/format';
import { may, useMe } from '../app/session';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';
import { cameToNothing, toMend } from './kept';
import { Head, Place } from './place';
import { definitions, proposals } from './queries';
import { Hash, VersionTag } from './state';

export function AdminItems() {
  const { t } = useTranslation();
  return <Place title={t('nav.definitions')} needs="definition:list"><ItemList /></Place>;
}

/** The versions of each item, the newest first. */
function byItem(rows: Schemas['DefinitionRow'][]): Map<string, Schemas['DefinitionRow'][]> {
  const items = new Map<string, Schemas['DefinitionRow'][]>();
  for (const r of [...rows].sort((a, b) => b.version - a.version)) items.set(r.item, [...(items.get(r.item) ?? []), r]);
  return items;
}

/** The last proposal of each item that has no version yet. */
function unpublished(list: Schemas['ProposalRow'][], items: Map<string, unknown>): Schemas['ProposalRow'][] {
  const last = new Map<string, Schemas['ProposalRow']>();
  for (const p of [...list].sort((a, b) => a.entry - b.entry)) if (!items.has(p.item)) last.set(p.item, p);
  return [...last.values()];
}

function ItemList() {
  const { t } = useTranslation();
  const me = useMe();
  const found = useQuery(definitions());
  const put = useQuery(proposals(true));
  return (
    <Loaded query={found}>
      {(rows) => <Loaded query={put}>{(list) => {
        const items = byItem(rows);
        const waiting = list.filter((p) => p.status === 'proposed');
        const fresh = unpublished(list, items);
        const edits = may(me, 'definition:create');
        return (
          <>
            <p className="lead">{t('admin.items.lead')}</p>
            <table className="stack">
              <caption>{t('admin.items.count', { count: items.size + fresh.length })}</caption>
              <thead><tr><th scope="col">{t('desk.item')}</th><th scope="col">{t('admin.version')}</th><th scope="col">{t('admin.live')}</th><th scope="col">{t('admin.items.waits')}</th><th scope="col">{t('admin.items.next')}</th></tr></thead>
              <tbody>
                {[...items].map(([key, versions]) => <ItemRow key={key} versions={versions} waiting={waiting.find((p) => p.item === key)} edits={edits} />)}
                {fresh.map((p) => (
                  <tr key={p.item}>
                    <th scope="row"><Link to={`/admin/items/${p.item}`}>{said(p.title)}</Link> <span className="hint mono">{p.item}</span></th>
                    <td data-label={t('admin.version')}>{t('admin.items.none_yet')}</td><td data-label={t('admin.live')}>0</td>
                    <td data-label={t('admin.items.waits')}><VersionTag state={p.status} /> <Link to={`/admin/items/${p.item}/proposal`}>{t('admin.nth', { version: p.version })}<span className="unseen"> {said(p.title)}</span></Link></td>
                    <td data-label={t('admin.items.next')}>{edits && cameToNothing(p) && <Link to={`/admin/items/${p.item}/edit`}>{t('admin.proposal.again')}<span className="unseen"> {said(p.title)}</span></Link>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        );
      }}</Loaded>}
    </Loaded>
  );
}

function ItemRow({ versions, waiting, edits }: { versions: Schemas['DefinitionRow'][]; waiting?: Schemas['ProposalRow']; edits: boolean }) {
  const { t } = useTranslation();
  const shown = versions.find((v) => v.state === 'in_force') ?? versions[0];
  if (!shown) return null;
  const live = versions.reduce((n, v) => n + v.live, 0);
  return (
    <tr>
      <th scope="row"><Link to={`/admin/items/${shown.item}`}>{said(shown.title)}</Link> <span className="hint mono">{shown.item}</span></th>
      <td data-label={t('admin.version')}><VersionTag state={shown.state} /> {t('admin.nth', { version: shown.version })}{versions.length > 1 && <span className="hint"> {t('admin.items.of', { count: versions.length })}</span>}</td>
      <td data-label={t('admin.live')}>{live}</td>
      <td data-label={t('admin.items.waits')}>{waiting ? <><VersionTag state="proposed" /> <Link to={`/admin/items/${waiting.item}/proposal`}>{t('admin.nth', { version: waiting.version })}<span className="unseen"> {said(waiting.title)}</span></Link></> : t('admin.none')}</td>
      <td data-label={t('admin.items.next')}>
        {edits && <><Link to={`/admin/items/${shown.item}/edit`}>{t('admin.items.edit')}<span className="unseen"> {said(shown.title)}</span></Link> · <Link to={`/admin/items/${shown.item}/copy`}>{t('admin.items.copy')}<span className="unseen"> {said(shown.title)}</span></Link></>}
      </td>
    </tr>
  );
}

export function Versions() {
  return <Place needs="definition:list"><OneItem /></Place>;
}

function OneItem() {
  const { t } = useTranslation();
  const { item = '' } = useParams();
  const me = useMe();
  const found = useQuery(definitions());
  const list = useQuery(proposals(true, item));
  return (
    <Loaded query={found}>
      {(all) => <Loaded query={list}>{(put) => {
        const rows = byItem(all).get(item) ?? [];
        const newest = rows[0] ?? put[0];
        if (!newest) return <NotFound />;
        const open = put.find((p) => p.status === 'proposed');
        return (
          <>
            <Head title={said(newest.title)} above={[['/admin/items', t('nav.definitions')]]} />
            <p className="actions">
              {may(me, 'definition:create') && <Link className="button main" to={`/admin/items/${item}/edit`}>{t(toMend(put, item, rows[0]?.version ?? 0) ? 'admin.proposal.again' : 'admin.items.edit')}</Link>}
              {open && <Link className="button" to={`/admin/items/${item}/proposal`}>{t('admin.items.see', { version: open.version })}</Link>}
              {rows.length > 0 && <Link to={`/items/${item}`}>{t('admin.items.guide')}</Link>}
            </p>
            <table className="stack">
              <caption>{t('admin.versions', { count: rows.length })} {t('admin.stay')}</caption>
              <thead><tr><th scope="col">{t('admin.version')}</th><th scope="col">{t('admin.standing')}</th><th scope="col">{t('admin.effective')}</th><th scope="col">{t('admin.live')}</th><th scope="col">{t('admin.published')}</th><th scope="col">{t('admin.hash')}</th><th scope="col">{t('admin.look')}</th></tr></thead>
              <tbody>{open && <Waiting p={open} />}{rows.map((r) => <VersionRow key={r.version} r={r} first={r.version === rows.at(-1)?.version} />)}</tbody>
            </table>
            <Past rows={put.filter(cameToNothing)} open={rows.length === 0} />
          </>
        );
      }}</Loaded>}
    </Loaded>
  );
}

function Waiting({ p }: { p: Schemas['ProposalRow'] }) {
  const { t } = useTranslation();
  return (
    <tr>
      <th scope="row"><Link to={`/admin/items/${p.item}/proposal`}>{t('admin.nth', { version: p.version })}</Link></th>
      <td data-label={t('admin.standing')}><VersionTag state="proposed" /></td>
      <td data-label={t('admin.effective')}>{t('admin.from', { on: day(p.from) })}</td>
      <td data-label={t('admin.live')}>0</td>
      <td data-label={t('admin.published')}>{t('admin.proposed_by', { at: instant(p.proposed_at), who: p.proposed_by?.name ?? p.proposed_by?.id })}</td>
      <td data-label={t('admin.hash')}><Hash value={p.hash} /></td>
      <td data-label={t('admin.look')}><Link to={`/admin/items/${p.item}/proposal`}>{t('admin.judge')}</Link></td>
    </tr>
  );
}

function VersionRow({ r, first }: { r: Schemas['DefinitionRow']; first: boolean }) {
  const { t } = useTranslation();
  const at = `/admin/items/${r.item}/v/${r.version}`;
  const nth = t('admin.nth', { version: r.version });
  return (
    <tr>
      <th scope="row"><Link to={at}>{nth}</Link></th>
      <td data-label={t('admin.standing')}><VersionTag state={r.state} /></td>
      <td data-label={t('admin.effective')}>{t('admin.from', { on: day(r.from) })}{r.to && t('admin.until', { on: day(r.to) })}</td>
      <td data-label={t('admin.live')}>{r.live}</td>
      <td data-label={t('admin.published')}>{instant(r.published_at)} {r.published_by?.name ?? r.published_by?.id}</td>
      <td data-label={t('admin.hash')}><Hash value={r.hash} /></td>
      <td data-label={t('admin.look')}>
        <Link to={`${at}/proof`}>{t('admin.tab.proof')}<span className="unseen"> {nth}</span></Link>{!first && <> · <Link to={`${at}/diff`}>{t('admin.tab.diff')}<span className="unseen"> {nth}</span></Link></>}
      </td>
    </tr>
  );
}

/** What was proposed and came to nothing. */
function Past({ rows, open }: { rows: Schemas['ProposalRow'][]; open: boolean }) {
  const { t } = useTranslation();
  if (rows.length === 0) return null;
  return (
    <details open={open}>
      <summary>{t('admin.past', { count: rows.length })}</summary>
      <ul className="rows">
        {rows.map((p) => <li key={p.entry}><div><VersionTag state={p.status} /> <Link to={`/admin/items/${p.item}/proposal?entry=${p.entry}`}>{t('admin.nth', { version: p.version })}</Link> <Hash value={p.hash} /></div><span className="hint">{t('admin.proposed_by', { at: instant(p.proposed_at), who: p.proposed_by?.name ?? '' })} · {p.decided_by?.name} {instant(p.decided_at)}</span></li>)}
      </ul>
    </details>
  );
}
