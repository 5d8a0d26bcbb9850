/** Milliseconds after which nobody is taken to sit before the page any more. */
const gone = 60_000;

let touched = Date.now();
for (const what of ['pointerdown', 'keydown', 'input', 'wheel', 'touchmove']) {
  addEventListener(what, () => { touched = Date.now(); }, { passive: true, capture: true });
}

/** Whether somebody does something here: what a page asks for by itself, unattended, keeps no session alive. */
export function attended(): boolean {
  return Date.now() - touched < gone;
}
