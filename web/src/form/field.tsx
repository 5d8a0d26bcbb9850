import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { number, yuan } from '../app/format';
import { said } from '../i18n';
import { enumTitle, fields, helpOf, join, resolve, type Schema, titleOf } from './schema';

/** What every field of a form shares. */
export interface Filling {
  root: Schema;
  set: (pointer: string, value: unknown) => void;
  faults: Map<string, string>; // by pointer
  locked: Set<string>;
}

interface FieldProps {
  filling: Filling;
  schema: Schema;
  name: string;
  pointer: string;
  value: unknown;
  required: boolean;
}

/** A field of a form, and whatever is below it. Its control has its pointer as id, so that errors lead to it. */
export function Field(props: FieldProps) {
  const schema = resolve(props.filling.root, props.schema);
  const at = { ...props, schema };
  switch (schema.type) {
    case 'object': return <ObjectField {...at} />;
    case 'array': return <ArrayField {...at} />;
    case 'boolean': return schema.const === true ? <Consent {...at} /> : <YesNo {...at} />;
    default: return schema.enum ? <Choice {...at} /> : <Line {...at} />;
  }
}

export function ObjectFields({ filling, schema, pointer, value }: Omit<FieldProps, 'name' | 'required'>) {
  const object = (value ?? {}) as Record<string, unknown>;
  return fields(schema).map(([name, below]) => (
    <Field key={name} filling={filling} schema={below} name={name} pointer={join(pointer, name)} value={object[name]} required={schema.required?.includes(name) ?? false} />
  ));
}

function ObjectField(props: FieldProps) {
  return (
    <Group {...props}>
      <ObjectFields filling={props.filling} schema={props.schema} pointer={props.pointer} value={props.value} />
    </Group>
  );
}

function ArrayField(props: FieldProps) {
  const { t } = useTranslation();
  const { filling, schema, pointer } = props;
  const least = schema.minItems ?? 0, most = schema.maxItems ?? Infinity;
  const stored = Array.isArray(props.value) ? (props.value as unknown[]) : [];
  const rows = [...stored, ...Array.from({ length: Math.max(0, Math.min(least, 20) - stored.length) }, () => undefined)];
  const row = schema.items ? resolve(filling.root, schema.items) : {};
  const fresh = () => (row.type === 'object' ? {} : row.type === 'string' ? '' : undefined);
  const set = (list: unknown[]) => filling.set(pointer, list.map((v) => v ?? fresh() ?? null));
  const below: Filling = { ...filling, set: (p, v) => (rows.length === stored.length ? filling.set(p, v) : setBelow(p, v)) };
  // Rows that are only shown so far come into being together, or the list would have holes.
  const setBelow = (p: string, v: unknown) => {
    set(rows);
    filling.set(p, v);
  };
  return (
    <Group {...props}>
      {rows.map((v, i) => (
        <div className="array-row" key={i}>
          <Field filling={below} schema={schema.items ?? {}} name={t('form.row', { title: said(titleOf(row, '')), n: i + 1 })} pointer={join(pointer, i)} value={v} required={row.type !== 'object'} />
          {stored.length > least && <button type="button" className="quiet" onClick={() => set(rows.filter((_, k) => k !== i))}>{t('form.remove', { n: i + 1 })}</button>}
        </div>
      ))}
      {rows.length < most && <button type="button" onClick={() => set([...rows, fresh()])}>{t('form.add', { title: said(titleOf(schema, '')) })}</button>}
    </Group>
  );
}

function Group({ schema, name, pointer, filling, required, children }: FieldProps & { children: ReactNode }) {
  const title = schema.title ? titleOf(schema, name) : { zh: name, en: name };
  const help = said(helpOf(schema)), fault = filling.faults.get(pointer);
  const row = /\/\d+$/.test(pointer);
  return (
    <fieldset id={pointer} tabIndex={-1} className={fault ? 'group wrong' : 'group'}>
      <legend>{row ? name : said(title)}{!required && !row && <Optional />}</legend>
      {help && <p className="hint">{help}</p>}
      {fault && <p className="fault">{fault}</p>}
      {children}
    </fieldset>
  );
}

function Optional() {
  const { t } = useTranslation();
  return <span className="hint"> {t('form.optional')}</span>;
}

function Line({ filling, schema, name, pointer, value, required }: FieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const title = said(/\/\d+$/.test(pointer) ? { zh: name, en: name } : titleOf(schema, name));
  const help = said(helpOf(schema)), fault = filling.faults.get(pointer);
  const numeric = schema.type === 'integer' || schema.type === 'number';
  const text = value === undefined || value === null ? '' : String(value);
  const described = [help && `${id}-help`, fault && `${id}-fault`, numeric && `${id}-said`].filter(Boolean).join(' ');
  const shared = {
    id: pointer, required, value: text, readOnly: filling.locked.has(pointer), 'aria-invalid': fault ? true : undefined, 'aria-describedby': described || undefined, autoComplete: 'off',
  };
  const unit = schema['x-unit'];
  const put = (typed: string) => filling.set(pointer, typed === '' ? undefined : numeric && /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : typed);
  return (
    <div className={fault ? 'field wrong' : 'field'}>
      <label htmlFor={pointer}>{title}{!required && <Optional />}</label>
      {help && <span className="hint" id={`${id}-help`}>{help}</span>}
      {fault && <span className="fault" id={`${id}-fault`}>{fault}</span>}
      {!numeric && schema.format !== 'date' && (schema.maxLength ?? 0) > 200
        ? <textarea {...shared} rows={4} maxLength={schema.maxLength} onChange={(e) => put(e.target.value)} />
        : <span className="with-unit"><input {...shared} type={schema.format === 'date' ? 'date' : schema.format === 'email' ? 'email' : 'text'} inputMode={numeric ? 'numeric' : undefined} onChange={(e) => put(e.target.value)} />{unit && <span>{t(`unit.${unit as 'yuan'}`, { defaultValue: unit })}</span>}</span>}
      {numeric && <span className="hint" id={`${id}-said`}>{typeof value === 'number' && Math.abs(value) >= 1000 ? (unit === 'yuan' ? yuan(value) : number(value)) : ''}</span>}
    </div>
  );
}

interface Option { value: unknown; title: string }

function Options({ schema, name, pointer, value, required, filling, options }: FieldProps & { options: Option[] }) {
  const id = useId();
  const help = said(helpOf(schema)), fault = filling.faults.get(pointer);
  return (
    <fieldset id={pointer} tabIndex={-1} className={fault ? 'field wrong' : 'field'} aria-describedby={fault ? `${id}-fault` : undefined}>
      <legend>{said(titleOf(schema, name))}{!required && <Optional />}</legend>
      {help && <p className="hint">{help}</p>}
      {fault && <p className="fault" id={`${id}-fault`}>{fault}</p>}
      {options.map((o) => (
        <label className="option" key={String(o.value)}>
          <input type="radio" name={pointer} value={String(o.value)} checked={value === o.value} disabled={filling.locked.has(pointer)} onChange={() => filling.set(pointer, o.value)} /> {o.title}
        </label>
      ))}
    </fieldset>
  );
}

function YesNo(props: FieldProps) {
  const { t } = useTranslation();
  return <Options {...props} options={[{ value: true, title: t('form.yes') }, { value: false, title: t('form.no') }]} />;
}

function Choice(props: FieldProps) {
  const { t } = useTranslation();
  const { schema, pointer, name, value, required, filling } = props;
  const options = (schema.enum ?? []).map((v) => ({ value: v, title: said(enumTitle(schema, v)) }));
  if (options.length <= 6) return <Options {...props} options={options} />;
  const fault = filling.faults.get(pointer);
  return (
    <div className={fault ? 'field wrong' : 'field'}>
      <label htmlFor={pointer}>{said(titleOf(schema, name))}{!required && <Optional />}</label>
      {fault && <span className="fault">{fault}</span>}
      <select id={pointer} required={required} value={value === undefined ? '' : String(value)} disabled={filling.locked.has(pointer)} aria-invalid={fault ? true : undefined}
        onChange={(e) => filling.set(pointer, options.find((o) => String(o.value) === e.target.value)?.value)}>
        <option value="">{t('form.choose')}</option>
        {options.map((o) => <option key={String(o.value)} value={String(o.value)}>{o.title}</option>)}
      </select>
    </div>
  );
}

function Consent({ schema, name, pointer, value, filling }: FieldProps) {
  const fault = filling.faults.get(pointer);
  return (
    <div className={fault ? 'field wrong' : 'field'}>
      {fault && <span className="fault">{fault}</span>}
      <label className="option"><input id={pointer} type="checkbox" checked={value === true} onChange={(e) => filling.set(pointer, e.target.checked || undefined)} /> {said(titleOf(schema, name))}</label>
      {said(helpOf(schema)) && <p className="hint">{said(helpOf(schema))}</p>}
    </div>
  );
}
