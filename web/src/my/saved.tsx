import { useTranslation } from 'react-i18next';
import { instant } from '../app/format';
import { said } from '../i18n';
import { resolve, type Schema, titleOf, parts } from '../form/schema';
import { useSentence } from '../parts/errors';
import { useDraft } from './draft';

/** Says whether what was typed is safe. */
export function Saved() {
  const { t } = useTranslation();
  const sentence = useSentence();
  const { state, savedAt, error } = useDraft();
  return (
    <p className={`save ${state}`} role="status">
      {state === 'saved' ? t('draft.saved', { at: instant(savedAt) }) : state === 'refused' ? sentence(error) : t(`draft.${state}`)}
    </p>
  );
}

/** The titles on the way to a field: who reads a conflict knows which one it is. */
function pathOf(root: Schema, pointer: string): string {
  const names: string[] = [];
  let at = resolve(root, root);
  for (const part of parts(pointer)) {
    at = resolve(root, at.properties?.[part] ?? at.items ?? {});
    names.push(said(titleOf(at, part)));
  }
  return names.join(' › ');
}

/** What two people changed to different things: somebody has to choose. */
export function Conflicts() {
  const { t } = useTranslation();
  const { conflicts, settle, schema } = useDraft();
  if (conflicts.length === 0) return null;
  return (
    <section className="errors" aria-labelledby="conflicts">
      <h2 id="conflicts">{t('draft.conflict')}</h2>
      <ul>
        {conflicts.map((c) => (
          <li key={c.pointer}>
            <strong>{pathOf(schema, c.pointer)}</strong>
            <p>{t('draft.mine')}: <ins>{shown(c.mine)}</ins> <button type="button" onClick={() => settle(c.pointer, c.mine)}>{t('draft.take_mine')}</button></p>
            <p>{t('draft.theirs')}: <del>{shown(c.theirs)}</del> <button type="button" onClick={() => settle(c.pointer, c.theirs)}>{t('draft.take_theirs')}</button></p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function shown(value: unknown): string {
  return value === undefined ? '—' : typeof value === 'string' ? value : JSON.stringify(value);
}
