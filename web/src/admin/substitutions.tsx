import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMe } from '../app/session';
import { Substitutes } from '../my/substitutes';
import { Loaded } from '../parts/loaded';
import { Place } from './place';
import { staff } from './queries';

export function Substitutions() {
  const { t } = useTranslation();
  return <Place title={t('nav.substitutions')} needs="appointment:appoint"><All /></Place>;
}

function All() {
  const { t } = useTranslation();
  const me = useMe();
  const found = useQuery(staff());
  return (
    <>
      <p className="lead">{t('admin.substitutions')}</p>
      <Loaded query={found}>{(rows) => <Substitutes today={me?.today ?? ''} people={rows.filter((p) => !p.disabled && p.appointments.length > 0)} />}</Loaded>
    </>
  );
}
