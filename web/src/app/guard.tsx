import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { type Me, sessionQuery } from './session';
import { SignInForm } from './sign-in';

/** Seconds before the end at which somebody is asked whether to go on. */
const warnAt = 150;

/**
 * Warns before a session ends, and covers the page once it has: whoever was signed in signs in again in place and finds everything
 * as it was; somebody else sees nothing of it.
 */
export function SessionGuard({ me }: { me: Me }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const dialog = useRef<HTMLDialogElement>(null);
  const left = useLeft(me.expires_at);
  const over = left <= 0;
  const open = left <= warnAt;
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  const goOn = async () => {
    await api.GET('/api/v1/session').catch(() => undefined);
    await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
  };
  const again = (now: Me) => {
    if (now.person.id !== me.person.id) location.assign('/');
    else client.setQueryData(sessionQuery.queryKey, now);
  };
  return (
    <dialog ref={dialog} aria-labelledby="session-title" className={over ? 'cover' : ''} onCancel={(e) => { if (over) e.preventDefault(); }}>
      <h2 id="session-title">{over ? t('session.over') : t('session.ending')}</h2>
      {open && (over
        ? <SignInForm login={me.person.login} done={again} />
        : <><p>{t('session.left', { count: Math.ceil(left / 60) })}</p><button type="button" className="main" onClick={() => void goOn()}>{t('session.stay')}</button></>)}
    </dialog>
  );
}

/** Seconds until an instant, looked at twice a minute and each time the page is seen again. */
function useLeft(end: string | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const look = () => setNow(Date.now());
    const timer = setInterval(look, 15_000);
    addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      removeEventListener('visibilitychange', look);
    };
  }, []);
  return end ? (Date.parse(end) - now) / 1000 : Infinity;
}
