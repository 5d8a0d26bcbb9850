import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { said } from '../i18n';

const signs = { added: '+', removed: '−', changed: '≠', moved: '↕' } as const;

/** What a version says otherwise than another, in sentences. */
export function Changes({ rows, goTo }: { rows: readonly Schemas['DefinitionChange'][]; goTo?: (line: number) => void }) {
  const { t } = useTranslation();
  if (rows.length === 0) return <p>{t('admin.diff.none')}</p>;
  return (
    <section>
      <h2>{t('admin.diff.title', { count: rows.length })}</h2>
      <ul className="rows">
        {rows.map((c, i) => (
          <li key={i}>
            <span><span className={`tag ${c.kind === 'removed' ? 'red' : c.kind === 'added' ? 'success' : 'info'}`}><span aria-hidden="true">{signs[c.kind]}</span> {t(`admin.diff.${c.kind}`)}</span> {said(c)}</span>
            <span className="hint">{goTo && c.line && c.kind !== 'removed' ? <button type="button" className="link" onClick={() => goTo(c.line ?? 1)}>{t('admin.line', { line: c.line })}<span className="unseen"> {said(c)}</span></button> : null} <span className="mono">{c.place}</span></span>
          </li>
        ))}
      </ul>
    </section>
  );
}
