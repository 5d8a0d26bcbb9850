import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { said } from '../i18n';
import { trailPeople } from './queries';

type Found = { id: string } | { who: string; people: Schemas['TrailPerson'][] };

/** Finds whom a search means by an id or a whole name, and asks again where nobody, or more than one, is called so. */
export function usePersonFinder(wanted: string | undefined) {
  const client = useQueryClient();
  const known = useQuery({ ...trailPeople(wanted ?? ''), enabled: wanted !== undefined }).data?.find((p) => p.id === wanted);
  const find = useMutation({
    mutationFn: async ({ who, which }: { who: string; which: string | undefined }): Promise<Found> => {
      if (wanted !== undefined && who === known?.name) return { id: wanted };
      const people = await client.fetchQuery(trailPeople(who));
      const meant = people.length === 1 ? people[0] : people.find((p) => p.id === which);
      return meant ? { id: meant.id } : { who, people };
    },
  });
  return { name: known?.name ?? wanted, find };
}

export type PersonFinder = ReturnType<typeof usePersonFinder>;

export function PersonField({ finder }: { finder: PersonFinder }) {
  const { t } = useTranslation();
  const asked = finder.find.data && 'people' in finder.find.data ? finder.find.data : undefined;
  return (
    <>
      <label>{t('trail.person')} <input key={finder.name} name="person" defaultValue={finder.name} maxLength={100} autoComplete="off" placeholder={t('audit.person_help')} aria-describedby={asked ? 'person-asked' : undefined} aria-invalid={asked ? true : undefined} /></label>
      {asked && asked.people.length === 0 && <p id="person-asked" role="alert" className="fault">{t('audit.person_none', { who: asked.who })}</p>}
      {asked && asked.people.length > 0 && (
        <fieldset id="person-asked" role="alert">
          <legend>{t('audit.person_which', { who: asked.who })}</legend>
          {asked.people.map((p, n) => <label key={p.id}><input type="radio" name="which" value={p.id} defaultChecked={n === 0} /> {p.name} · {said(p.where)} <span className="mono">{p.id}</span></label>)}
        </fieldset>
      )}
    </>
  );
}
