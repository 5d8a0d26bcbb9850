import { useTranslation } from 'react-i18next';
import { day, number, yuan } from '../app/format';
import { said } from '../i18n';
import { enumTitle, fields, resolve, type Schema, titleOf } from './schema';

/** What was filled in, to be read: the same names and the same order as where it was filled in. */
export function Answers({ root, schema, value }: { root: Schema; schema: Schema; value: unknown }) {
  const { t } = useTranslation();
  const at = resolve(root, schema);
  const object = (value ?? {}) as Record<string, unknown>;
  return (
    <dl className="answers">
      {fields(at).map(([name, below]) => {
        const s = resolve(root, below);
        const v = object[name];
        return (
          <div key={name}>
            <dt>{said(titleOf(s, name))}</dt>
            <dd>{v === undefined || v === '' ? <span className="hint">{t('form.unfilled')}</span> : <Answer root={root} schema={s} value={v} />}</dd>
          </div>
        );
      })}
    </dl>
  );
}

/** One value, as people read it. */
export function Answer({ root, schema, value }: { root: Schema; schema: Schema; value: unknown }) {
  const { t } = useTranslation();
  if (schema.type === 'object') return <Answers root={root} schema={schema} value={value} />;
  if (Array.isArray(value)) {
    return <ol>{value.map((v, i) => <li key={i}><Answer root={root} schema={resolve(root, schema.items ?? {})} value={v} /></li>)}</ol>;
  }
  if (typeof value === 'boolean') return value ? t('form.yes') : t('form.no');
  if (schema.enum) return said(enumTitle(schema, value as string));
  if (typeof value === 'number') return schema['x-unit'] === 'yuan' ? yuan(value) : `${number(value)}${schema['x-unit'] ? ` ${t(`unit.${schema['x-unit'] as 'yuan'}`, { defaultValue: schema['x-unit'] })}` : ''}`;
  return schema.format === 'date' ? day(String(value)) : String(value);
}
