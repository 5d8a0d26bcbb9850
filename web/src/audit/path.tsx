import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../api/client';

/** The way back to the cases, and to one of them. */
export function CasePath({ c }: { c?: Pick<Schemas['Case'], 'id' | 'number'> }) {
  const { t } = useTranslation();
  return <nav aria-label={t('app.path')} className="path"><Link to="/audit/cases">{t('audit.cases')}</Link>{c && <> › <Link to={`/audit/cases/${c.id}`}>{c.number}</Link></>}</nav>;
}
