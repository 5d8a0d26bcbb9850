import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMe } from '../app/session';
import { Substitutes } from '../my/substitutes';
import { Place } from './place';
import { people } from './queries';

export function Substitutions() {
  const { t } = useTranslation();
  return <Place title={t('nav.substitutions')} needs="appointment:appoint"><All /></Place>;
}

function All() {
  const { t } = useTranslation();
  const me = useMe();
  const rows = useQuery(people()).data ?? [];
  return (
    <>
      <p className="lead">{t('admin.substitutions')}</p>
      <Substitutes today={me?.today ?? ''} people={rows.filter((p) => !p.disabled && !p.enterprise && p.appointments.length > 0)} />
    </>
  );
}
