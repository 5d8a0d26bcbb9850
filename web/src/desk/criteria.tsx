import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { criteria, guide } from '../api/queries';
import { day } from '../app/format';
import { Answer } from '../form/answers';
import { resolve, type Schema } from '../form/schema';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';

type Criterion = Schemas['Criterion'];

/** The conditions that the form can prove, with the values they were judged by; what a person has to look at comes first. */
export function Criteria({ c }: { c: Schemas['Case'] }) {
  const { t } = useTranslation();
  const found = useQuery(criteria(c.id));
  const form = useQuery(guide(c.item, c.version));
  return (
    <Loaded query={found}>
      {(x) => (
        <Loaded query={form}>
          {(g) => {
            const rows = [...x.rows].sort((a, b) => order(a) - order(b));
            const look = rows.filter((r) => order(r) < 2).length + x.remarks.length;
            return (
              <>
                {rows.length === 0 ? <p>{t('bench.no_criteria')}</p> : (
                  <table className="stack">
                    <caption>{look > 0 ? t('bench.look', { count: look }) : t('bench.all_hold')}</caption>
                    <thead><tr><th scope="col">{t('bench.criteria')}</th><th scope="col">{t('bench.result')}</th><th scope="col">{t('bench.measured')}</th></tr></thead>
                    <tbody>{rows.map((r) => <Row key={`${r.rule_set}/${r.criterion}`} r={r} form={g.form as Schema} />)}</tbody>
                  </table>
                )}
                {x.remarks.length > 0 && <><h3>{t('bench.remarks')}</h3><ul>{x.remarks.map((r) => <li key={r.code + r.field}>{said(r)}</li>)}</ul></>}
              </>
            );
          }}
        </Loaded>
      )}
    </Loaded>
  );
}

/** What fails, then what nobody could judge, then what holds. */
function order(r: Criterion): number {
  return !r.judged ? 1 : r.holds ? 2 : 0;
}

function Row({ r, form }: { r: Criterion; form: Schema }) {
  const { t } = useTranslation();
  const [look, icon, word] = !r.judged ? ['yellow', '!', t('bench.unjudged')] : r.holds ? ['success', '✓', t('bench.holds')] : ['red', '✕', t('bench.fails')];
  return (
    <tr>
      <th scope="row">{said(r.title)}{r.basis && <span className="hint"> {r.basis}</span>}{r.unverified && <span className="hint"> {t('bench.unverified')}</span>}</th>
      <td data-label={t('bench.result')}><span className={`tag ${look}`}><span aria-hidden="true">{icon}</span> {word}</span></td>
      <td data-label={t('bench.measured')}><ul className="bare">{r.measured.map((m) => <li key={m.name}>{said(m.title)}: <strong>{m.count !== undefined ? t('bench.items', { count: m.count }) : m.value === undefined ? t('form.unfilled') : <Measured form={form} m={m} />}</strong></li>)}</ul></td>
    </tr>
  );
}

/** A value with the unit and the words that the form has for it. */
function Measured({ form, m }: { form: Schema; m: Schemas['Reading'] }) {
  const [of, ...path] = m.name.split('.');
  const value = JSON.parse(m.value ?? 'null') as unknown;
  if (of !== 'form') return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? day(value) : String(value);
  let schema = resolve(form, form);
  for (const part of path) schema = resolve(form, schema.properties?.[part] ?? {});
  return <Answer root={form} schema={schema} value={value} />;
}
