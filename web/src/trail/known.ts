/** What this browser remembers of the log: the key it first met or that followed from it, and the youngest checkpoint that verified. Neither tells of anybody. */
export interface Known {
  key?: string;
  checkpoint?: string;
}

const kept = 'log';

export function known(): Known {
  try {
    const was: unknown = JSON.parse(localStorage.getItem(kept) ?? '{}');
    return typeof was === 'object' && was !== null ? was : {};
  } catch {
    return {};
  }
}

export function remember(now: Known): void {
  try {
    localStorage.setItem(kept, JSON.stringify({ ...known(), ...now }));
  } catch {
    // A browser that keeps nothing meets the log for the first time each time.
  }
}

/** The size a signed checkpoint is of: its second line. */
export function sizeOf(checkpoint: string): number {
  return Number(checkpoint.split('\n', 2)[1] ?? 0);
}

/** When a checkpoint was signed, as it says itself. */
export function signedAt(checkpoint: string): string {
  return /^recorded_at (\S+)$/m.exec(checkpoint)?.[1] ?? '';
}
