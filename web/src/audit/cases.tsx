import { useTranslation } from 'react-i18next';
import { CaseFinder } from '../desk/search';
import { Download } from './download';

/** Cases to be looked into, and one pack of all that a search finds. */
export function AuditCases() {
  const { t } = useTranslation();
  return (
    <CaseFinder title={t('audit.cases')} at="/audit/cases" base="/audit/cases" below={(conditions) => (
      <Download path={`/api/v1/evidence?${conditions}`} hint={t('audit.evidence_help')}>{t('audit.search_evidence')}</Download>
    )} />
  );
}
