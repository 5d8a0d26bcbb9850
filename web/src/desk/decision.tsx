import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { api, data, type Schemas } from '../api/client';
import { matter, opinionDrafts, permissions, tasks } from '../api/queries';
import { useCommand } from '../app/command';
import { instant } from '../app/format';
import { AskBeforeLeaving } from '../app/leave';
import { actOf, keyOf, order, type Permission } from '../case/actions';
import { ActForm, type Values } from '../case/act-form';
import { WhyNot } from '../case/why-not';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';
import { filled, unkept } from './filled';
import { type Key, Keys } from './keys';
import { Opinion, useOpinions } from './opinion';
import { fromOf, searchOf } from './view';

const Pages = lazy(() => import('../viewer/pages').then((m) => ({ default: m.Pages })));

/** The tasks that somebody came from, and where this case stands among them. Once it is off the list, the one that took its place is next. */
export function useNeighbours(id: string) {
  const { list } = fromOf(useLocation().state);
  const rows = useInfiniteQuery({ ...tasks(searchOf(new URLSearchParams(list))), refetchInterval: false, staleTime: 300_000 }).data?.pages.flatMap((p) => p.rows) ?? [];
  const at = rows.findIndex((r) => r.case === id);
  const [place, keep] = useState(at);
  if (at >= 0 && at !== place) keep(at);
  const others = rows.filter((r) => r.case !== id);
  const before = rows.slice(0, Math.max(0, at >= 0 ? at : place)).filter((r) => r.case !== id);
  return { list, at: at + 1, all: rows.length, next: others[before.length] ?? others[0], previous: before.at(-1) };
}

/** What I may do, by its number; what I may not and why; and the next case once I did. */
export function Decisions({ c, visit, keys }: { c: Schemas['Case']; visit?: number; keys: Key[] }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const client = useQueryClient();
  const found = useQuery(permissions(c.id));
  const { list, at, all, next, previous } = useNeighbours(c.id);
  const [chosen, choose] = useState<string>();
  const [refused, setRefused] = useState<unknown>();
  const [typed, type] = useState<Record<number, string>>({});
  const panel = useRef<HTMLDivElement>(null);
  const to = (r: Schemas['Task'] | undefined) => () => { if (r) void go(`/desk/cases/${r.case}?task=${r.visit}`, { state: { list } }); };
  const back = () => void go(list ? `/desk?${list}` : '/desk', { state: { list, focus: c.id } });
  const nextCase = next?.case;
  useEffect(() => { // the next case is there when it is wanted
    if (!nextCase) return;
    void client.prefetchQuery({ ...matter(nextCase), staleTime: 15_000 });
    void client.prefetchQuery({ ...permissions(nextCase), staleTime: 15_000 });
  }, [client, nextCase]);
  const rows = (found.data?.rows ?? []).filter((p) => actOf(p.action));
  const allowed = rows.filter((p) => p.allowed).sort((a, b) => order(a, visit) - order(b, visit));
  const picked = allowed.find((p) => keyOf(p) === chosen);
  const pick = (p: Permission) => { choose(keyOf(p)); setRefused(undefined); };
  const opinions = useOpinions(c.id);
  const forget = (v: number) => {
    type((was) => ({ ...was, [v]: '' }));
    opinions.keep(v, '');
  };
  const forms = useRef(new Map<string, Values>());
  const offered = useRef<string[]>([]);
  useEffect(() => { offered.current = allowed.map(keyOf); });
  const unsaved = useCallback(() => offered.current.some((k) => filled(forms.current.get(k))), []);
  const done = (p: Permission) => {
    choose(undefined);
    for (const a of allowed) if (a === p || (p.action === 'decide' && a.visit === p.visit)) forms.current.delete(keyOf(a)); // the task is over
    if (p.action !== 'decide') return;
    if (p.visit && (typed[p.visit] ?? client.getQueryData(opinionDrafts(c.id).queryKey)?.some((d) => d.visit === p.visit))) forget(p.visit);
    if (next) to(next)();
    else back();
  };
  const failed = (e: unknown, p: Permission) => {
    setRefused(e);
    if (p.visit) opinions.flush(p.visit); // a colleague may have been faster, and the form goes
  };
  const focus = (id: string) => () => document.getElementById(id)?.focus();
  const own: Key[] = [
    ...allowed.slice(0, 9).map((p, i) => ({ key: String(i + 1), what: said(p.title), run: () => pick(p) })),
    { key: 'o', what: t('keys.opinion'), run: focus('ask-reason') }, { key: 't', what: t('keys.template'), run: focus('opinion-template') },
    { key: 'w', what: t('keys.why'), run: () => { const why = panel.current?.querySelector('details.why'); why?.setAttribute('open', ''); why?.querySelector('summary')?.focus(); } },
    { key: 'Ctrl+Enter', what: t('keys.confirm'), run: () => panel.current?.querySelector<HTMLFormElement>('form.act')?.requestSubmit() },
    { key: 'n', what: t('bench.next'), run: to(next) }, { key: 'p', what: t('bench.prev'), run: to(previous) }, { key: 'Escape', what: t('keys.back'), run: back },
  ];
  const unsent = useUnsent(c, typed);
  return (
    <div ref={panel}>
      <AskBeforeLeaving unsaved={unsaved} />
      <nav className="between" aria-label={t('bench.nav')}>
        <button type="button" className="quiet" disabled={!previous} onClick={to(previous)}>‹ {t('bench.prev')}</button>
        {at > 0 && <span>{t('bench.place', { at, all })}</span>}
        <button type="button" className="quiet" disabled={!next} onClick={to(next)}>{t('bench.next')} ›</button>
        <Keys keys={[...own, ...keys]} />
      </nav>
      <Loaded query={found}>
        {(x) => (
          <>
            <h2>{t('act.title')}</h2>
            <Panel c={c} mine={allowed.filter((p) => p.action === 'decide').map((p) => p.visit)} />
            <ErrorNote error={picked ? undefined : refused} />
            {allowed.length === 0 && <p>{x.idle.length > 0 ? x.idle.map((s) => said(s)).join(' ') : t('act.none')}</p>}
            <fieldset className="choices">
              <legend className="unseen">{t('act.title')}</legend>
              {allowed.map((p, i) => (
                <label key={keyOf(p)} className="option">
                  <input type="radio" name="act" checked={keyOf(p) === chosen} onChange={() => pick(p)} /> {i < 9 && <kbd aria-hidden="true">{i + 1}</kbd>} {said(p.title)}
                  {p.in_place_of && <span className="hint"> {t('visit.for', { name: p.in_place_of.name ?? p.in_place_of.id })}</span>}
                </label>
              ))}
            </fieldset>
            {picked && (
              <ActForm key={keyOf(picked)} matter={c} permission={picked} begun={forms.current.get(keyOf(picked))} filled={(values) => { forms.current.set(keyOf(picked), unkept(values, picked)); }} done={() => done(picked)} failed={(e) => failed(e, picked)}
                opinion={picked.action === 'decide' && picked.visit ? (_, required, value, set) => (
                  <Opinion caseID={c.id} item={c.item} permission={picked} required={required} value={value} set={set} typed={typed[picked.visit ?? 0]} remember={(text) => type((was) => ({ ...was, [picked.visit ?? 0]: text }))} opinions={opinions} />
                ) : undefined}
                before={picked.document ? (values) => <Preview c={c} p={picked} values={values} /> : undefined} />
            )}
            <Supply c={c} rows={found.data?.rows ?? []} />
            {unsent.map((u) => <Unsent key={u.visit} c={c} visit={u.visit} opinion={u.opinion} forget={() => forget(u.visit)} />)}
            {c.status !== 'ended' && rows.filter((p) => !p.allowed && p.whys.length > 0).map((p) => <WhyNot key={keyOf(p)} title={said(p.title)} whys={p.whys} />)}
          </>
        )}
      </Loaded>
    </div>
  );
}

/** How the vote stands of the panels in which I may vote. */
function Panel({ c, mine }: { c: Schemas['Case']; mine: (number | undefined)[] }) {
  const { t } = useTranslation();
  return c.visits.filter((v) => v.seats.length > 1 && mine.includes(v.visit)).map((v) => (
    <p className="note" key={v.visit}>{said(v.title)}: {t('bench.panel', { need: v.need ?? v.seats.length, have: v.seats.filter((s) => s.vote === 'pass').length })}</p>
  ));
}

/** The document that the decision would issue, filled in and marked as none. */
function Preview({ c, p, values }: { c: Schemas['Case']; p: Permission; values: Record<string, unknown> }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const look = useMutation({
    mutationFn: async () => {
      const body = { decision: p.decision ?? '', reason: values.reason as string | undefined, supplements: values.supplements as Schemas['SupplementDemand'][] | undefined, grade: values.grade as string | undefined, in_place_of: p.in_place_of?.id };
      const answer = await api.POST('/api/v1/cases/{id}/tasks/{visit}/preview', { params: { path: { id: c.id, visit: p.visit ?? 0 } }, body, parseAs: 'arrayBuffer', headers: { Accept: 'application/pdf, application/problem+json' } });
      return answer.data as ArrayBuffer;
    },
    onSuccess: () => dialog.current?.showModal(),
  });
  return (
    <div className="preview">
      <p>{t('bench.makes', { title: said(p.document) })} <button type="button" className="link" aria-disabled={look.isPending} onClick={() => look.mutate()}>{look.isPending ? t('bench.previewing') : t('bench.preview')}</button></p>
      <ErrorNote error={look.error} />
      <dialog ref={dialog} className="paper" aria-labelledby="preview-title">
        <h2 id="preview-title">{said(p.document)} <span className="tag yellow">{t('bench.draft')}</span></h2>
        {look.data && <Suspense fallback={<p role="status">{t('viewer.wait')}</p>}><Pages key={look.submittedAt} source={look.data} name={said(p.document)} /></Suspense>}
        <p><button type="button" className="main" onClick={() => dialog.current?.close()}>{t('app.close')}</button></p>
      </dialog>
    </div>
  );
}

/** An answer that was brought to the window is typed in as a draft, on the screens of drafts. */
function Supply({ c, rows }: { c: Schemas['Case']; rows: Permission[] }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const begin = useCommand(
    async (_: undefined, key: string) => data<Schemas['Draft']>(await api.POST('/api/v1/drafts', { body: { case: c.id }, params: { header: { 'Idempotency-Key': key } } })),
    (d) => void go(`/my/drafts/${d.id}`),
  );
  if (!rows.some((p) => p.action === 'supply' && p.allowed)) return null;
  return <><ErrorNote error={begin.error} /><p><button type="button" onClick={() => begin.mutate(undefined)}>{t('bench.type_in')}</button></p></>;
}

/** What somebody wrote on tasks that are over: by another, or by the law. */
function useUnsent(c: Schemas['Case'], typed: Record<number, string>) {
  const drafts = useQuery(opinionDrafts(c.id)).data ?? [];
  const all = new Map(drafts.map((d) => [d.visit, d.opinion]));
  for (const [visit, text] of Object.entries(typed)) all.set(Number(visit), text);
  return [...all].filter(([visit, text]) => text !== '' && c.visits.find((v) => v.visit === visit)?.status !== 'open').map(([visit, opinion]) => ({ visit, opinion }));
}

function Unsent({ c, visit, opinion, forget }: { c: Schemas['Case']; visit: number; opinion: string; forget: () => void }) {
  const { t } = useTranslation();
  const v = c.visits.find((x) => x.visit === visit);
  return (
    <section className="note">
      <h3>{t('bench.unsent')}</h3>
      <p>{said(v?.title)}: {t('bench.unsent_why')} {v?.by?.name} {instant(v?.closed_at)}</p>
      <blockquote>{opinion}</blockquote>
      <button type="button" onClick={forget}>{t('bench.discard')}</button>
    </section>
  );
}
