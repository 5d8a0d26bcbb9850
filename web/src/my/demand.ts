import type { Schemas } from '../api/client';
import { same } from '../form/merge';

type File = Pick<Schemas['DraftFile'], 'material' | 'sha256'>;

/** What was filed, and what a draft makes of it. */
export interface Versions { was: { form?: unknown; files: readonly File[] }; now: { form?: unknown; files: readonly File[] } }

/** Whether a point of what was asked is answered: the files of its material are not those that were filed; of a point about no material, anything is not. */
export function answered(material: string, { was, now }: Versions): boolean {
  const of = (files: readonly File[]) => files.filter((f) => material === '' || f.material === material).map((f) => `${f.material} ${f.sha256}`).sort();
  return !same(of(was.files), of(now.files)) || (material === '' && was.form !== undefined && !same(was.form, now.form));
}
