import { useCallback, useEffect, useRef, useState } from 'react';
import type { Order, Said } from './checking';
import { known, remember, sizeOf } from './known';

/** A check in a worker of its own, and how it stands: undefined as long as none was asked for. What is said of an earlier order is not heard. */
export function useCheck(): { said: Said | undefined; start: (order: Order) => void; reset: () => void } {
  const [said, say] = useState<Said>();
  const worker = useRef<Worker>(undefined), ordered = useRef(0);
  useEffect(() => {
    const one = new Worker(new URL('./check.worker.ts', import.meta.url), { type: 'module' });
    one.onmessage = (e: MessageEvent<{ n: number; said: Said }>) => {
      const { n, said: so } = e.data;
      if (n !== ordered.current) return;
      say(so);
      if ((so.state === 'case' || so.state === 'log') && !so.finding.bad) keep(so.finding.key, so.checkpoint);
    };
    one.onerror = () => say({ state: 'unknown', why: 'gave_up' });
    worker.current = one;
    return () => one.terminate();
  }, []);
  const start = useCallback((order: Order) => {
    say({ state: 'running', done: 0 });
    worker.current?.postMessage({ n: ++ordered.current, order });
  }, []);
  const reset = useCallback(() => {
    ordered.current++;
    say(undefined);
  }, []);
  return { said, start, reset };
}

/** What verified is remembered: the key of now, to which the old one led, and the checkpoint, but no older one in the place of a younger. */
function keep(key: string | undefined, checkpoint: string): void {
  const had = known();
  remember({ key: key ?? had.key, checkpoint: had.checkpoint && sizeOf(had.checkpoint) > sizeOf(checkpoint) ? had.checkpoint : checkpoint });
}
