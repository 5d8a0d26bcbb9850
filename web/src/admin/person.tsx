import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api, data, type Schemas } from '../api/client';
import { useCommand } from '../app/command';
import { instant } from '../app/format';
import { AskBeforeLeaving } from '../app/leave';
import { may, useMe } from '../app/session';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';
import { UnitOptions } from './org';
import { PersonTag, Unnamed, useTitles } from './people';
import { Found, Head, Place } from './place';
import { person, shortfall } from './queries';

type Appointment = Schemas['Appointment'];

export function OnePerson() {
  const { person: id = '' } = useParams();
  return <Place needs="person:list"><Shown key={id} id={id} /></Place>;
}

function Shown({ id }: { id: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const titles = useTitles();
  const found = useQuery(person(id));
  return (
    <Found query={found}>
      {({ person: p, etag }) => (
        <>
          <Head title={p.name} above={[['/admin/people', t('nav.people')]]} aside={<PersonTag p={p} />} />
          <section className="sheet">
            <dl className="facts">
              <div><dt>{t('admin.people.id')}</dt><dd className="mono">{p.id}</dd></div>
              {p.unit && <div><dt>{t('admin.people.unit')}</dt><dd>{titles.unit(p.unit)}</dd></div>}
              {p.post && <div><dt>{t('account.post')}</dt><dd>{p.post}</dd></div>}
              {p.enterprise && <div><dt>{t('case.applicant')}</dt><dd>{p.enterprise_name} <span className="mono">{p.enterprise}</span></dd></div>}
            </dl>
          </section>
          <Unnamed titles={titles} />
          <Appointments p={p} />
          {may(me, 'appointment:appoint') && !p.enterprise && <Appoint p={p} />}
          {may(me, 'person:update') && <Change p={p} etag={etag} />}
          {may(me, 'person:disable') && <Shut p={p} etag={etag} />}
        </>
      )}
    </Found>
  );
}

function Appointments({ p }: { p: Schemas['OnePerson'] }) {
  const { t } = useTranslation();
  const me = useMe();
  const titles = useTitles();
  const [ending, end] = useState<Appointment>();
  const take = useCommand(
    async (a: Appointment) => data<Schemas['Done']>(await api.DELETE('/api/v1/people/{id}/appointments/{role}/{unit}', { params: { path: { id: p.id, role: a.role, unit: a.unit || '-' } } })),
    () => end(undefined),
  );
  const mayEnd = may(me, 'appointment:delete');
  return (
    <section>
      <h2>{t('admin.person.appointments')}</h2>
      {p.appointments.length === 0 ? <p>{t('admin.person.none')}</p> : (
        <ul className="rows">
          {p.appointments.map((a) => (
            <li key={`${a.role}@${a.unit}`}>
              <span><strong>{titles.role(a.role)}</strong> {titles.unit(a.unit)} <Since of={p.tenures.findLast((x) => !x.until && x.role === a.role && (x.unit ?? '') === (a.unit ?? ''))} /></span>
              {mayEnd && ending !== a && <button type="button" onClick={() => end(a)}>{t('admin.person.end')}<span className="unseen"> {titles.role(a.role)}</span></button>}
              {ending === a && (
                <Consequences id={p.id} of={a} error={take.error} pending={take.isPending} word={t('admin.person.end_sure', { role: titles.role(a.role) })} go={() => take.mutate(a)} leave={() => end(undefined)} />
              )}
            </li>
          ))}
        </ul>
      )}
      <Past p={p} />
    </section>
  );
}

function Since({ of }: { of?: Schemas['Tenure'] }) {
  const { t } = useTranslation();
  return of ? <span className="hint">{t('admin.person.since', { at: instant(of.from), by: of.by?.name || of.by?.id })}</span> : null;
}

/** What somebody was appointed to before. */
function Past({ p }: { p: Schemas['OnePerson'] }) {
  const { t } = useTranslation();
  const titles = useTitles();
  const rows = p.tenures.filter((x) => x.until);
  if (rows.length === 0) return null;
  return (
    <details>
      <summary>{t('admin.person.past', { count: rows.length })}</summary>
      <table className="stack">
        <caption className="unseen">{t('admin.person.past', { count: rows.length })}</caption>
        <thead><tr><th scope="col">{t('account.roles')}</th><th scope="col">{t('admin.people.unit')}</th><th scope="col">{t('substitution.from')}</th><th scope="col">{t('admin.person.until')}</th></tr></thead>
        <tbody>{rows.map((x, i) => <tr key={i}><th scope="row">{titles.role(x.role)}</th><td data-label={t('admin.people.unit')}>{titles.unit(x.unit)}</td><td data-label={t('substitution.from')}>{instant(x.from)} <span className="hint">{x.by?.name || x.by?.id}</span></td><td data-label={t('admin.person.until')}>{instant(x.until)} <span className="hint">{x.ended_by?.name || x.ended_by?.id}</span></td></tr>)}</tbody>
      </table>
    </details>
  );
}

interface ConsequencesProps { id: string; of?: Appointment; error: unknown; pending: boolean; word: string; go: () => void; leave: () => void }

/** What nobody could do any more, before it is done. Whoever has to shut an account out does not wait for that to be known. */
function Consequences({ id, of, error, pending, word, go, leave }: ConsequencesProps) {
  const { t } = useTranslation();
  const found = useQuery(shortfall(id, of));
  return (
    <div className="consequences">
      <ErrorNote error={error} />
      {found.error && !found.data && <p className="errors" role="alert">{t('admin.person.unforeseen')}</p>}
      {!found.error && (
        <Loaded query={found}>
          {(s) => <>{s.rows.length === 0 ? <p className="note">{t('admin.person.spared', { count: s.checked })}</p> : (
            <div className="errors" role="alert">
              <h3>{t('admin.person.shortfall', { count: s.rows.length })}</h3>
              <ul>{s.rows.map((r) => <li key={`${r.item}@${r.version}`}><strong>{said(r.title)}</strong> {t('admin.nth', { version: r.version })}{r.live > 0 && ` · ${t('admin.live_count', { count: r.live })}`}<ul>{r.findings.map((f, i) => <li key={i}>{said(f)}</li>)}</ul></li>)}</ul>
            </div>
          )}{s.undecided > 0 && <p className="note">{t('admin.person.undecided', { count: s.undecided })}</p>}</>}
        </Loaded>
      )}
      <p className="actions">
        <button type="button" className="danger" aria-disabled={pending} onClick={() => { if (!pending) go(); }}>{pending ? t('act.doing') : word}</button>
        <button type="button" className="quiet" onClick={leave}>{t('app.cancel')}</button>
      </p>
    </div>
  );
}

function Appoint({ p }: { p: Schemas['OnePerson'] }) {
  const { t } = useTranslation();
  const titles = useTitles();
  const appoint = useCommand(async (body: Appointment, key: string) => data<Schemas['Done']>(await api.POST('/api/v1/people/{id}/appointments', { body, params: { path: { id: p.id }, header: { 'Idempotency-Key': key } } })));
  return (
    <section>
      <h2>{t('admin.person.appoint')}</h2>
      <ErrorNote error={appoint.error} />
      <form className="toolbar" onSubmit={(e) => {
        e.preventDefault();
        if (appoint.isPending) return;
        const given = new FormData(e.currentTarget);
        appoint.mutate({ role: String(given.get('role')), unit: String(given.get('unit')) || undefined });
      }}>
        <label>{t('account.roles')} <select name="role" required defaultValue=""><option value="">{t('form.choose')}</option>{titles.roles.map((r) => <option key={r.name} value={r.name}>{said(r)}</option>)}</select></label>
        <label>{t('admin.person.in')} <select name="unit" defaultValue=""><option value="">{t('admin.person.no_unit')}</option><UnitOptions all={titles.units} /></select></label>
        <button type="submit" className="main" aria-disabled={appoint.isPending}>{appoint.isPending ? t('act.doing') : t('admin.person.appoint')}</button>
      </form>
      <p className="hint">{t('admin.person.appoint_help')}</p>
      <p role="status">{appoint.isSuccess && t('admin.done')}</p>
    </section>
  );
}

/** Changes of a person, with what else is stored of them. */
function useSave(p: Schemas['OnePerson'], etag: string, done?: () => void) {
  return useCommand(
    async (change: Partial<Schemas['SavePersonInputBody']>) => {
      const body = { name: p.name, unit: p.unit, post: p.post, enterprise_name: p.enterprise_name, disabled: p.disabled, ...change };
      return data<Schemas['Done']>(await api.PUT('/api/v1/people/{id}', { body, params: { path: { id: p.id }, header: { 'If-Match': etag } } }));
    },
    done,
  );
}

const changeable = ['name', 'unit', 'post'] as const;

/**
 * What is stored of somebody, to be changed. What was typed outlasts what is read meanwhile, and what was not typed follows it; that
 * something else is stored now than when typing began is said, and what is saved was seen beside it.
 */
function Change({ p, etag }: { p: Schemas['OnePerson']; etag: string }) {
  const { t } = useTranslation();
  const titles = useTitles();
  const [typed, type] = useState<Partial<Record<(typeof changeable)[number], string>>>({});
  const [base, setBase] = useState(etag);
  const save = useSave(p, base);
  const begun = changeable.some((k) => typed[k] !== undefined);
  if (!begun && base !== etag) setBase(etag);
  const newer = begun && base !== etag && !save.isPending;
  const value = (k: (typeof changeable)[number]) => typed[k] ?? p[k] ?? '';
  const set = (k: (typeof changeable)[number]) => (e: { target: { value: string } }) => type({ ...typed, [k]: e.target.value === (p[k] ?? '') ? undefined : e.target.value });
  const stored = (k: (typeof changeable)[number], as = p[k]) => (newer && typed[k] !== undefined ? <span className="hint">{t('admin.person.stored', { value: as || t('admin.none') })}</span> : null);
  return (
    <details>
      <summary>{t('admin.person.change')}</summary>
      <AskBeforeLeaving unsaved={() => begun} />
      <form className="narrow" onSubmit={(e) => {
        e.preventDefault();
        if (save.isPending) return;
        const sent = { name: value('name'), unit: value('unit') || undefined, post: value('post') || undefined };
        save.mutate(sent, { onSuccess: () => type((was) => Object.fromEntries(changeable.filter((k) => was[k] !== undefined && was[k] !== (sent[k] ?? '')).map((k) => [k, was[k]]))) });
      }}>
        <ErrorNote error={save.error} />
        {newer && (
          <div className="note wanted">
            <p><span aria-hidden="true">▲</span> {t('admin.person.newer')}</p>
            <p className="actions">
              <button type="button" onClick={() => setBase(etag)}>{t('admin.person.keep')}</button>
              <button type="button" onClick={() => type({})}>{t('admin.person.discard')}</button>
            </p>
          </div>
        )}
        <p className="field"><label htmlFor="p-name">{t('account.name')}</label>{stored('name')}<input id="p-name" name="name" required maxLength={100} value={value('name')} onChange={set('name')} /></p>
        {!p.enterprise && <p className="field"><label htmlFor="p-unit">{t('admin.people.unit')}</label>{stored('unit', titles.unit(p.unit))}<select id="p-unit" name="unit" value={value('unit')} onChange={set('unit')}>{!p.unit && <option value="">{t('form.choose')}</option>}{p.unit && !titles.units.some((u) => u.id === p.unit) && <option value={p.unit}>{p.unit}</option>}<UnitOptions all={titles.units} /></select></p>}
        <p className="field"><label htmlFor="p-post">{t('account.post')}<span className="hint"> {t('form.optional')}</span></label>{stored('post')}<input id="p-post" name="post" maxLength={100} value={value('post')} onChange={set('post')} /></p>
        <button type="submit" className="main" aria-disabled={save.isPending}>{save.isPending ? t('act.doing') : t('admin.save')}</button>
        <p role="status">{save.isSuccess && !begun && t('admin.done')}</p>
      </form>
    </details>
  );
}

/** Shuts an account out, or lets it in again. */
function Shut({ p, etag }: { p: Schemas['OnePerson']; etag: string }) {
  const { t } = useTranslation();
  const [asked, ask] = useState(false);
  const save = useSave(p, etag, () => ask(false));
  if (p.disabled) {
    return (
      <section>
        <ErrorNote error={save.error} />
        <p><button type="button" aria-disabled={save.isPending} onClick={() => { if (!save.isPending) save.mutate({ disabled: false }); }}>{t('admin.person.let_in')}</button></p>
      </section>
    );
  }
  return (
    <section>
      {asked
        ? <Consequences id={p.id} error={save.error} pending={save.isPending} word={t('admin.person.shut_sure', { name: p.name })} go={() => save.mutate({ disabled: true })} leave={() => ask(false)} />
        : <p><button type="button" onClick={() => ask(true)}>{t('admin.person.shut')}</button></p>}
    </section>
  );
}
