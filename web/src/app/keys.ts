const kept = 'keys';

/** Whether single keys do things, where a screen has some: whoever speaks to the computer switches them off (WCAG 2.1.4). */
export function keysOn(): boolean {
  return localStorage.getItem(kept) !== 'off';
}

export function setKeys(on: boolean): void {
  if (on) localStorage.removeItem(kept);
  else localStorage.setItem(kept, 'off');
}
