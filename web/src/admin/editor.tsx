import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { NotFound } from '../app/broken';
import { useCommand, useLeaveWarning } from '../app/command';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded, Loading } from '../parts/loaded';
import { Tabs } from '../parts/tabs';
import { DocumentPreviews, FormPreview } from './drafted';
import { FlowPicture } from '../flow/picture';
import type { Wish } from './code';
import { copyOf, keep, kept, nextOf } from './kept';
import { Found, Head, Place } from './place';
import { Findings, Verdict } from './proof';
import { checkText, definitions, proposal, proposeText, source } from './queries';
import { useSettled } from './settled';
import { lineOf, SideBySide } from './source';

// The editor is the largest part of the portal: it comes when somebody writes.
const CodeEditor = lazy(async () => ({ default: (await import('./code')).CodeEditor }));

export function EditNext() {
  return <Place needs="definition:create"><Next /></Place>;
}

/** Finds what the next version of an item begins with: the latest one, or the first one that came to nothing. */
function Next() {
  const { item = '' } = useParams();
  const found = useQuery(definitions());
  return (
    <Loaded query={found}>
      {(all) => {
        const latest = all.filter((d) => d.item === item).sort((a, b) => b.version - a.version)[0];
        return latest ? <After item={item} version={latest.version} title={said(latest.title)} /> : <Again item={item} />;
      }}
    </Loaded>
  );
}

function After({ item, version, title }: { item: string; version: number; title: string }) {
  const { t } = useTranslation();
  const found = useQuery(source(item, version));
  return <Found query={found}>{(s) => <Editor key={item} name={item} title={t('admin.edit.next', { title, version: version + 1 })} above={[`/admin/items/${item}`, title]} was={s.text} begin={nextOf(s.text, version + 1)} after={s.etag} />}</Found>;
}

function Again({ item }: { item: string }) {
  const { t } = useTranslation();
  const found = useQuery(proposal(item));
  return <Found query={found}>{(p) => <Editor key={item} name={item} title={t('admin.edit.next', { title: said(p.title), version: p.version })} was="" begin={p.source} after="" />}</Found>;
}

export function EditCopy() {
  return <Place needs="definition:create"><Copy /></Place>;
}

function Copy() {
  const { t } = useTranslation();
  const { item = '' } = useParams();
  const found = useQuery(definitions());
  const latest = found.data?.filter((d) => d.item === item).sort((a, b) => b.version - a.version)[0];
  const text = useQuery({ ...source(item, latest?.version ?? 0), enabled: latest !== undefined });
  if (found.data && !latest) return <NotFound />;
  return <Loaded query={text}>{(s) => <Editor key={item} name={`${item}/copy`} title={t('admin.edit.copy', { title: said(latest?.title) })} was="" begin={copyOf(s.text)} after="" />}</Loaded>;
}

interface Props {
  name: string; // under which what is written is kept
  title: string;
  above?: readonly [to: string, text: string];
  was: string; // what a reader compares with; empty where there is nothing
  begin: string;
  after: string;
}

/** A text, and beside it what the server finds in it while it is written. */
function Editor({ name, title, above, was, begin, after }: Props) {
  const { t } = useTranslation();
  const go = useNavigate();
  const [found] = useState(() => kept(name));
  const [text, setText] = useState(found?.text ?? begin);
  const [base, setBase] = useState(found?.after ?? after);
  const [wish, setWish] = useState<Wish>();
  const write = (to: string) => {
    setText(to);
    keep(name, to === begin ? undefined : { text: to, after: base });
  };
  const anew = () => {
    keep(name, undefined);
    setText(begin);
    setBase(after);
  };
  useLeaveWarning(text !== begin);
  const settled = useSettled(text, 600);
  const check = useQuery({ queryKey: ['check', settled], gcTime: 0, staleTime: Infinity, placeholderData: keepPreviousData, enabled: settled.trim() !== '', queryFn: ({ signal }) => checkText(settled, signal) });
  const propose = useCommand((_: undefined, key: string) => proposeText(text, base, key), (done) => {
    keep(name, undefined);
    void go(`/admin/items/${done.receipt.stream.replace(/^item\//, '')}/proposal`);
  });
  const goTo = (line: number, column = 1) => setWish({ line, column });
  const findings = settled === text ? check.data?.findings ?? [] : [];
  return (
    <>
      <Head title={title} above={above ? [['/admin/items', t('nav.definitions')], above] : [['/admin/items', t('nav.definitions')]]} />
      {found && <p className="note">{t('admin.edit.kept')} <button type="button" className="link" onClick={anew}>{t('admin.edit.anew')}</button></p>}
      {base !== after && <p className="note">{t('admin.edit.moved')}</p>}
      <ErrorNote error={propose.error} />
      <div className="actions">
        <button type="button" className="main" aria-disabled={propose.isPending} onClick={() => { if (!propose.isPending) propose.mutate(undefined); }}>{propose.isPending ? t('act.doing') : t('admin.edit.propose')}</button>
        {check.data && <Verdict check={check.data} />}
        <span className="hint" role="status">{check.isFetching || settled !== text ? t('admin.edit.checking') : ''}</span>
      </div>
      <div className="writing">
        <Suspense fallback={<Loading />}><CodeEditor label={t('admin.edit.text')} text={text} onText={write} findings={findings} wish={wish} /></Suspense>
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
