import { useTranslation } from 'react-i18next';
import { may, useMe } from '../app/session';
import { CaseFinder } from '../desk/search';
import { Download } from './download';

/** Cases to be looked into, and one pack of all that a search finds. */
export function AuditCases() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <CaseFinder title={t('audit.cases')} at="/audit/cases" base="/audit/cases" below={(conditions) => may(me, 'material:export') && (
      <Download path={`/api/v1/evidence?${conditions}`} hint={t('audit.evidence_help')}>{t('audit.search_evidence')}</Download>
    )} />
  );
}
