import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { draftCheck } from '../api/queries';
import { Title } from '../app/title';
import { Field, type Filling, ObjectFields } from '../form/field';
import { fields, resolve, titleOf, valueAt } from '../form/schema';
import { language, said } from '../i18n';
import { ErrorSummary } from '../parts/errors';
import { NotFound } from '../app/broken';
import { useDraft } from './draft';
import { Conflicts, Saved } from './saved';

/** One section of the form. What is wrong in it is told when it is left, and it may be left all the same. */
export function Section() {
  const { section = '' } = useParams();
  return <OneSection key={section} section={section} />;
}

function OneSection({ section }: { section: string }) {
  const { t } = useTranslation();
  const { draft, guide, schema, form, set, flush } = useDraft();
  const client = useQueryClient();
  const go = useNavigate();
  const [faults, setFaults] = useState(new Map<string, string>());
  const [busy, setBusy] = useState(false);
  const root = resolve(schema, schema);
  const sections = fields(root).map(([name]) => name);
  const below = root.properties?.[section];
  if (!below) return <NotFound />;
  const at = resolve(schema, below);
  const pointer = `/${section}`;
  const next = sections[sections.indexOf(section) + 1];
  const list = `/my/drafts/${draft.id}`;
  const onward = next ? `${list}/form/${next}` : `${list}/materials`;
  const filling: Filling = { root: schema, set, faults, locked: new Set(guide.locked.map((f) => `/${f.replaceAll('.', '/')}`)) };

  const leave = async () => {
    setBusy(true);
    try {
      if (!(await flush())) return;
      const check = await client.fetchQuery({ ...draftCheck(draft.id), staleTime: 0 });
      const wrong = new Map(check.fields.filter((f) => f.field === pointer || f.field.startsWith(`${pointer}/`)).map((f) => [f.field, language() === 'en' ? f.en : f.zh]));
      setFaults(wrong);
      if (wrong.size === 0) await go(onward);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <nav aria-label={t('app.path')} className="path"><Link to={list}>{said(draft.title)}</Link></nav>
      <Title>{said(titleOf(at, section))}</Title>
      <Saved />
      <Conflicts />
      <ErrorSummary title={t('error.count', { count: faults.size })} faults={[...faults].map(([field, text]) => ({ text, at: field }))} />
      <form className="form" noValidate onSubmit={(e) => { e.preventDefault(); void leave(); }}>
        {at.type === 'object'
          ? <ObjectFields filling={filling} schema={at} pointer={pointer} value={valueAt(form, pointer)} />
          : <Field filling={filling} schema={at} name={section} pointer={pointer} value={valueAt(form, pointer)} required />}
        <p className="actions">
          <button type="submit" className="main" disabled={busy}>{t('form.next')}</button>
          <Link to={faults.size > 0 ? onward : list} onClick={() => void flush()}>{faults.size > 0 ? t('form.later') : t('form.back')}</Link>
        </p>
      </form>
    </>
  );
}
