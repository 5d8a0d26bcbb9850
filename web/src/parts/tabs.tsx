import { type ReactNode, useId } from 'react';

interface Props<T extends string> {
  label: string;
  tabs: readonly (readonly [key: T, word: string])[];
  at: T;
  show: (tab: T) => void;
  children: ReactNode;
}

/** Parts of a page of which one is seen; the arrow keys go from tab to tab. */
export function Tabs<T extends string>({ label, tabs, at, show, children }: Props<T>) {
  const id = useId();
  return (
    <div>
      <div role="tablist" aria-label={label} className="tablist">
        {tabs.map(([key, word], i) => (
          <button key={key} type="button" role="tab" id={`${id}-${key}`} aria-selected={key === at} aria-controls={`${id}-pane`} tabIndex={key === at ? 0 : -1} onClick={() => show(key)} onKeyDown={(e) => {
            const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
            const next = tabs[(i + step + tabs.length) % tabs.length];
            if (step === 0 || !next) return;
            show(next[0]);
            document.getElementById(`${id}-${next[0]}`)?.focus();
          }}>{word}</button>
        ))}
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a panel may hold nothing that takes the focus */}
      <div role="tabpanel" id={`${id}-pane`} aria-labelledby={`${id}-${at}`} tabIndex={0}>{children}</div>
    </div>
  );
}
