import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../api/problem';
import { useSentence } from './errors';

interface Read<T> { data: T | undefined; error: Error | null; refetch: () => unknown }

/** What was read, once it is; else that it is being read, or why it cannot be and what to do. */
export function Loaded<T>({ query, children }: { query: Read<T>; children: (value: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  return query.error ? <Unread query={query} /> : <Loading />;
}

/** Why something could not be read, and what to do; nothing once it was. For what is shown without it: what is there does not wait for what is not. */
export function Unread({ query }: { query: Read<unknown> }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  if (query.data !== undefined || !query.error) return null;
  const missing = query.error instanceof Refused && [403, 404].includes(query.error.problem.status);
  return (
    <div className="errors" role="alert">
      <h2>{missing ? t('error.missing') : t('error.load')}</h2>
      <p>{missing ? t('error.missing_why') : sentence(query.error)}</p>
      {!missing && <button type="button" onClick={() => void query.refetch()}>{t('error.retry')}</button>}
    </div>
  );
}

/**
 * Shows a page once nothing that it is made of is still being read: one that comes in pieces moves under the eye. From then on it stays:
 * what failed is read again by the parts that show it, and taking them away for that would begin it anew for ever.
 */
export function Together({ of, children }: { of: { isLoading: boolean }[]; children: ReactNode }) {
  const [shown, show] = useState(false);
  const ready = shown || !of.some((q) => q.isLoading);
  if (ready && !shown) show(true);
  return ready ? children : <Loading />;
}

/** Bars in place of what comes: nothing for a moment, and a word when it takes long. */
export function Loading() {
  const { t } = useTranslation();
  const [stage, setStage] = useState(0);
  useEffect(() => {
    const timers = [setTimeout(() => setStage(1), 300), setTimeout(() => setStage(2), 4000)];
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <div className="loading" aria-busy="true">
      {stage > 0 && <><span className="bar" /><span className="bar" /><span className="bar" /></>}
      <p role="status">{stage === 2 ? t('app.loading') : ''}</p>
    </div>
  );
}
