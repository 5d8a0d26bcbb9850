import { type InfiniteData, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import type { Schemas } from '../api/client';
import { Refused, Unanswered } from '../api/problem';

/** How often what was not answered is sent again before a person is asked. */
const tries = 3;

/** What somebody asks for once bears the same key at each try: however often it is sent, it is done once. */
export async function untilAnswered<T>(send: (key: string) => Promise<T>, key: string): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await send(key);
    } catch (e) {
      if (!(e instanceof Unanswered) || n === tries) throw e;
      await new Promise((go) => setTimeout(go, 500 * n));
    }
  }
}

export interface More {
  /** The task that is over once it is done. */
  ends?: { case: string; visit: number };
  /** It was refused, or nobody answered. */
  failed?: (error: unknown) => void;
}

/**
 * Takes tasks that are over off every list that was read, at once: what was asked for before, and is still under way, does not bring
 * them back.
 */
export async function leaveLists(client: QueryClient, over: { case: string; visit: number }[]): Promise<void> {
  const gone = new Set(over.map((o) => `${o.case}/${o.visit}`));
  const left = (page: Schemas['PageTask']) => ({ ...page, rows: page.rows.filter((r) => !gone.has(`${r.case}/${r.visit}`)) });
  await client.cancelQueries({ queryKey: ['tasks'] });
  client.setQueriesData<Schemas['PageTask'] | InfiniteData<Schemas['PageTask']>>({ queryKey: ['tasks'] }, (was) => {
    if (!was) return was;
    return 'pages' in was ? { ...was, pages: was.pages.map(left) } : left(was);
  });
}

/**
 * A command of the API. Its key is made when the form opens, and anew once the server has taken or refused it: pressing twice, or
 * again after the line was cut, does it once. What was known is read again afterwards; after a refusal too, where it may be out of date.
 */
export function useCommand<In, Out>(send: (input: In, key: string) => Promise<Out>, done?: (out: Out) => void, more: More = {}) {
  const client = useQueryClient();
  const key = useRef(crypto.randomUUID());
  return useMutation({
    mutationFn: (input: In) => untilAnswered((k) => send(input, k), key.current),
    onSuccess: async (out) => {
      key.current = crypto.randomUUID();
      const readAgain = () => client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'session' });
      if (!more.ends) await readAgain();
      else { // the lists are right already, and whoever works through them does not wait for the rest
        await leaveLists(client, [more.ends]);
        void readAgain();
      }
      done?.(out);
    },
    onError: async (e) => {
      more.failed?.(e);
      if (!(e instanceof Refused) || e.problem.status === 429) return; // it may have been done, by a try before: the next one says so
      key.current = crypto.randomUUID();
      await client.invalidateQueries({ predicate: (q) => outdated(e, q.queryKey[0]) });
    },
  });
}

/** Whether something that was read is read again after a refusal: all of it where somebody was faster, else what acts depend on most. */
export function outdated(refused: Refused, what: unknown): boolean {
  if (what === 'session') return false;
  return [404, 409, 412].includes(refused.problem.status) || what === 'case' || what === 'tasks';
}

/** Warns before a page is left on which something is not saved. */
export function useLeaveWarning(unsaved: boolean): void {
  const warn = useCallback((e: BeforeUnloadEvent) => e.preventDefault(), []);
  useEffect(() => {
    if (!unsaved) return;
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [unsaved, warn]);
}
