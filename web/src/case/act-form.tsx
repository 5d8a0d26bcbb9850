import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, put, type Schemas } from '../api/client';
import { useCommand } from '../app/command';
import { audienceOf, useMe } from '../app/session';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { actOf, type Ask, asked, pathOf, type Permission } from './actions';
import { AskField } from './ask-field';

export type Values = Record<string, unknown>;

interface Props {
  matter: Schemas['Case'];
  permission: Permission;
  done?: () => void;
  failed?: (error: unknown) => void;
  /** What was filled in before, and who is told of what is filled in: the form goes when another act is looked at. */
  begun?: Values;
  filled?: (values: Values) => void;
  /** In place of the plain field for the opinion, where somebody has more to help with. */
  opinion?: (ask: Ask, required: boolean, value: string, set: (value: string) => void) => React.ReactNode;
  /** Below the fields: what the act would bring about. */
  before?: (values: Values) => React.ReactNode;
}

/** Does one act, once what it asks for is given. */
export function ActForm({ matter, permission: p, done, failed, begun, filled, opinion, before }: Props) {
  const { t } = useTranslation();
  const officer = audienceOf(useMe()) === 'officer';
  const act = actOf(p.action);
  const [values, setValues] = useState<Values>(begun ?? {});
  useEffect(() => { filled?.(values); });
  const command = useCommand(
    async (body: Values, key: string) => {
      if (!act) return;
      if (act.upload) return upload(pathOf(matter.id, p, act), body, key);
      // The table of acts is held against the OpenAPI document by a test; the client's types cannot follow a path made here.
      const post = api.POST as (path: string, init: object) => Promise<{ data?: unknown }>;
      data(await post(pathOf(matter.id, p, act), { params: { header: { 'Idempotency-Key': key } }, body }));
    },
    () => { setValues({}); done?.(); },
    { ends: p.visit && (p.action === 'decide' || p.action === 'issue') ? { case: matter.id, visit: p.visit } : undefined, failed },
  );
  if (!act) return null;
  const asks = asked(act, p, officer);
  const send = () => {
    if (command.isPending || (act.ends && values.sure !== true)) return;
    const given = Object.fromEntries(asks.filter((a) => values[a.name] !== undefined && values[a.name] !== '').map((a) => [a.name, values[a.name]]));
    command.mutate({ ...given, ...(act.upload && { file: values.file }), ...act.fixed?.(p) });
  };
  const set = (name: string) => (v: unknown) => setValues((all) => ({ ...all, [name]: v }));
  const needed = (a: Ask) => (a.required === 'as_said' ? p.reason_required : a.required === true);
  return (
    <form className="act" onSubmit={(e) => { e.preventDefault(); send(); }}>
      <ErrorNote error={command.error} />
      {p.warnings.map((w) => <p className="note" key={w.code}>{said(w)}</p>)}
      {act.upload && <p className="field"><label htmlFor="ask-file">{t('ask.file')}</label><input id="ask-file" type="file" required accept=".pdf,.jpg,.jpeg,.png" onChange={(e) => set('file')(e.target.files?.[0])} /></p>}
      {asks.map((a) => (a.kind === 'reason' && opinion
        ? <div key={a.name}>{opinion(a, needed(a), String(values[a.name] ?? ''), set(a.name))}</div>
        : <AskField key={a.name} ask={a} required={needed(a)} permission={p} matter={matter} value={values[a.name]} set={set(a.name)} />))}
      {act.ends && <label className="option"><input type="checkbox" required checked={values.sure === true} onChange={(e) => set('sure')(e.target.checked)} /> {t('act.sure')}</label>}
      {before?.({ ...values, ...act.fixed?.(p) })}
      <button type="submit" className={act.ends ? 'danger' : 'main'} aria-disabled={command.isPending}>{command.isPending ? t('act.doing') : t('act.do', { what: said(p.title) })}</button>
    </form>
  );
}

async function upload(path: string, values: Values, key: string): Promise<void> {
  const file = values.file as File;
  const number = values.number ? `?number=${encodeURIComponent(String(values.number))}` : '';
  await put(path.replace('{name}', encodeURIComponent(file.name)) + number, file, () => undefined, new AbortController().signal, key);
}
