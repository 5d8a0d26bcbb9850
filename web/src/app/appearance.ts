export const appearances = ['auto', 'light', 'dark', 'contrast'] as const;
export type Appearance = (typeof appearances)[number];

const kept = 'appearance';

export function appearance(): Appearance {
  const wished = localStorage.getItem(kept);
  return appearances.find((a) => a === wished) ?? 'auto';
}

export function appear(as: Appearance): void {
  localStorage.setItem(kept, as);
  show(as);
}

/** Sets what the style sheet goes by: auto leaves it to the system. */
export function show(as: Appearance): void {
  if (as === 'auto') delete document.documentElement.dataset.appearance;
  else document.documentElement.dataset.appearance = as;
}
