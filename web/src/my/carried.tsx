import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../api/client';
import { carryOver } from '../api/queries';
import { day } from '../app/format';
import { schemaAt } from '../form/schema';
import { language, said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { useDraft } from './draft';
import { changed, missing } from './take';

/** What the application has from a certificate, or may take over from the last case: only what changed is typed again. */
export function Carried() {
  const { draft } = useDraft();
  const found = useQuery(carryOver(draft.id));
  if (found.error) return <ErrorNote error={found.error} />;
  if (!found.data || found.data.fields.length === 0) return null;
  return found.data.certificate ? <Opened from={found.data} /> : <Offer from={found.data} />;
}

/** A draft that goes on from a certificate opened with what the register and the case of the certificate say. */
function Opened({ from }: { from: Schemas['CarryOver'] }) {
  const { t } = useTranslation();
  const { form } = useDraft();
  const other = from.fields.flatMap((f) => changed(form, f.value, f.field));
  const titles = useTitles();
  return (
    <section className="note" aria-labelledby="carried">
      <h2 id="carried">{t('carried.opened', { number: from.certificate })}</h2>
      <p>{from.case && <>{t('carried.and_case')} <Source from={from} />{t('carried.stop')} </>}{t('carried.only_changes')}</p>
      <details>
        <summary>{t('carried.what', { count: from.fields.length })}</summary>
        <ul>{from.fields.map((f) => <li key={f.field}>{titles(f.field)}</li>)}</ul>
      </details>
      <p>{other.length === 0 ? t('carried.unchanged') : t('carried.changed', { count: other.length, what: other.map(titles).join(t('carried.and')) })}</p>
      <LeftOut from={from} />
    </section>
  );
}

/** Offers what the last case said. It is put where nothing was typed yet, and saved like anything typed. */
function Offer({ from }: { from: Schemas['CarryOver'] }) {
  const { t } = useTranslation();
  const { form, set, flush } = useDraft();
  const [taken, setTaken] = useState(0);
  const titles = useTitles();
  const open = from.fields.flatMap((f) => missing(form, f.value, f.field));
  if (open.length === 0 && taken === 0) return null;
  return (
    <section className="note" aria-labelledby="carried">
      <h2 id="carried">{t('carried.offer')}</h2>
      {open.length > 0 && (
        <>
          <p>{t('carried.from_case')} <Source from={from} />{t('carried.stop')} {t('carried.stays')}</p>
          <p>{t('carried.can')} {open.map((f) => titles(f.pointer)).join(t('carried.and'))}</p>
          <p className="actions">
            <button type="button" onClick={() => {
              open.forEach((f) => set(f.pointer, f.value));
              setTaken(open.length);
              void flush();
            }}>{t('carried.take', { number: from.number })}</button>
          </p>
        </>
      )}
      <p role="status">{taken > 0 && open.length === 0 && t('carried.taken', { count: taken, number: from.number })}</p>
      <LeftOut from={from} />
    </section>
  );
}

function Source({ from }: { from: Schemas['CarryOver'] }) {
  const { t } = useTranslation();
  return <Link to={`/my/cases/${from.case ?? ''}`}>{t('carried.case', { number: from.number, on: from.received_on && day(from.received_on) })}</Link>;
}

function LeftOut({ from }: { from: Schemas['CarryOver'] }) {
  const { t } = useTranslation();
  if (from.left_out.length === 0) return null;
  return <><p>{t('carried.left_out')}</p><ul>{from.left_out.map((f) => <li key={f.field + f.code}>{language() === 'en' ? f.en : f.zh}</li>)}</ul></>;
}

/** How a place in the form is called, with what it stands in. */
function useTitles(): (pointer: string) => string {
  const { schema } = useDraft();
  return (pointer) => schemaAt(schema, pointer).titles.map((x) => said(x)).join(' › ');
}
