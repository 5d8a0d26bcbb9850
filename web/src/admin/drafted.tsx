import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { Field, type Filling, ObjectFields } from '../form/field';
import { fields, resolve, type Schema, titleOf, withValue } from '../form/schema';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { previewText } from './queries';

type Guide = Schemas['Guide'];

const widths = ['phone', 'wide'] as const;

/** The form as applicants would get it; what is typed goes nowhere. */
export function FormPreview({ guide }: { guide: Guide }) {
  const { t } = useTranslation();
  const [form, setForm] = useState<unknown>({});
  const [width, setWidth] = useState<(typeof widths)[number]>('phone');
  const root = guide.form as Schema;
  const filling: Filling = { root, set: (pointer, value) => setForm((was: unknown) => withValue(was, pointer, value)), faults: new Map(), locked: new Set() };
  return (
    <>
      <fieldset className="tabs"><legend>{t('admin.edit.width')}</legend>{widths.map((w) => <label key={w}><input type="radio" name="width" checked={w === width} onChange={() => setWidth(w)} /> {t(`admin.edit.${w}`)}</label>)}</fieldset>
      <div className={`form-preview ${width}`}>
        {fields(resolve(root, root)).map(([name, below]) => {
          const at = resolve(root, below);
          const value = (form as Record<string, unknown>)[name];
          return (
            <section key={name}>
              <h3>{said(titleOf(at, name))}</h3>
              {at.type === 'object' ? <ObjectFields filling={filling} schema={at} pointer={`/${name}`} value={value} /> : <Field filling={filling} schema={at} name={name} pointer={`/${name}`} value={value} required />}
            </section>
          );
        })}
      </div>
    </>
  );
}

/** The documents of the text as they could look, with invented people and days. */
export function DocumentPreviews({ guide, text }: { guide: Guide; text: string }) {
  const { t } = useTranslation();
  const make = useMutation({
    mutationFn: async ({ type, name }: { type: string; name: string }) => save(await previewText(text, type), `${name}.pdf`),
  });
  if (guide.documents.length === 0) return <p>{t('guide.none')}</p>;
  return (
    <>
      <ErrorNote error={make.error} />
      <p role="status">{make.isPending && t('act.doing')}</p>
      <ul className="rows">
        {guide.documents.map((d) => (
          <li key={d.type}>
            <span>{said(d.title)} <span className="hint mono">{d.type}</span></span>
            <button type="button" onClick={() => { if (!make.isPending) make.mutate({ type: d.type, name: said(d.title) }); }}>{t('admin.edit.preview')}<span className="unseen"> {said(d.title)}</span></button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Has the browser keep a file. */
function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser may still be reading it
}
