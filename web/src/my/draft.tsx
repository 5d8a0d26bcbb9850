import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useEffect, useMemo, useReducer, useRef } from 'react';
import { Navigate, Outlet, useParams } from 'react-router';
import { api, data, type Schemas } from '../api/client';
import { Refused } from '../api/problem';
import { draft as draftQuery, draftCheck, guide as guideQuery } from '../api/queries';
import { useLeaveWarning } from '../app/command';
import { useMe } from '../app/session';
import { merge, type Merge, same } from '../form/merge';
import type { Schema } from '../form/schema';
import { withValue } from '../form/schema';
import { Loaded, Together } from '../parts/loaded';

export type SaveState = 'saved' | 'saving' | 'unsaved' | 'offline' | 'refused';

export interface Filled {
  form: unknown; // as it stands on this page
  base: unknown; // as the server had it when last heard of
  revision: number;
  conflicts: Merge['conflicts'];
  state: SaveState;
  savedAt: string;
  error: unknown;
}

type Event =
  | { to: 'set'; pointer: string; value: unknown }
  | { to: 'saving' }
  | { to: 'saved'; form: unknown; draft: Schemas['Draft'] }
  | { to: 'theirs'; draft: Schemas['Draft'] }
  | { to: 'failed'; error: unknown }
  | { to: 'settle'; pointer: string; value: unknown };

/** What becomes of a form while its changes go to the server and others change it too. Nothing typed is ever lost by an answer. */
export function filling(f: Filled, e: Event): Filled {
  switch (e.to) {
    case 'set':
      return changed(f, e.pointer, e.value);
    case 'saving':
      return { ...f, state: 'saving' };
    case 'saved': // something may have been typed meanwhile
      return { ...f, base: e.form, revision: e.draft.revision, savedAt: e.draft.updated_at, state: same(f.form, e.form) ? 'saved' : 'unsaved', error: undefined };
    case 'theirs': {
      const { merged, conflicts } = merge(f.base, f.form, e.draft.form);
      const state = same(merged, e.draft.form) ? 'saved' : 'unsaved';
      return { ...f, form: merged, base: e.draft.form, revision: e.draft.revision, conflicts: [...f.conflicts, ...conflicts], state, savedAt: e.draft.updated_at };
    }
    case 'failed':
      return { ...f, state: passes(e.error) ? 'offline' : 'refused', error: e.error };
    case 'settle':
      return { ...changed(f, e.pointer, e.value), conflicts: f.conflicts.filter((c) => c.pointer !== e.pointer) };
  }
}

/** Whether what went wrong may pass by itself: then it is tried again, and nobody has to do anything. */
function passes(error: unknown): boolean {
  return !(error instanceof Refused) || error.problem.status >= 500 || error.problem.status === 429;
}

function changed(f: Filled, pointer: string, value: unknown): Filled {
  const form = withValue(f.form, pointer, value);
  return { ...f, form, state: same(form, f.base) ? 'saved' : 'unsaved' };
}

/** Sends a form, and gives what was heard: that it is saved, or what another one saved before. */
async function exchange(id: string, form: unknown, revision: number, keepalive = false): Promise<Extract<Event, { to: 'saved' | 'theirs' }>> {
  const path = { id };
  try {
    const header = { 'If-Match': `"${revision}"` };
    return { to: 'saved', form, draft: data<Schemas['Draft']>(await api.PUT('/api/v1/drafts/{id}', { params: { path, header }, body: { form }, keepalive: keepalive && JSON.stringify(form).length < 60_000 })) };
  } catch (e) {
    if (!(e instanceof Refused) || e.problem.status !== 412) throw e;
    return { to: 'theirs', draft: data<Schemas['Draft']>(await api.GET('/api/v1/drafts/{id}', { params: { path } })) };
  }
}

interface DraftContext extends Filled {
  draft: Schemas['Draft'];
  guide: Schemas['Guide'];
  schema: Schema;
  set: (pointer: string, value: unknown) => void;
  settle: (pointer: string, value: unknown) => void;
  /** Saves what is not saved yet; true once the server has everything. */
  flush: () => Promise<boolean>;
}

const Context = createContext<DraftContext | null>(null);

export function useDraft(): DraftContext {
  const found = useContext(Context);
  if (!found) throw new Error('used outside of a draft');
  return found;
}

/** Whether a draft supplies what was asked for in a case, and is no application of its own. */
export function supplies(draft: Schemas['Draft']): draft is Schemas['Draft'] & { case: string } {
  return draft.case !== undefined && !draft.opens;
}

/** Where it is confirmed that a draft was filed: the application, or what supplies it. */
export function receiptOf(draft: Schemas['Draft'], filed: string): string {
  return `/my/cases/${filed}/receipt${supplies(draft) ? '?supplied' : ''}`;
}

/** Reads a draft and keeps it saved while its pages are open. One that was filed meanwhile, from here or elsewhere, leads to its receipt. */
export function DraftFrame() {
  const { draft: id = '' } = useParams();
  const draft = useQuery({ ...draftQuery(id), refetchOnWindowFocus: false });
  const item = draft.data?.item ?? '';
  const guide = useQuery({ ...guideQuery(item, draft.data?.version), enabled: item !== '' });
  const asked = useQuery({ ...draftCheck(id), enabled: draft.data !== undefined && supplies(draft.data) });
  return <Loaded query={draft}>{(d) => d.filed ? <Navigate to={receiptOf(d, d.filed)} replace /> : <Loaded query={guide}>{(g) => <Together of={[asked]}><Keeper key={id} draft={d} guide={g} /></Together>}</Loaded>}</Loaded>;
}

/** Milliseconds after the last key, and how long typing may go on before it is saved all the same: with the way to the server, five seconds are lost at most. */
const pause = 2000, atLeast = 4000;

function Keeper({ draft, guide }: { draft: Schemas['Draft']; guide: Schemas['Guide'] }) {
  const client = useQueryClient();
  const [filled, tell] = useReducer(filling, draft, (d): Filled => ({ form: d.form, base: d.form, revision: d.revision, conflicts: [], state: 'saved', savedAt: d.updated_at, error: undefined }));
  const now = useRef(filled);
  const running = useRef<Promise<boolean> | null>(null);
  useEffect(() => {
    now.current = filled;
  }, [filled]);

  const save = useCallback(async (keepalive = false): Promise<boolean> => {
    const { form, revision } = now.current;
    tell({ to: 'saving' });
    try {
      const heard = await exchange(draft.id, form, revision, keepalive);
      if (heard.to === 'saved') client.setQueryData(draftQuery(draft.id).queryKey, heard.draft);
      now.current = filling(now.current, heard);
      tell(heard);
      return heard.to === 'saved';
    } catch (error) {
      tell({ to: 'failed', error });
      throw error;
    }
  }, [client, draft.id]);

  const flush = useCallback(async (): Promise<boolean> => {
    if (running.current) await running.current.catch(() => undefined);
    for (let n = 0; n < 3 && now.current.conflicts.length === 0 && !same(now.current.form, now.current.base); n++) {
      running.current = save();
      try {
        await running.current;
      } catch {
        return false;
      } finally {
        running.current = null;
      }
    }
    return same(now.current.form, now.current.base) && now.current.conflicts.length === 0;
  }, [save]);

  useSavedAgain(filled, flush);
  useAutosave(filled, flush, () => void save(true).catch(() => undefined));
  useLeaveWarning(filled.state !== 'saved');
  const value = useMemo((): DraftContext => ({
    ...filled, draft, guide, schema: guide.form as Schema, flush,
    set: (pointer, v) => {
      now.current = filling(now.current, { to: 'set', pointer, value: v });
      tell({ to: 'set', pointer, value: v });
    },
    settle: (pointer, v) => {
      now.current = filling(now.current, { to: 'settle', pointer, value: v });
      tell({ to: 'settle', pointer, value: v });
    },
  }), [filled, draft, guide, flush]);
  return <Context value={value}><Outlet /></Context>;
}

/** Saves what was refused once more when somebody has signed in since, also if that was while it was being refused. */
function useSavedAgain(filled: Filled, flush: () => Promise<boolean>): void {
  const session = useMe()?.csrf;
  const tried = useRef(session);
  const refused = filled.state === 'refused';
  useEffect(() => {
    if (!refused || tried.current === session) return;
    tried.current = session;
    void flush();
  }, [session, refused, flush]);
}

/** Saves two seconds after the last key and every four while typing goes on, again while nobody answers, and when the page is left. */
function useAutosave(filled: Filled, flush: () => Promise<boolean>, last: () => void): void {
  const since = useRef(0);
  const dirty = filled.state !== 'saved';
  useEffect(() => {
    if (!dirty || filled.state === 'saving' || filled.state === 'refused' || filled.conflicts.length > 0) return;
    since.current ||= performance.now();
    const left = Math.max(0, atLeast - (performance.now() - since.current));
    const timer = setTimeout(() => {
      since.current = 0;
      void flush();
    }, filled.state === 'offline' ? atLeast : Math.min(pause, left));
    return () => clearTimeout(timer);
  }, [filled, dirty, flush]);
  useEffect(() => {
    if (!dirty) return;
    const hidden = () => {
      if (document.visibilityState === 'hidden') last();
    };
    document.addEventListener('visibilitychange', hidden);
    return () => document.removeEventListener('visibilitychange', hidden);
  }, [dirty, last]);
}
