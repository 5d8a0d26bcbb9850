import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { instant, size } from '../app/format';
import { said } from '../i18n';

/** What the office issued in a case. A paper that is being made says so. */
export function Documents({ c }: { c: Schemas['Case'] }) {
  const { t } = useTranslation();
  if (c.documents.length === 0) return <p>{t('case.no_documents')}</p>;
  return (
    <ul className="rows">
      {c.documents.map((d) => (
        <li key={d.seq}>
          {d.issued_at ? <a href={`/api/v1/cases/${c.id}/documents/${d.seq}`} download>{said(d.title)} (PDF)</a> : said(d.title)}
          <span className="hint">{d.number} {d.issued_at ? instant(d.issued_at) : t('case.being_made')}</span>
        </li>
      ))}
    </ul>
  );
}

/** The files of the application. */
export function Files({ c }: { c: Schemas['Case'] }) {
  const { t } = useTranslation();
  if (c.materials.length === 0) return <p>{t('case.no_files')}</p>;
  return (
    <ul className="rows">
      {c.materials.map((m) => (
        <li key={m.material + m.sha256}>
          <span>{said(m.title)}: <a href={`/api/v1/cases/${c.id}/materials/${m.sha256}`} download>{m.name ?? m.sha256.slice(0, 12)}</a></span>
          <span className="hint">{size(m.size)}</span>
        </li>
      ))}
    </ul>
  );
}
