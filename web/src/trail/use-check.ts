import { useCallback, useEffect, useRef, useState } from 'react';
import type { Order, Said } from './checking';
import { known, remember, sizeOf } from './known';

/** A check in a worker of its own, and how it stands: undefined as long as none was asked for. */
export function useCheck(): { said: Said | undefined; start: (order: Order) => void; reset: () => void } {
  const [said, say] = useState<Said>();
  const worker = useRef<Worker>(undefined);
  useEffect(() => {
    const one = new Worker(new URL('./check.worker.ts', import.meta.url), { type: 'module' });
    one.onmessage = (e: MessageEvent<Said>) => {
      const so = e.data;
      if ((so.state === 'case' || so.state === 'log') && !so.finding.bad) keep(so.key, so.checkpoint);
      say(so);
    };
    one.onerror = () => say({ state: 'unknown', why: 'gave_up' });
    worker.current = one;
    return () => one.terminate();
  }, []);
  const start = useCallback((order: Order) => {
    say({ state: 'running', done: 0 });
    worker.current?.postMessage(order);
  }, []);
  return { said, start, reset: useCallback(() => say(undefined), []) };
}

/** What verified is remembered; an older checkpoint never takes the place of a younger one. */
function keep(key: string, checkpoint: string): void {
  const had = known();
  remember({ key: had.key ?? key, checkpoint: had.checkpoint && sizeOf(had.checkpoint) > sizeOf(checkpoint) ? had.checkpoint : checkpoint });
}
