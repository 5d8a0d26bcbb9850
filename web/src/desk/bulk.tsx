import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useLocation, useNavigate } from 'react-router';
import { api, data, type Schemas } from '../api/client';
import { Unanswered } from '../api/problem';
import { tasks } from '../api/queries';
import { leaveLists, untilAnswered, useLeaveWarning } from '../app/command';
import { saveText } from '../app/save';
import { useMe } from '../app/session';
import { Title } from '../app/title';
import { language, said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';
import { Keys } from './keys';
import { csv, keyOfMarked, type Marked, markedOf, namedTask, type Offer, offers, part, type Work, workOf } from './marked';
import { searchOf } from './view';

type Row = Schemas['BatchRow'];

/** Decides what was marked in the inbox: who can and who cannot before it is sent, and what became of each. */
export function Bulk() {
  const { t } = useTranslation();
  const me = useMe();
  const { state } = useLocation();
  if (!me) return <Navigate to="/login?back=/desk" replace />;
  const work = workOf(state, me.person.id);
  return (
    <>
      <nav aria-label={t('app.path')} className="path"><Link to={work?.list ? `/desk?${work.list}` : '/desk'}>{t('bulk.back')}</Link></nav>
      <Title>{t('bulk.title')}</Title>
      {work ? <Batch key={work.batch} work={work} /> : <p>{t('bulk.none')}</p>}
    </>
  );
}

/**
 * The rows of what was marked, out of the list that it was marked in, read on as far as they stand there. They are taken once: what is
 * done meanwhile leaves the list, and not the batch.
 */
function useMarked(work: Work) {
  const list = useInfiniteQuery({ ...tasks(searchOf(new URLSearchParams(work.list))), refetchInterval: false });
  const { data: read, error, isFetching, hasNextPage, fetchNextPage, refetch } = list;
  const [kept, keep] = useState<Marked[]>();
  const found = markedOf(read?.pages.flatMap((p) => p.rows) ?? [], work.tasks);
  const more = hasNextPage && found.length < work.tasks.length;
  if (!kept && read && !more) keep(found);
  useEffect(() => {
    if (!kept && more && !isFetching && !error) void fetchNextPage();
  }, [kept, more, isFetching, error, fetchNextPage]);
  return { data: kept, error, refetch };
}

function Batch({ work }: { work: Work }) {
  return <Loaded query={useMarked(work)}>{(marked) => <Deciding work={work} marked={marked} />}</Loaded>;
}

function Deciding({ work, marked }: { work: Work; marked: Marked[] }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const [before] = useState(work); // as it was come to: this changes what the step of the history holds
  const found = offers(marked);
  const [decision, choose] = useState(work.decision);
  const [reason, setReason] = useState('');
  const offer = found.find((o) => o.decision === decision);
  const check = useMutation({
    mutationFn: async () => data<Schemas['Batch']>(await api.POST('/api/v1/batches/check', { body: { decision: decision ?? '', reason, tasks: marked.map(namedTask) } })).rows,
  });
  const run = useRun(work);
  const send = async (some: Marked[]) => {
    if (await run.start(decision ?? '', reason, some)) void go('/desk/bulk', { replace: true, state: { ...work, decision, over: true } });
  };
  // That it was begun is kept with the step in the history: after a reload what is left is gone on with, under the same key.
  const begin = () => {
    void go('/desk/bulk', { replace: true, state: { ...work, decision } });
    void send(marked);
  };
  const numbers = found.slice(0, 9).map((o, i) => ({ key: String(i + 1), what: `${t('keys.choose')}: ${said(o.title)}`, run: () => { if (!run.begun) { choose(o.decision); check.reset(); } } }));
  const form = useRef<HTMLFormElement>(null);
  const keys = <Keys keys={[...numbers, { key: 'Ctrl+Enter', what: t('keys.confirm'), run: () => form.current?.requestSubmit() }, { key: 'Escape', what: t('keys.back'), run: run.busy ? undefined : () => void go(work.list ? `/desk?${work.list}` : '/desk') }]} />;
  if (run.begun) return <>{keys}<Progress run={run} marked={marked} list={work.list} title={said(offer?.title)} again={(some) => void send(some)} /></>;
  const gone = work.tasks.length - marked.length;
  if (before.over || marked.length === 0) return <>{keys}<p className="note">{t('bulk.gone', { count: before.over ? work.tasks.length : gone })}</p></>;
  const can = (check.data ?? []).filter((r) => r.result === 'possible').length;
  return (
    <>
      {keys}
      {before.decision !== undefined && <p className="note">{t('bulk.ready')}</p>}
      {gone > 0 && <p className="note">{t('bulk.gone', { count: gone })}</p>}
      <p>{t('bulk.lead', { count: marked.length })}</p>
      {found.length === 0 ? <p className="note">{t('bulk.no_decision')}</p> : (
        <form ref={form} className="form sheet" onSubmit={(e) => { e.preventDefault(); if (check.isPending) return; if (check.data === undefined) check.mutate(); else if (can > 0) begin(); }}>
          <fieldset className="field">
            <legend>{t('bulk.decision')}</legend>
            {found.map((o, i) => (
              <label className="option" key={o.decision}>
                <input type="radio" name="decision" required checked={o.decision === decision} onChange={() => { choose(o.decision); check.reset(); }} /> {i < 9 && <kbd aria-hidden="true">{i + 1}</kbd>} {said(o.title)} <span className="hint">{t('bulk.offered', { of: o.of, all: marked.length })}</span>
              </label>
            ))}
          </fieldset>
          <p className="field"><label htmlFor="reason">{t('bulk.reason')}{!offer?.reason && <span className="hint"> {t('form.optional')}</span>}</label><textarea id="reason" rows={3} maxLength={4000} required={offer?.reason ?? false} value={reason} onChange={(e) => { setReason(e.target.value); check.reset(); }} /></p>
          <ErrorNote error={check.error} />
          {check.data === undefined
            ? <button type="submit" className="main" aria-disabled={check.isPending}>{check.isPending ? t('bulk.checking') : t('bulk.check')}</button>
            : <Checked rows={check.data} marked={marked} list={work.list} offer={offer} />}
        </form>
      )}
    </>
  );
}

function Checked({ rows, marked, list, offer }: { rows: Row[]; marked: Marked[]; list: string; offer?: Offer }) {
  const { t } = useTranslation();
  const can = rows.filter((r) => r.result === 'possible').length;
  const cannot = rows.filter((r) => r.problem);
  return (
    <>
      <p role="status"><strong>{t('bulk.can', { count: can })}</strong>{cannot.length > 0 && ` · ${t('bulk.cannot', { count: cannot.length })}`}</p>
      {cannot.length > 0 && (
        <table className="stack">
          <caption>{t('bulk.cannot', { count: cannot.length })}</caption>
          <thead><tr><th scope="col">{t('bulk.case')}</th><th scope="col">{t('case.applicant')}</th><th scope="col">{t('bulk.why')}</th></tr></thead>
          <tbody>{cannot.map((r) => <tr key={keyOfMarked(r)}><Who r={r} marked={marked} list={list} /><td data-label={t('bulk.why')}>{sentence(r)}</td></tr>)}</tbody>
        </table>
      )}
      {can > 0 && <button type="submit" className="main">{t('bulk.run', { what: said(offer?.title), count: can })}</button>}
    </>
  );
}

function sentence(r: Row): string {
  if (!r.problem) return '';
  return language() === 'en' ? r.problem.detail_en : r.problem.detail_zh;
}

function Who({ r, marked, list }: { r: Row; marked: Marked[]; list: string }) {
  const { t } = useTranslation();
  const row = marked.find((m) => keyOfMarked(m) === keyOfMarked(r));
  return <><th scope="row"><Link to={`/desk/cases/${r.case}?task=${r.visit}`} state={{ list }}>{row?.number ?? r.case}</Link></th><td data-label={t('case.applicant')}>{row?.applicant}</td></>;
}

interface Run {
  begun: boolean;
  busy: boolean;
  cut: boolean;
  error: unknown;
  batch: string;
  rows: Row[];
  all: number;
  /** Says whether all of it was answered. */
  start: (decision: string, reason: string, tasks: Marked[]) => Promise<boolean>;
}

/**
 * Sends a batch part by part, all under one key, and takes what is done off the lists. What was cut off is sent again by whoever goes on;
 * whoever leaves the screen sends no further part.
 */
function useRun(work: Work): Run {
  const client = useQueryClient();
  const [state, setState] = useState({ begun: false, busy: false, cut: false, error: undefined as unknown, batch: '', rows: new Map<string, Row>(), all: 0 });
  useLeaveWarning(state.busy);
  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => { shown.current = false; };
  }, []);
  const start = async (decision: string, reason: string, tasks: Marked[]) => {
    setState((s) => ({ ...s, begun: true, busy: true, cut: false, error: undefined, all: Math.max(s.all, tasks.length) }));
    let error: unknown;
    let at = 0;
    for (; at < tasks.length && shown.current; at += part) {
      const some = tasks.slice(at, at + part);
      try {
        const answer = await untilAnswered(async (key) => data<Schemas['Batch']>(await api.POST('/api/v1/batches', { params: { header: { 'Idempotency-Key': key } }, body: { decision, reason, tasks: some.map(namedTask) } })), work.batch);
        await leaveLists(client, answer.rows.filter((r) => r.result !== 'refused'));
        setState((s) => ({ ...s, batch: answer.batch ?? '', rows: new Map([...s.rows, ...answer.rows.map((r): [string, Row] => [keyOfMarked(r), r])]) }));
      } catch (e) {
        error = e;
        break;
      }
    }
    setState((s) => ({ ...s, busy: false, cut: error instanceof Unanswered, error: error instanceof Unanswered ? undefined : error }));
    await client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'session' });
    return shown.current && error === undefined;
  };
  return { ...state, rows: [...state.rows.values()], start };
}

function Progress({ run, marked, list, title, again }: { run: Run; marked: Marked[]; list: string; title: string; again: (tasks: Marked[]) => void }) {
  const { t } = useTranslation();
  const told = new Set(run.rows.map(keyOfMarked));
  const left = marked.filter((m) => !told.has(keyOfMarked(m)));
  const refused = run.rows.filter((r) => r.result === 'refused');
  const done = run.rows.length - refused.length;
  const over = !run.busy && left.length === 0;
  const state = { done: t('bulk.done'), done_before: t('bulk.done_before'), refused: t('bulk.refused'), possible: '' };
  const save = () => {
    const rows = marked.map((m) => {
      const r = run.rows.find((x) => keyOfMarked(x) === keyOfMarked(m));
      return [m.number, m.applicant, title, r ? state[r.result] : '', r ? sentence(r) : '', r?.done?.receipt.hash ?? '', run.batch];
    });
    saveText(`${t('bulk.title')}-${run.batch}.csv`, 'text/csv;charset=utf-8', csv([[t('bulk.case'), t('case.applicant'), t('bulk.decision'), t('bulk.result'), t('bulk.why'), t('bulk.receipt'), t('bulk.batch')], ...rows]));
  };
  return (
    <>
      <p role="status">{over ? t('bulk.over', { count: run.all, done, refused: refused.length }) : t('bulk.running', { done: run.rows.length, all: marked.length })}</p>
      {!over && <progress max={marked.length} value={run.rows.length} aria-label={t('bulk.title')} />}
      <ErrorNote error={run.error} />
      {run.cut && <p className="note">{t('bulk.cut')}</p>}
      <p className="actions">
        {!run.busy && left.length > 0 && <button type="button" className="main" onClick={() => again(left)}>{t('bulk.go_on')}</button>}
        {over && refused.length > 0 && <button type="button" onClick={() => again(marked.filter((m) => refused.some((r) => keyOfMarked(r) === keyOfMarked(m))))}>{t('bulk.retry', { count: refused.length })}</button>}
        {over && <button type="button" onClick={save}>{t('bulk.export')}</button>}
        {over && <Link className="button" to={list ? `/desk?${list}` : '/desk'}>{t('bulk.back')}</Link>}
      </p>
      {run.batch && <p className="hint">{t('bulk.batch')} <span className="mono">{run.batch}</span></p>}
      {run.rows.length > 0 && (
        <table className="stack">
          <caption>{t('bulk.table')}</caption>
          <thead><tr><th scope="col">{t('bulk.case')}</th><th scope="col">{t('case.applicant')}</th><th scope="col">{t('bulk.result')}</th><th scope="col">{t('bulk.why')}</th></tr></thead>
          <tbody>
            {[...refused, ...run.rows.filter((r) => r.result !== 'refused')].map((r) => (
              <tr key={keyOfMarked(r)}>
                <Who r={r} marked={marked} list={list} />
                <td data-label={t('bulk.result')}><span className={`tag ${r.result === 'refused' ? 'red' : 'success'}`}><span aria-hidden="true">{r.result === 'refused' ? '✕' : '✓'}</span> {state[r.result]}</span></td>
                <td data-label={t('bulk.why')}>{r.problem ? sentence(r) : <span className="hint mono">{r.done?.receipt.hash.slice(0, 12)}</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
