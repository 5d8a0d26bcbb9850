declare module '*/docs/verify/credential.mjs' {
  /** What was found of the code of a certificate; what it says is there only if its signature is good. */
  export interface CodeFinding {
    ok: boolean;
    code: string;
    shown?: Record<string, string>;
    hidden?: string[];
    valid_from?: string;
    valid_until?: string;
    signed_by?: string;
    list?: { number: number; at: string };
  }

  export function checkCredential(
    text: string, keys: string[], statuses: (list: number) => Promise<Uint8Array | undefined>, also?: { now?: number; number?: string },
  ): Promise<CodeFinding>;
}
