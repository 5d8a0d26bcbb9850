import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '../api/client';
import { instant } from './format';
import { attended } from './presence';
import { know, left, type Me, onTold, over, sessionQuery, tellTabs } from './session';
import { SignInForm } from './sign-in';

/** Seconds before the end at which somebody is asked whether to go on. */
const warnAt = 150;

/**
 * Warns before a session ends, and covers the page once it has: whoever was signed in signs in again in place and finds everything
 * as it was; somebody else sees nothing of it. What is said is the server's word, so it is the same in every tab.
 */
export function SessionGuard({ me }: { me: Me }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const dialog = useRef<HTMLDialogElement>(null);
  const resume = useResume(me);
  const { seconds, last } = useLeft(me, resume);
  const [noted, note] = useState<string>();
  const ended = seconds <= 0;
  const open = ended || (seconds <= warnAt && !(last && noted === me.expires_at));
  useEffect(() => {
    if (open) show(dialog.current, ended);
    else dialog.current?.close();
  }, [open, ended]);
  useEffect(() => {
    if (!ended) return;
    // A page cannot refuse that a second Escape closes a dialog, but the key it can; what is typed next would be lost.
    const stay = (e: KeyboardEvent) => { if (e.key === 'Escape') e.preventDefault(); };
    addEventListener('keydown', stay, { capture: true });
    return () => removeEventListener('keydown', stay, { capture: true });
  }, [ended]);
  const again = (now: Me) => {
    client.setQueryData(sessionQuery.queryKey, now);
    void client.invalidateQueries({ predicate: (q) => q.state.status === 'error' });
  };
  return (
    <dialog
      ref={dialog} aria-labelledby="session-title" className={ended ? 'cover' : ''}
      onCancel={(e) => { if (ended) e.preventDefault(); }} onClose={() => { if (open) show(dialog.current, ended); }}
    >
      <h2 id="session-title">{ended ? t('session.over') : t('session.ending')}</h2>
      {open && ended && (
        <>
          <p>{t('session.again')}</p>
          <SignInForm login={me.person.login} done={again} />
          <p><a href="/login">{t('session.other')}</a></p>
        </>
      )}
      {open && !ended && (last
        ? <><p>{t('session.last', { at: instant(me.expires_at) })}</p><button type="button" className="main" onClick={() => note(me.expires_at)}>{t('session.noted')}</button></>
        : <><p>{t('session.left', { count: Math.ceil(seconds / 60) })}</p><button type="button" className="main" onClick={() => void resume().then(tellTabs)}>{t('session.stay')}</button></>)}
    </dialog>
  );
}

/** Shows the dialog, also to whoever had the browser close it by another way than a key; what is asked for is at hand. */
function show(dialog: HTMLDialogElement | null, ended: boolean): void {
  if (!dialog?.open) dialog?.showModal();
  if (ended) dialog?.querySelector<HTMLElement>('#password')?.focus();
}

/** Asks how the session stands. Somebody else who signed in meanwhile is led away from this page. */
function useResume(me: Me): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(async () => {
    try {
      const now = data<Me>(await api.GET('/api/v1/session'));
      if (now.person.id === me.person.id) {
        client.setQueryData(sessionQuery.queryKey, know(now));
      } else {
        client.setQueryData(sessionQuery.queryKey, over(me));
        location.assign('/');
      }
    } catch {
      // That it is over, whoever asks is told; where nobody answered it is asked again.
    }
  }, [client, me]);
}

/**
 * How long a session has left. The server is asked while somebody works here, so that typing is a use; and shortly before the end,
 * for another tab may have used it.
 */
function useLeft(me: Me, ask: () => Promise<void>): { seconds: number; last: boolean } {
  const [now, look] = useState(() => Date.now());
  useEffect(() => {
    const soon = () => left(me).seconds < warnAt + 60;
    const tick = () => {
      look(Date.now());
      if (left(me).seconds > 0 && (attended() || soon())) void ask();
    };
    const shown = () => {
      if (document.visibilityState === 'visible') tick();
    };
    const timer = setInterval(tick, soon() ? 15_000 : 60_000);
    const untold = onTold(() => void ask());
    document.addEventListener('visibilitychange', shown);
    return () => {
      clearInterval(timer);
      untold();
      document.removeEventListener('visibilitychange', shown);
    };
  }, [me, ask]);
  return left(me, now);
}
