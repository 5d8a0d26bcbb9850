import { useQuery } from '@tanstack/react-query';
import { Fragment, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../api/client';
import { listed, precise } from '../app/format';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { entry } from './queries';

type Entry = Schemas['Entry'];

/** Entries of the trail, each to be opened. From the first bad one on, rows say that they are not proved; those are that have the hash that was. */
export function TrailTable({ rows, caption, cases, bad, proved, first, deep }: {
  rows: Entry[]; caption: string;
  /** Where the case of an entry is shown, of a list over many cases. */
  cases?: string;
  bad?: number;
  /** The hashes that were proved, of a list of one case. */
  proved?: string[];
  /** The number of an entry to begin with: it is open, and has the focus. */
  first?: number;
  /** Whether the reader may have the stored bytes of an entry. */
  deep: boolean;
}) {
  const { t } = useTranslation();
  const begin = rows.find((e) => e.number === first);
  const [open, show] = useState(begin && idOf(begin));
  const focus = useRef<HTMLButtonElement>(null);
  useEffect(() => focus.current?.focus(), [first]);
  return (
    <table className="stack trail">
      <caption>{caption}</caption>
      <thead><tr>
        {cases ? <th scope="col">{t('trail.case')}</th> : <th scope="col">{t('trail.number')}</th>}
        <th scope="col">{t('trail.time')}</th><th scope="col">{t('trail.actor')}</th><th scope="col">{t('trail.action')}</th><th scope="col">{t('trail.hash')}</th>
      </tr></thead>
      <tbody>
        {rows.map((e) => {
          const id = idOf(e), is = open === id, was = proved?.[e.number - 1], broken = bad !== undefined && e.number >= bad;
          return (
            <Fragment key={id}>
              <tr className={broken ? 'broken' : ''}>
                <th scope="row">{cases ? <Where e={e} base={cases} /> : e.number}</th>
                <td data-label={t('trail.time')}><time dateTime={e.recorded_at}>{precise(e.recorded_at)}</time></td>
                <td data-label={t('trail.actor')}><Actor a={e.actor} /></td>
                <td data-label={t('trail.action')}>
                  <button type="button" ref={e === begin ? focus : undefined} className="link" aria-expanded={is} aria-controls={is ? id : undefined} onClick={() => show(is ? undefined : id)}><span className="unseen">{t('trail.open', { number: e.number })}: </span>{said(e.title)}</button>
                  {e.about && <span> {said(e.about)}</span>} {(e.round ?? 0) > 1 && <span className="tag info">{t('trail.round_n', { count: e.round })}</span>}
                </td>
                <td data-label={t('trail.hash')}>
                  <code className="mono">{short(e.hash)}</code>{' '}
                  {broken && <span className="tag red"><span aria-hidden="true">✕</span> {t('trail.bad')}</span>}
                  {!broken && was !== undefined && (was === e.hash
                    ? <span className="tag success"><span aria-hidden="true">✓</span> {t('trail.proved')}</span>
                    : <span className="tag red"><span aria-hidden="true">✕</span> {t('trail.another')}</span>)}
                </td>
              </tr>
              {is && <tr id={id} className="opened"><td colSpan={5}><Detail e={e} deep={deep} /></td></tr>}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

function idOf(e: Entry): string {
  return `${e.stream}-${e.number}`;
}

function short(hash: string): string {
  return `${hash.slice(0, 6)}…${hash.slice(-3)}`;
}

function Where({ e, base }: { e: Entry; base: string }) {
  if (!e.stream.startsWith('case/')) return <>{said(e.stream_title)} <span className="mono">{e.stream.slice(e.stream.indexOf('/') + 1)}</span></>;
  return <><Link to={`${base}/${e.stream.slice('case/'.length)}`}>{e.case_number ?? e.stream}</Link> <span className="hint">#{e.number}</span></>;
}

function Actor({ a }: { a: Schemas['EntryActor'] }) {
  const { t } = useTranslation();
  const who = a.system ? t('trail.system') : a.person ? a.person.name || a.person.id : a.roles.includes('applicant') ? t('trail.applicant') : t('trail.officer');
  const behalf = a.on_behalf_name || a.on_behalf;
  return <>{who}{behalf && <span className="hint"> {t('trail.for', { name: behalf })}</span>}</>;
}

/** What an entry says: the sentence, the content, the facts, what it rested on. */
function Detail({ e, deep }: { e: Entry; deep: boolean }) {
  const { t } = useTranslation();
  const raw = useQuery({ ...entry(e.stream, e.number), enabled: deep });
  const shown = raw.data ?? e;
  const facts = shown.facts as Facts | undefined;
  const files = facts?.materials ?? [];
  return (
    <div className="entry">
      <p>{said(shown)}</p>
      <ErrorNote error={raw.error} />
      <dl className="facts">
        {e.effective_at !== e.recorded_at && <div><dt>{t('trail.effective')}</dt><dd>{precise(e.effective_at)}</dd></div>}
        {e.actor.roles.length > 0 && <div><dt>{t('trail.role')}</dt><dd>{listed(e.actor.posts.map(said))}</dd></div>}
        {e.actor.unit && <div><dt>{t('trail.unit')}</dt><dd>{said(e.actor.unit_name)}</dd></div>}
        {facts?.policy !== undefined && <div><dt>{t('trail.guards')}</dt><dd>{t('trail.policy', { number: facts.policy })}</dd></div>}
        {facts?.mandate && <div><dt>{t('trail.mandate')}</dt><dd className="mono">{facts.mandate.kind}/{facts.mandate.id}</dd></div>}
        <div><dt>{t('trail.position')}</dt><dd>{e.position ?? t('trail.waiting')}</dd></div>
        <div><dt>{t('trail.whole_hash')}</dt><dd className="mono">{e.hash}</dd></div>
      </dl>
      <h3>{t('trail.payload')}</h3>
      {written(shown.payload) ? <Payload of={shown.payload} /> : <p className="hint">{shown.payload !== undefined || !e.payload_hash ? t('trail.unwritten') : t('trail.no_payload')}</p>}
      {files.length > 0 && <><h3>{t('trail.files')}</h3><ul className="plain">{files.map((f) => <li key={f.material + f.sha256}><code className="mono">{f.sha256}</code> <span className="hint">{f.material}</span></li>)}</ul></>}
      {facts && <details><summary>{t('trail.facts')}</summary><pre className="mono">{JSON.stringify(facts, null, 1)}</pre></details>}
    </div>
  );
}

/** What the portal knows of facts; all of them are shown as they are. */
interface Facts {
  policy?: number;
  mandate?: { kind: string; id: string };
  materials?: { material: string; sha256: string }[];
}

/** Whether anything was written. */
function written(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && Object.keys(payload).length > 0;
}

function Payload({ of }: { of: unknown }) {
  const { reason, text, ...rest } = (typeof of === 'object' && of !== null ? of : {}) as { reason?: string; text?: string };
  const words = reason || text;
  return (
    <>
      {words && <blockquote>{words}</blockquote>}
      {Object.keys(rest).length > 0 && <pre className="mono">{JSON.stringify(rest, null, 1)}</pre>}
    </>
  );
}
