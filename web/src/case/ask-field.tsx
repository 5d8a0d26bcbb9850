import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { guide, roles, units } from '../api/queries';
import { said } from '../i18n';
import type { Ask, Permission } from './actions';

interface Props { ask: Ask; required: boolean; permission: Permission; matter: Schemas['Case']; value: unknown; set: (value: unknown) => void }

/** The control for one thing that an act asks for. */
export function AskField(props: Props) {
  const { t } = useTranslation();
  const { ask, required, permission: p, matter, value, set } = props;
  const id = `ask-${ask.name}`;
  const label = <label htmlFor={id}>{t(`ask.${(ask.label ?? ask.name) as 'reason'}`)}{!required && <span className="hint"> {t('form.optional')}</span>}</label>;
  const shared = { id, required, value: String(value ?? '') };
  const choose = (list: { id: string; name?: string }[], chosen: (id: string) => unknown = (x) => x): ReactNode => (
    <p className="field">{label}<select {...shared} onChange={(e) => set(e.target.value === '' ? undefined : chosen(e.target.value))}>
      <option value="">{t('form.choose')}</option>{list.map((s) => <option key={s.id} value={s.id}>{s.name ?? s.id}</option>)}
    </select></p>
  );
  switch (ask.kind) {
    case 'reason':
    case 'text':
      return <p className="field">{label}<textarea {...shared} rows={3} maxLength={4000} onChange={(e) => set(e.target.value)} /></p>;
    case 'line':
      return <p className="field">{label}<input {...shared} maxLength={200} onChange={(e) => set(e.target.value)} /></p>;
    case 'person':
      return choose(p.people);
    case 'from':
      return choose(p.from);
    case 'grade':
      return choose(p.grades.map((g) => ({ id: g.grade, name: said(g.title) })));
    case 'place':
      return choose(p.places.map((x) => ({ id: x, name: t(`place.${x as 'beside'}`) })));
    case 'document':
      return choose(matter.documents.filter((d) => p.documents.includes(d.seq)).map((d) => ({ id: String(d.seq), name: `${said(d.title)} ${d.number ?? ''}` })), Number);
    case 'days':
    case 'seats':
      return <p className="field">{label}<input {...shared} type="number" min={1} max={ask.kind === 'days' ? p.days : 99} onChange={(e) => set(Number.isNaN(e.target.valueAsNumber) ? undefined : e.target.valueAsNumber)} /></p>;
    case 'instant':
      return <p className="field">{label}<input id={id} required={required} type="datetime-local" onChange={(e) => set(e.target.value ? `${e.target.value}:00+08:00` : undefined)} /></p>;
    case 'ground': return <GroundField {...props} />;
    case 'people': return <PeopleField {...props} />;
    case 'supplements': return <SupplementsField {...props} />;
    case 'changes': return <ChangesField {...props} />;
    case 'reader': return <ReaderField {...props} choose={choose} />;
    case 'unit': return <UnitField choose={choose} />;
  }
}

type Choose = (list: { id: string; name?: string }[]) => ReactNode;

function ReaderField({ permission: p, choose }: Props & { choose: Choose }) {
  const titles = useQuery(roles()).data ?? [];
  return choose(p.readers.map((r) => ({ id: r, name: said(titles.find((x) => x.name === r)) || r })));
}

function UnitField({ choose }: { choose: Choose }) {
  return choose((useQuery(units()).data ?? []).map((u) => ({ id: u.id, name: said(u.title) })));
}

/** A ground is chosen by what it says and the article it rests on. */
function GroundField({ ask, permission: p, value, set }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className="field">
      <legend>{t('ask.ground')}</legend>
      {p.grounds.map((g) => (
        <label className="option" key={g.ground}>
          <input type="radio" name={ask.name} required checked={value === g.ground} onChange={() => set(g.ground)} />
          <span>{said(g.title)} {g.basis && <span className="hint">{g.basis}</span>} {g.must && <span className="hint">{t('ask.must')}</span>} {said(g.note) && <span className="hint">{said(g.note)}</span>}</span>
        </label>
      ))}
    </fieldset>
  );
}

function PeopleField({ ask, permission: p, value, set }: Props) {
  const { t } = useTranslation();
  const chosen = (value ?? []) as string[];
  return (
    <fieldset className="field">
      <legend>{t(`ask.${ask.name as 'people'}`)}</legend>
      {p.people.map((s) => (
        <label className="option" key={s.id}><input type="checkbox" checked={chosen.includes(s.id)} onChange={(e) => { const now = e.target.checked ? [...chosen, s.id] : chosen.filter((c) => c !== s.id); set(now.length > 0 ? now : undefined); }} /> {s.name ?? s.id}</label>
      ))}
    </fieldset>
  );
}

/** What an applicant is to supply: everything at once, since it may be asked for once only (Art. 32 of the licensing law). */
function SupplementsField({ matter, value, set }: Props) {
  const { t } = useTranslation();
  const materials = useQuery(guide(matter.item, matter.version)).data?.materials ?? [];
  const fresh: Schemas['SupplementDemand'] = { material: '', problem: '', demand: '' };
  const rows = (value ?? [fresh]) as Schemas['SupplementDemand'][];
  const change = (i: number, to: Partial<Schemas['SupplementDemand']>) => set(rows.map((r, k) => (k === i ? { ...r, ...to } : r)));
  return (
    <fieldset className="group">
      <legend>{t('ask.supplements')}</legend>
      {rows.map((r, i) => (
        <div className="array-row" key={i}>
          <p className="field"><label htmlFor={`material-${i}`}>{t('material.name')}</label><select id={`material-${i}`} value={r.material} onChange={(e) => change(i, { material: e.target.value })}><option value="">{t('ask.no_material')}</option>{materials.map((m) => <option key={m.id} value={m.id}>{said(m.title)}</option>)}</select></p>
          <p className="field"><label htmlFor={`problem-${i}`}>{t('ask.problem')}</label><input id={`problem-${i}`} required value={r.problem} onChange={(e) => change(i, { problem: e.target.value })} /></p>
          <p className="field"><label htmlFor={`demand-${i}`}>{t('ask.demand')}</label><input id={`demand-${i}`} required value={r.demand} onChange={(e) => change(i, { demand: e.target.value })} /></p>
          <p className="field"><label htmlFor={`basis-${i}`}>{t('ask.basis')}<span className="hint"> {t('form.optional')}</span></label><input id={`basis-${i}`} value={r.basis ?? ''} onChange={(e) => change(i, { basis: e.target.value || undefined })} /></p>
          {rows.length > 1 && <button type="button" className="quiet" onClick={() => set(rows.filter((_, k) => k !== i))}>{t('form.remove', { n: i + 1 })}</button>}
        </div>
      ))}
      <button type="button" onClick={() => set([...rows, fresh])}>{t('ask.another')}</button>
    </fieldset>
  );
}

/** Clerical errors of an issued document: each field as it was written, and as it should have been. */
function ChangesField({ permission: p, value, set }: Props) {
  const { t } = useTranslation();
  const fresh: Schemas['FieldChange'] = { field: '', was: '', now: '' };
  const rows = (value ?? [fresh]) as Schemas['FieldChange'][];
  const change = (i: number, to: Partial<Schemas['FieldChange']>) => set(rows.map((r, k) => (k === i ? { ...r, ...to } : r)));
  return (
    <fieldset className="group">
      <legend>{t('ask.changes')}</legend>
      {rows.map((r, i) => (
        <div className="array-row" key={i}>
          <p className="field"><label htmlFor={`field-${i}`}>{t('ask.field')}</label><select id={`field-${i}`} required value={r.field} onChange={(e) => change(i, { field: e.target.value })}><option value="">{t('form.choose')}</option>{p.fields.map((f) => <option key={f.field} value={f.field}>{said(f.title)}</option>)}</select></p>
          <p className="field"><label htmlFor={`was-${i}`}>{t('ask.was')}</label><input id={`was-${i}`} required value={r.was} onChange={(e) => change(i, { was: e.target.value })} /></p>
          <p className="field"><label htmlFor={`now-${i}`}>{t('ask.now')}</label><input id={`now-${i}`} required value={r.now} onChange={(e) => change(i, { now: e.target.value })} /></p>
          {rows.length > 1 && <button type="button" className="quiet" onClick={() => set(rows.filter((_, k) => k !== i))}>{t('form.remove', { n: i + 1 })}</button>}
        </div>
      ))}
      <button type="button" onClick={() => set([...rows, fresh])}>{t('ask.another')}</button>
    </fieldset>
  );
}
