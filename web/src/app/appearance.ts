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

/** Sets what the style sheet goes by: light and dark it follows by itself, high contrast it is told. */
export function show(as: Appearance): void {
  const shown = as === 'auto' && strong().matches ? 'contrast' : as;
  if (shown === 'auto') delete document.documentElement.dataset.appearance;
  else document.documentElement.dataset.appearance = shown;
}

/** Whether the system asks for more contrast. */
function strong(): MediaQueryList {
  return matchMedia('(prefers-contrast: more)');
}

/** Shows what was chosen, and follows the system where nothing was. */
export function startAppearance(): void {
  show(appearance());
  strong().addEventListener('change', () => show(appearance()));
}
