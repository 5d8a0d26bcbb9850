import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';

/** Asks before another screen is gone to, where something was written that nobody keeps. */
export function AskBeforeLeaving({ unsaved }: { unsaved: () => boolean }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const leaving = useBlocker(({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname && unsaved());
  const asked = leaving.state === 'blocked';
  useEffect(() => {
    if (asked) dialog.current?.showModal();
    else dialog.current?.close();
  }, [asked]);
  useEffect(() => {
    const warn = (e: BeforeUnloadEvent) => { if (unsaved()) e.preventDefault(); };
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [unsaved]);
  return (
    <dialog ref={dialog} aria-labelledby="leave-title" onCancel={() => leaving.reset?.()}>
      <h2 id="leave-title">{t('leave.title')}</h2>
      <p>{t('leave.why')}</p>
      <p className="actions">
        <button type="button" className="main" onClick={() => leaving.reset?.()}>{t('leave.stay')}</button>
        <button type="button" onClick={() => leaving.proceed?.()}>{t('leave.go')}</button>
      </p>
    </dialog>
  );
}
