declare module '*/docs/verify/check.mjs' {
  /** What the API tells of a case, and what was found of it. */
  export interface CaseFinding {
    entries: number;
    proved: number;
    waiting: number;
    texts: number;
    withheld: number;
    erased: number;
    files: number;
    filesUnread: number;
    /** Files that are not what the entry of the number recorded. */
    differing: { sha256: string; number: number }[];
    /** Of the entries that are proved, in their order. */
    hashes: string[];
    complete: boolean;
    origin?: string;
    /** The key by which the log signs now, where it follows from the one that is trusted. */
    key?: string;
    size?: number;
    recorded_at?: string;
    grownFrom?: number;
    bad?: Fault;
  }

  export interface Fault {
    code: string;
    stream?: string;
    number?: number;
    what: string;
  }

  export interface PackFinding {
    entries: number;
    members: number;
    streams: number;
    subject: string;
    size: number;
    recorded_at: string;
    witnesses: number;
  }

  export class Bad extends Error {
    code: string;
    stream?: string;
    number?: number;
  }

  export interface Proof {
    stream: string;
    checkpoint: string;
    head: string;
    keys: object[];
    entries: object[];
  }

  export function readKey(text: string, type?: number): Promise<unknown>;

  export function checkCase(
    proof: Proof, key: string,
    also: { kept?: string; growth?: string[]; file?: (sha256: string) => Promise<Uint8Array | undefined>; tell?: (so: CaseFinding) => void },
  ): Promise<CaseFinding>;

  export interface GrowthFinding { origin?: string; key?: string; size?: number; recorded_at?: string; grownFrom?: number; bad?: Fault }

  export function checkGrowth(log: { checkpoint: string; keys: object[] }, key: string, kept: string | undefined, growth: string[]): Promise<GrowthFinding>;

  export function checkPack(
    source: { size: number; read: (at: number, length: number) => Promise<Uint8Array> }, key: string,
    also?: { tell?: (so: { entries: number; members: number; streams: number }) => void },
  ): Promise<PackFinding>;
}
