import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, type Schemas } from '../api/client';
import { guide } from '../api/queries';
import { useCommand } from '../app/command';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { acts, type Ask, pathOf, type Permission } from './actions';

type Values = Record<string, unknown>;

/** Does one act, once what it asks for is given. */
export function ActForm({ matter, permission: p, done }: { matter: Schemas['Case']; permission: Permission; done?: () => void }) {
  const { t } = useTranslation();
  const act = acts[p.action];
  const [values, setValues] = useState<Values>({});
  const command = useCommand(
    async (body: Values, key: string) => {
      // The table of acts is held against the OpenAPI document by a test; the client's types cannot follow a path made here.
      const post = api.POST as (path: string, init: object) => Promise<{ data?: unknown }>;
      return data(await post(act ? pathOf(matter.id, p, act) : '', { params: { header: { 'Idempotency-Key': key } }, body })) as Schemas['Done'];
    },
    () => { setValues({}); done?.(); },
  );
  if (!act) return null;
  const asks = act.asks.filter((a) => a.kind !== 'supplements' || p.asks_applicant);
  const send = () => {
    if (command.isPending || (act.ends && !confirmed(values))) return;
    const given = Object.fromEntries(asks.filter((a) => values[a.name] !== undefined && values[a.name] !== '').map((a) => [a.name, values[a.name]]));
    command.mutate({ ...given, ...act.fixed?.(p) });
  };
  return (
    <form className="act" onSubmit={(e) => { e.preventDefault(); send(); }}>
      <ErrorNote error={command.error} />
      {p.warnings.map((w) => <p className="note" key={w.code}>{said(w)}</p>)}
      {asks.map((a) => <AskField key={a.name} ask={a} permission={p} matter={matter} value={values[a.name]} set={(v) => setValues((all) => ({ ...all, [a.name]: v }))} />)}
      {act.ends && <label className="option"><input type="checkbox" required checked={values.sure === true} onChange={(e) => setValues((all) => ({ ...all, sure: e.target.checked }))} /> {t('act.sure')}</label>}
      <button type="submit" className={act.ends ? 'danger' : 'main'} aria-disabled={command.isPending}>{command.isPending ? t('act.doing') : t('act.do', { what: said(p.title) })}</button>
    </form>
  );
}

function confirmed(values: Values): boolean {
  return values.sure === true;
}

interface AskProps { ask: Ask; permission: Permission; matter: Schemas['Case']; value: unknown; set: (value: unknown) => void }

function AskField(props: AskProps) {
  const { t } = useTranslation();
  const { ask, permission: p, value, set } = props;
  const id = `ask-${ask.name}`;
  const required = ask.required === 'as_said' ? p.reason_required : ask.required === true;
  const label = <label htmlFor={id}>{t(`ask.${ask.name as 'reason'}`)}{!required && <span className="hint"> {t('form.optional')}</span>}</label>;
  const shared = { id, required, value: String(value ?? '') };
  const options = (list: { id: string; name?: string }[]): ReactNode => <><option value="">{t('form.choose')}</option>{list.map((s) => <option key={s.id} value={s.id}>{s.name ?? s.id}</option>)}</>;
  switch (ask.kind) {
    case 'reason':
    case 'text':
      return <p className="field">{label}<textarea {...shared} rows={3} maxLength={5000} onChange={(e) => set(e.target.value)} /></p>;
    case 'person':
      return <p className="field">{label}<select {...shared} onChange={(e) => set(e.target.value)}>{options(p.people)}</select></p>;
    case 'from':
      return <p className="field">{label}<select {...shared} onChange={(e) => set(e.target.value)}>{options(p.from.length > 0 ? p.from : p.people)}</select></p>;
    case 'ground':
      return <p className="field">{label}<select {...shared} onChange={(e) => set(e.target.value)}>{options(p.grounds.map((g) => ({ id: g })))}</select></p>;
    case 'place':
      return <p className="field">{label}<select {...shared} onChange={(e) => set(e.target.value)}><option value="">{t('form.choose')}</option>{p.places.map((x) => <option key={x} value={x}>{t(`place.${x as 'beside'}`)}</option>)}</select></p>;
    case 'days':
      return <p className="field">{label}<input {...shared} type="number" min={1} max={60} onChange={(e) => set(e.target.valueAsNumber)} /></p>;
    case 'instant':
      return <p className="field">{label}<input id={id} required={required} type="datetime-local" onChange={(e) => set(e.target.value ? `${e.target.value}:00+08:00` : undefined)} /></p>;
    case 'people':
      return <PeopleField {...props} />;
    case 'supplements':
      return <SupplementsField {...props} />;
  }
}

function PeopleField({ ask, permission: p, value, set }: AskProps) {
  const { t } = useTranslation();
  const chosen = (value ?? []) as string[];
  return (
    <fieldset className="field">
      <legend>{t(`ask.${ask.name as 'people'}`)}</legend>
      {p.people.map((s) => (
        <label className="option" key={s.id}><input type="checkbox" checked={chosen.includes(s.id)} onChange={(e) => set(e.target.checked ? [...chosen, s.id] : chosen.filter((c) => c !== s.id))} /> {s.name ?? s.id}</label>
      ))}
    </fieldset>
  );
}

/** What an applicant is to supply: everything at once, since it may be asked for once only (Art. 32 of the licensing law). */
function SupplementsField({ matter, value, set }: AskProps) {
  const { t } = useTranslation();
  const materials = useQuery(guide(matter.item, matter.version)).data?.materials ?? [];
  const rows = (value ?? [{ material: '', problem: '', demand: '' }]) as Schemas['SupplementDemand'][];
  const change = (i: number, to: Partial<Schemas['SupplementDemand']>) => set(rows.map((r, k) => (k === i ? { ...r, ...to } : r)));
  return (
    <fieldset className="group">
      <legend>{t('ask.supplements')}</legend>
      {rows.map((r, i) => (
        <div className="array-row" key={i}>
          <p className="field"><label htmlFor={`material-${i}`}>{t('material.name')}</label><select id={`material-${i}`} required value={r.material} onChange={(e) => change(i, { material: e.target.value })}><option value="">{t('form.choose')}</option>{materials.map((m) => <option key={m.id} value={m.id}>{said(m.title)}</option>)}</select></p>
          <p className="field"><label htmlFor={`problem-${i}`}>{t('ask.problem')}</label><input id={`problem-${i}`} required value={r.problem} onChange={(e) => change(i, { problem: e.target.value })} /></p>
          <p className="field"><label htmlFor={`demand-${i}`}>{t('ask.demand')}</label><input id={`demand-${i}`} required value={r.demand} onChange={(e) => change(i, { demand: e.target.value })} /></p>
          {rows.length > 1 && <button type="button" className="quiet" onClick={() => set(rows.filter((_, k) => k !== i))}>{t('form.remove', { n: i + 1 })}</button>}
        </div>
      ))}
      <button type="button" onClick={() => set([...rows, { material: '', problem: '', demand: '' }])}>{t('ask.another')}</button>
    </fieldset>
  );
}
