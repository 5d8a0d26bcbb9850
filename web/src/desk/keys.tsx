import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { keysOn } from '../app/keys';
import { audienceOf, useMe } from '../app/session';

/** What a key does. One that only tells of others has nothing to run. */
export interface Key {
  key: string;
  what: string;
  run?: () => void;
  /** It goes on for as long as the key is held. */
  held?: boolean;
}

/** Whether a key is meant for a field that is being filled in. */
function typing(e: KeyboardEvent): boolean {
  return e.target instanceof HTMLElement && (e.target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) && !(e.target instanceof HTMLInputElement && /^(radio|checkbox)$/.test(e.target.type))));
}

function named(e: KeyboardEvent): string {
  if (e.ctrlKey || e.metaKey) return `Ctrl+${e.key}`;
  return e.shiftKey && /^[a-z]$/i.test(e.key) ? `Shift+${e.key.toUpperCase()}` : e.key;
}

/** How long the first of two keys waits for the second. */
const pause = 1000;

/**
 * Runs what belongs to a key, outside of fields; with Ctrl, in them too, and Escape leaves them. A key that is held runs once: nobody
 * has read what the second time would confirm. Two keys one after the other are named with a space between.
 */
export function useKeys(keys: Key[]): void {
  const now = useRef(keys);
  useEffect(() => {
    now.current = keys;
  });
  useEffect(() => {
    let first = '', at = 0;
    const press = (e: KeyboardEvent) => {
      if (e.altKey || e.isComposing || e.defaultPrevented || !keysOn() || document.querySelector('dialog[open]')) return;
      const key = named(e);
      if (typing(e) && key === 'Escape') return (e.target as HTMLElement).blur();
      if (typing(e) && !key.startsWith('Ctrl+')) return;
      if (e.repeat && !now.current.some((k) => k.held && k.key === key)) return;
      const both = Date.now() - at < pause ? `${first} ${key}` : '';
      [first, at] = [key, Date.now()];
      const found = now.current.find((k) => k.run && (k.key === both || k.key === key));
      if (!found) return;
      e.preventDefault();
      found.run?.();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

/** The keys of a screen: those that lead to other screens of officers are on all of theirs. What there is can be seen with ?, or by the button. */
export function Keys({ keys }: { keys: Key[] }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const dialog = useRef<HTMLDialogElement>(null);
  const elsewhere: Key[] = audienceOf(useMe()) !== 'officer' ? [] : [{ key: 'g i', what: t('keys.inbox'), run: () => void go('/desk') }, { key: 'g s', what: t('keys.cases'), run: () => void go('/cases') }];
  const help = { key: '?', what: t('keys.help') };
  useKeys([...keys, ...elsewhere, { ...help, run: () => dialog.current?.showModal() }]);
  return (
    <>
      <button type="button" className="quiet" onClick={() => dialog.current?.showModal()}>{t('keys.title')} <kbd aria-hidden="true">?</kbd></button>
      <dialog ref={dialog} aria-labelledby="keys-title">
        <h2 id="keys-title">{t('keys.title')}</h2>
        {!keysOn() && <p className="note">{t('keys.off_why')}</p>}
        <dl className="keys">{[...keys, ...elsewhere, help].map((k) => <div key={k.key}><dt>{k.key.split(' ').map((one, i) => <span key={i}>{i > 0 && ` ${t('keys.then')} `}<kbd>{one}</kbd></span>)}</dt><dd>{k.what}</dd></div>)}</dl>
        <form method="dialog"><button className="main">{t('app.close')}</button></form>
      </dialog>
    </>
  );
}

/** j and k move through the rows of a table: the focus is on the link of the row, so that Enter opens it and the browser does the rest. */
export function useRows() {
  const table = useRef<HTMLTableElement>(null);
  const links = () => [...(table.current?.querySelectorAll<HTMLAnchorElement>('tbody th a') ?? [])];
  /** The row that has the focus; -1 for none. */
  const at = () => links().findIndex((a) => a.closest('tr')?.contains(document.activeElement));
  const move = (by: number) => {
    const all = links(), now = at();
    all[now < 0 ? 0 : Math.max(0, Math.min(all.length - 1, now + by))]?.focus();
  };
  return { table, at, next: () => move(1), previous: () => move(-1) };
}
