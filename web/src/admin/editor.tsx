import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client';
import { NotFound } from '../app/broken';
import { useCommand, useLeaveWarning } from '../app/command';
import { instant } from '../app/format';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded, Loading } from '../parts/loaded';
import { Tabs } from '../parts/tabs';
import { DocumentPreviews, FormPreview } from './drafted';
import { FlowPicture } from '../flow/picture';
import type { Wish } from './code';
import { cameToNothing, copyOf, keep, type Kept, kept, nextOf, toMend } from './kept';
import { Found, Head, Place } from './place';
import { Findings, Verdict } from './proof';
import { checkText, definitions, proposal, proposals, proposeText, source } from './queries';
import { useSettled } from './settled';
import { lineOf, SideBySide } from './source';

// The editor is the largest part of the portal: it comes when somebody writes.
const CodeEditor = lazy(async () => ({ default: (await import('./code')).CodeEditor }));

export function EditNext() {
  const { item = '' } = useParams();
  return <Place needs="definition:create"><Next key={item} item={item} /></Place>;
}

/**
 * Finds what the next version of an item begins with: the proposal that is asked for, else the last one that came to nothing, else the
 * latest version.
 */
function Next({ item }: { item: string }) {
  const [asked] = useSearchParams();
  const found = useQuery(definitions());
  const put = useQuery(proposals(true, item));
  return (
    <Loaded query={found}>
      {(all) => (
        <Loaded query={put}>
          {(own) => {
            const latest = latestOf(all, item);
            const mend = asked.has('entry') ? own.find((p) => p.entry === Number(asked.get('entry')) && cameToNothing(p)) : toMend(own, item, latest?.version ?? 0);
            const waits = own.find((p) => p.status === 'proposed');
            if (asked.get('begin') === 'published' && latest) return <After latest={latest} waits={waits} other={mend && { search: `?entry=${mend.entry}`, word: 'mend' }} />;
            if (latest) return mend ? <Mend latest={latest} waits={waits} entry={mend.entry} /> : <After latest={latest} waits={waits} />;
            const last = mend ?? waits;
            return last ? <Mend waits={waits} entry={last.entry} /> : <NotFound />;
          }}
        </Loaded>
      )}
    </Loaded>
  );
}

function latestOf(all: readonly Schemas['DefinitionRow'][], item: string): Schemas['DefinitionRow'] | undefined {
  return all.filter((d) => d.item === item).sort((a, b) => b.version - a.version)[0];
}

interface Beginning {
  latest?: Schemas['DefinitionRow'];
  waits?: Schemas['ProposalRow']; // for a second person already
}

function After({ latest, waits, other }: Beginning & { latest: Schemas['DefinitionRow']; other?: Other }) {
  const { t } = useTranslation();
  const { item, version } = latest;
  const title = said(latest.title);
  const found = useQuery({ ...source(item, version), placeholderData: keepPreviousData }); // what is written stays on the page while a newer version comes
  return <Found query={found}>{(s) => <Editor name={item} next={version + 1} title={t('admin.edit.next', { title, version: version + 1 })} above={[`/admin/items/${item}`, title]} was={s.text} begin={nextOf(s.text, version + 1)} after={s.etag} waits={waits} other={other} />}</Found>;
}

/** Writes a proposal again that came to nothing. */
function Mend({ latest, waits, entry }: Beginning & { entry: number }) {
  const { t } = useTranslation();
  const { item = '' } = useParams();
  const found = useQuery(proposal(item, entry));
  const text = useQuery({ ...source(item, latest?.version ?? 0), enabled: latest !== undefined, placeholderData: keepPreviousData });
  const editor = (p: Schemas['Proposal'], was: string, after: string) => {
    const version = (latest?.version ?? 0) + 1, title = said(p.title);
    return <Editor key={entry} name={item} next={version} title={t('admin.edit.next', { title, version })} above={[`/admin/items/${item}`, title]} was={was} begin={nextOf(p.source, version)} after={after} waits={waits} mends={p.status === 'proposed' ? undefined : p} other={latest && { search: `?begin=published&entry=${entry}`, word: 'published' }} />;
  };
  return <Found query={found}>{(p) => (latest ? <Found query={text}>{(s) => editor(p, s.text, s.etag)}</Found> : editor(p, '', ''))}</Found>;
}

export function EditCopy() {
  const { item = '' } = useParams();
  return <Place needs="definition:create"><Copy key={item} item={item} /></Place>;
}

function Copy({ item }: { item: string }) {
  const found = useQuery(definitions());
  return (
    <Loaded query={found}>
      {(all) => {
        const latest = latestOf(all, item);
        return latest ? <CopyOf latest={latest} /> : <NotFound />;
      }}
    </Loaded>
  );
}

function CopyOf({ latest: { item, version, title } }: { latest: Schemas['DefinitionRow'] }) {
  const { t } = useTranslation();
  const text = useQuery({ ...source(item, version), placeholderData: keepPreviousData });
  return <Found query={text}>{(s) => <Editor name={`${item}/copy`} next={1} title={t('admin.edit.copy', { title: said(title) })} was="" begin={copyOf(s.text)} after="" />}</Found>;
}

/** Another text that could be begun with, and the query that the page has for it. */
interface Other { search: string; word: 'published' | 'mend' }

interface Props {
  name: string; // under which what is written is kept
  next: number; // the version it would be
  title: string;
  above?: readonly [to: string, text: string];
  was: string; // what a reader compares with; empty where there is nothing
  begin: string;
  after: string;
  waits?: Schemas['ProposalRow'];
  mends?: Schemas['Proposal']; // what came to nothing, and why
  other?: Other;
}

const none: readonly Schemas['DefinitionFinding'][] = [];

/** A text, and beside it what the server finds in it while it is written. */
function Editor({ name, next, title, above, was, begin, after, waits, mends, other }: Props) {
  const { t } = useTranslation();
  const go = useNavigate();
  const [written, setWritten] = useState(() => kept(name)); // nothing while what is begun with was not touched, so that it follows what is published
  const [restored, restore] = useState(written !== undefined);
  const [wish, setWish] = useState<Wish>();
  const { text, after: base } = written ?? { text: begin, after };
  const write = (to: Kept | undefined) => {
    setWritten(to);
    keep(name, to);
  };
  const anew = () => {
    write(undefined);
    restore(false);
  };
  useLeaveWarning(written !== undefined);
  const settled = useSettled(text, 600);
  const check = useQuery({ queryKey: ['check', settled], gcTime: 0, staleTime: Infinity, placeholderData: keepPreviousData, enabled: settled.trim() !== '', queryFn: ({ signal }) => checkText(settled, signal) });
  const propose = useCommand((_: undefined, key: string) => proposeText(text, base, key), (done) => {
    keep(name, undefined);
    void go(`/admin/items/${done.receipt.stream.replace(/^item\//, '')}/proposal`);
  });
  const goTo = (line: number, column = 1) => setWish({ line, column });
  const current = settled === text && !check.isPlaceholderData ? check.data : undefined;
  return (
    <>
      <Head title={title} above={above ? [['/admin/items', t('nav.definitions')], above] : [['/admin/items', t('nav.definitions')]]} />
      {waits && <p className="note wanted"><span aria-hidden="true">▲</span> {t('admin.edit.waits', { version: waits.version })} <Link to={`/admin/items/${waits.item}/proposal`}>{t('admin.items.see', { version: waits.version })}</Link></p>}
      {mends && <p className="note">{t('admin.edit.mends', { how: t(`admin.state.${mends.status}`), who: mends.decided_by?.name ?? mends.decided_by?.id, at: instant(mends.decided_at) })}{mends.reason && ` ${t('admin.edit.because', { reason: mends.reason })}`}</p>}
      {other && <p><Link to={{ search: other.search }} replace>{t(`admin.edit.begin.${other.word}`)}</Link></p>}
      {restored && <p className="note">{t('admin.edit.kept')} <button type="button" className="link" onClick={anew}>{t('admin.edit.anew')}</button></p>}
      {base !== after && !propose.isPending && (
        <div className="note wanted">
          <p><span aria-hidden="true">▲</span> {t('admin.edit.moved')}</p>
          <p className="actions">
            <button type="button" onClick={() => write({ text: nextOf(text, next), after })}>{t('admin.edit.joined', { version: next })}</button>
            <button type="button" onClick={anew}>{t('admin.edit.anew')}</button>
          </p>
        </div>
      )}
      <ErrorNote error={propose.error} />
      <div className="actions">
        <button type="button" className="main" aria-disabled={propose.isPending} onClick={() => { if (!propose.isPending) propose.mutate(undefined); }}>{propose.isPending ? t('act.doing') : t('admin.edit.propose')}</button>
        <div role="status">{current ? <Verdict check={current} /> : !check.error && text.trim() !== '' && <span className="hint">{t('admin.edit.checking')}</span>}</div>
      </div>
      <div className="writing">
        <Suspense fallback={<Loading />}><CodeEditor label={t('admin.edit.text')} text={text} onText={(to) => write(to === begin && base === after ? undefined : { text: to, after: base })} findings={current?.findings ?? none} wish={wish} still={propose.isPending} /></Suspense>
        <Beside check={check} text={settled} was={was} goTo={goTo} />
      </div>
      <p className="hint">{t('admin.edit.keys')}</p>
    </>
  );
}

const parts = ['findings', 'flow', 'form', 'documents', 'changes'] as const;
type Part = (typeof parts)[number];

/** What is to be said of the text, and what it would look like to others: the last that was understood, while it is not. */
function Beside({ check, text, was, goTo }: { check: ReturnType<typeof useQuery<Awaited<ReturnType<typeof checkText>>>>; text: string; was: string; goTo: (line: number, column?: number) => void }) {
  const { t } = useTranslation();
  const [part, show] = useState<Part>('findings');
  const guide = useLast(check.data?.guide);
  const stale = check.data !== undefined && check.data.guide === undefined;
  const list = parts.filter((p) => p !== 'changes' || was !== '').map((p) => [p, t(`admin.edit.${p}`)] as const);
  return (
    <Tabs label={t('admin.edit.beside')} tabs={list} at={part} show={show}>
      {part !== 'findings' && part !== 'changes' && stale && <p className="note">{t('admin.edit.stale')}</p>}
      {part === 'findings' && <Loaded query={check}>{(c) => <Findings check={c} goTo={goTo} />}</Loaded>}
      {part === 'flow' && guide && (
        <>
          <FlowPicture caption={t('flow.caption')} steps={guide.steps} />
          <h3>{t('admin.edit.outline')}</h3>
          <ul className="rows">{guide.steps.map((s) => <li key={s.node}><button type="button" className="link" onClick={() => goTo(Math.max(1, lineOf(text, s.node)))}>{said(s.title) || s.node}</button><span className="hint mono">{s.node}</span></li>)}</ul>
        </>
      )}
      {part === 'form' && guide && <FormPreview guide={guide} />}
      {part === 'documents' && guide && <DocumentPreviews guide={guide} text={text} />}
      {part === 'changes' && <SideBySide was={was} now={text} of={t('admin.edit.before')} to={t('admin.edit.text')} />}
    </Tabs>
  );
}

/** The last value that there was. */
function useLast<T>(value: T | undefined): T | undefined {
  const [last, keepLast] = useState(value);
  if (value !== undefined && value !== last) keepLast(value);
  return value ?? last;
}
