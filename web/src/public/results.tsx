import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { items, results } from '../api/queries';
import { day } from '../app/format';
import { Title } from '../app/title';
import { language, said } from '../i18n';
import { useGradeTitle, useKindTitle } from '../parts/kind';
import { Loaded } from '../parts/loaded';
import { certificateLook } from './verify';

const asked = ['kind', 'from', 'to'] as const;

/** What was granted. The table to download is what the filter finds, all of it. */
export function Results() {
  const { t } = useTranslation();
  const [query, setQuery] = useSearchParams();
  const filter = Object.fromEntries(asked.flatMap((k) => (query.get(k) ? [[k, query.get(k) ?? '']] : []))) as Partial<Record<(typeof asked)[number], string>>;
  const page = useQuery(results({ ...filter, cursor: query.get('cursor') ?? undefined }));
  const kindTitle = useKindTitle();
  const gradeTitle = useGradeTitle();
  const kinds = new Map((useQuery(items()).data ?? []).flatMap((r) => (r.certificate ? [[r.certificate, said(r.certificate_title)] as const] : [])));
  const ask = (to: Partial<Record<(typeof asked)[number], string>>) => setQuery(Object.fromEntries(Object.entries({ ...filter, ...to }).filter(([, v]) => v)), { replace: true });
  return (
    <>
      <Title>{t('nav.results')}</Title>
      <p>{t('result.lead')}</p>
      <search className="toolbar">
        <label>{t('result.kind')} <select value={filter.kind ?? ''} onChange={(e) => ask({ kind: e.target.value })}><option value="">{t('result.any')}</option>{[...kinds].map(([kind, title]) => <option key={kind} value={kind}>{title}</option>)}</select></label>
        <label>{t('result.from')} <input type="date" value={filter.from ?? ''} onChange={(e) => ask({ from: e.target.value })} /></label>
        <label>{t('result.to')} <input type="date" value={filter.to ?? ''} onChange={(e) => ask({ to: e.target.value })} /></label>
        <a href={`/api/v1/results.csv?${new URLSearchParams({ ...filter, language: language() })}`} download>{t('result.csv')}</a>
      </search>
      <Loaded query={page}>
        {(p) => (p.rows.length === 0 ? <p>{t('result.none')}</p> : (
          <>
            <table className="stack">
              <caption className="unseen">{t('result.list')}</caption>
              <thead><tr><th scope="col">{t('certificate.number')}</th><th scope="col">{t('certificate.holder')}</th><th scope="col">{t('result.kind')}</th><th scope="col">{t('result.granted')}</th><th scope="col">{t('certificate.until')}</th></tr></thead>
              <tbody>
                {p.rows.map((r) => (
                  <tr key={r.number}>
                    <th scope="row">{r.number} <span className={`tag ${certificateLook(r.status)}`}>{t(`certificate.status.${r.status}`)}</span></th>
                    <td data-label={t('certificate.holder')}>{r.holder}</td>
                    <td data-label={t('result.kind')}>{kindTitle(r.kind)}{r.grade && ` · ${gradeTitle(r.kind, r.grade)}`}</td>
                    <td data-label={t('result.granted')}>{day(r.granted_on)}</td>
                    <td data-label={t('certificate.until')}>{day(r.valid_until) || '—'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {p.next && <p><Link className="button" to={{ search: new URLSearchParams({ ...filter, cursor: p.next }).toString() }}>{t('app.more')}</Link></p>}
          </>
        ))}
      </Loaded>
    </>
  );
}
