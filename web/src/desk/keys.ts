import { useEffect, useRef } from 'react';

/** Whether a key is meant for a field that is being filled in. */
function typing(e: KeyboardEvent): boolean {
  return e.target instanceof HTMLElement && (e.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName));
}

/** j and k move through the rows of a table, Enter opens: the focus is on the link of the row, so that the browser does the rest. */
export function useListKeys() {
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => {
    const move = (e: KeyboardEvent) => {
      if (typing(e) || e.ctrlKey || e.metaKey || e.altKey || (e.key !== 'j' && e.key !== 'k')) return;
      const links = [...(table.current?.querySelectorAll<HTMLAnchorElement>('tbody th a') ?? [])];
      const at = links.indexOf(document.activeElement as HTMLAnchorElement);
      const next = links[e.key === 'j' ? at + 1 : Math.max(0, at - 1)];
      next?.focus();
    };
    addEventListener('keydown', move);
    return () => removeEventListener('keydown', move);
  }, []);
  return table;
}

/** Runs what belongs to a key, outside of fields. */
export function useKeys(keys: Record<string, () => void>): void {
  const now = useRef(keys);
  useEffect(() => {
    now.current = keys;
  });
  useEffect(() => {
    const press = (e: KeyboardEvent) => {
      if (typing(e) || e.ctrlKey || e.metaKey || e.altKey) return;
      now.current[e.key]?.();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
