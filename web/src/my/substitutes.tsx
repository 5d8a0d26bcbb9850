import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, type Schemas } from '../api/client';
import { colleagues, substitutions } from '../api/queries';
import { useCommand } from '../app/command';
import { day, listed } from '../app/format';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';

interface Props {
  today: string;
  /** Those of whom somebody else may be chosen to be away; left out: it is oneself. */
  people?: readonly { id: string; name?: string }[];
}

/** Who stands in for whom, from one day to another, and one more of them. */
export function Substitutes({ today, people }: Props) {
  const { t } = useTranslation();
  const found = useQuery(substitutions());
  const end = useCommand(async (id: string) => data<Schemas['Done']>(await api.DELETE('/api/v1/substitutions/{id}', { params: { path: { id } } })));
  return (
    <>
      <ErrorNote error={end.error} />
      <Loaded query={found}>
        {(rows) => (rows.length === 0 ? <p>{t('substitution.none')}</p> : (
          <ul className="rows">
            {[...rows].sort((a, b) => b.from.localeCompare(a.from)).map((s) => (
              <li key={s.id}>
                <span>{t('substitution.row', { of: s.of.name ?? s.of.id, by: s.by.name ?? s.by.id, from: day(s.from), until: day(s.until) })} {s.posts.length > 0 && <span className="hint">{listed(s.posts.map(said))}</span>}</span>
                {s.ended || s.until < today
                  ? <span className="hint">{t('substitution.ended')}</span>
                  : s.ends && <button type="button" onClick={() => { if (!end.isPending) end.mutate(s.id); }}>{t('substitution.end')}<span className="unseen"> {s.by.name ?? s.by.id}</span></button>}
              </li>
            ))}
          </ul>
        ))}
      </Loaded>
      <Appoint today={today} people={people} />
    </>
  );
}

function Appoint({ today, people }: Props) {
  const { t } = useTranslation();
  const [of, setOf] = useState('');
  const able = useQuery({ ...colleagues(of || undefined), enabled: people === undefined || of !== '' });
  const appoint = useCommand(
    async (body: Schemas['SubstituteInputBody'], key: string) => data<Schemas['Done']>(await api.POST('/api/v1/substitutions', { body, params: { header: { 'Idempotency-Key': key } } })),
    () => setOf(''),
  );
  return (
    <details>
      <summary>{t('substitution.appoint')}</summary>
      <form className="narrow" key={appoint.data?.receipt.hash} onSubmit={(e) => {
        e.preventDefault();
        if (appoint.isPending) return;
        const given = new FormData(e.currentTarget);
        appoint.mutate({ of: of || undefined, by: String(given.get('by')), from: String(given.get('from')), until: String(given.get('until')), reason: String(given.get('reason')) || undefined });
      }}>
        <ErrorNote error={appoint.error} />
        {people && <p className="field"><label htmlFor="sub-of">{t('substitution.of')}</label><select id="sub-of" required value={of} onChange={(e) => setOf(e.target.value)}><option value="">{t('form.choose')}</option>{people.map((p) => <option key={p.id} value={p.id}>{p.name ?? p.id}</option>)}</select></p>}
        <p className="field">
          <label htmlFor="sub-by">{t('substitution.by')}</label>
          <select id="sub-by" name="by" required key={of}><option value="">{t('form.choose')}</option>{able.data?.map((p) => <option key={p.id} value={p.id}>{p.name ?? p.id}</option>)}</select>
          {able.data?.length === 0 && <span className="hint">{t('substitution.nobody')}</span>}
        </p>
        {able.error && <Loaded query={able}>{() => null}</Loaded>}
        <p className="field"><label htmlFor="sub-from">{t('substitution.from')}</label><input id="sub-from" name="from" type="date" required min={today} defaultValue={today} /></p>
        <p className="field"><label htmlFor="sub-until">{t('substitution.until')}</label><input id="sub-until" name="until" type="date" required min={today} /></p>
        <p className="field"><label htmlFor="sub-reason">{t('substitution.reason')}<span className="hint"> {t('form.optional')}</span></label><input id="sub-reason" name="reason" maxLength={400} /></p>
        <button type="submit" className="main" aria-disabled={appoint.isPending}>{appoint.isPending ? t('act.doing') : t('substitution.appoint')}</button>
        <p className="hint">{t('substitution.note')}</p>
      </form>
    </details>
  );
}
