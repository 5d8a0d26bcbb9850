import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { Refused, Unanswered } from '../api/problem';

/** How often what was not answered is sent again before a person is asked. */
const tries = 3;

/** What somebody asks for once bears the same key at each try: however often it is sent, it is done once. */
async function untilAnswered<T>(send: (key: string) => Promise<T>, key: string): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await send(key);
    } catch (e) {
      if (!(e instanceof Unanswered) || n === tries) throw e;
      await new Promise((go) => setTimeout(go, 500 * n));
    }
  }
}

/**
 * A command of the API. Its key is made when the form opens, and anew once the server has taken or refused it: pressing twice, or
 * again after the line was cut, does it once. What was known of cases and lists is read again afterwards.
 */
export function useCommand<In, Out>(send: (input: In, key: string) => Promise<Out>, done?: (out: Out) => void) {
  const client = useQueryClient();
  const key = useRef(crypto.randomUUID());
  return useMutation({
    mutationFn: (input: In) => untilAnswered((k) => send(input, k), key.current),
    onSuccess: async (out) => {
      key.current = crypto.randomUUID();
      await client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'session' });
      done?.(out);
    },
    onError: async (e) => {
      if (!(e instanceof Refused)) return; // it may have been done: the next try says so
      key.current = crypto.randomUUID();
      await client.invalidateQueries({ predicate: (q) => q.queryKey[0] === 'case' || q.queryKey[0] === 'tasks' });
    },
  });
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
