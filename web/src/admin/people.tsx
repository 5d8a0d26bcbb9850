import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { api, data, type Schemas } from '../api/client';
import { useCommand } from '../app/command';
import { listed } from '../app/format';
import { AskBeforeLeaving } from '../app/leave';
import { may, useMe } from '../app/session';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';
import { UnitOptions } from './org';
import { Place } from './place';
import { people, roles, units } from './queries';

type Person = Schemas['Person'];

export function People() {
  const { t } = useTranslation();
  return <Place title={t('nav.people')} needs="person:list"><PersonList /></Place>;
}

/** What roles and units are called. */
export function useTitles() {
  const read = [useQuery(roles()), useQuery(units())] as const;
  const known = read[0].data ?? [], all = read[1].data ?? [];
  return {
    role: (name: string) => said(known.find((r) => r.name === name)) || name,
    unit: (id: string | undefined) => said(all.find((u) => u.id === id)?.title) || (id ?? ''),
    roles: known, units: all, failed: read.find((q) => q.error && !q.data),
  };
}

/** That names could not be read, where what can be chosen is made of them. */
export function Unnamed({ titles }: { titles: ReturnType<typeof useTitles> }) {
  return titles.failed ? <Loaded<unknown> query={titles.failed}>{() => null}</Loaded> : null;
}

function PersonList() {
  const { t } = useTranslation();
  const me = useMe();
  const titles = useTitles();
  const [query, setQuery] = useSearchParams();
  const [q, seek] = useState(''); // names and codes of people do not belong in an address
  const unit = query.get('unit') ?? '', role = query.get('role') ?? '';
  const found = useInfiniteQuery(people({ q: q || undefined, unit: unit || undefined, role: role || undefined }));
  const change = (name: string, value: string) => setQuery((was) => { if (value) was.set(name, value); else was.delete(name); return was; }, { replace: true });
  return (
    <>
      <Unnamed titles={titles} />
      <search>
        <form className="toolbar" onSubmit={(e) => { e.preventDefault(); seek(String(new FormData(e.currentTarget).get('q')).trim()); }}>
          <label>{t('admin.people.q')} <input name="q" type="search" defaultValue={q} /></label>
          <label>{t('admin.people.unit')} <select value={unit} onChange={(e) => change('unit', e.target.value)}><option value="">{t('search.any')}</option><UnitOptions all={titles.units} /></select></label>
          <label>{t('account.roles')} <select value={role} onChange={(e) => change('role', e.target.value)}><option value="">{t('search.any')}</option>{titles.roles.map((r) => <option key={r.name} value={r.name}>{said(r)}</option>)}</select></label>
          <button type="submit" className="main">{t('home.go')}</button>
        </form>
      </search>
      <Loaded query={found}>
        {({ pages }) => {
          const rows = pages.flatMap((p) => p.rows);
          return (
            <table className="stack">
              <caption>{t(found.hasNextPage ? 'admin.people.first' : 'admin.people.count', { count: rows.length })}</caption>
              <thead><tr><th scope="col">{t('account.name')}</th><th scope="col">{t('admin.people.unit')}</th><th scope="col">{t('account.post')}</th><th scope="col">{t('account.roles')}</th><th scope="col">{t('admin.standing')}</th></tr></thead>
              <tbody>
                {rows.map((p) => (
                  <tr key={p.id}>
                    <th scope="row"><Link to={`/admin/people/${p.id}`}>{p.name}</Link> <span className="hint mono">{p.id}</span></th>
                    <td data-label={t('admin.people.unit')}>{titles.unit(p.unit) || p.enterprise_name}</td>
                    <td data-label={t('account.post')}>{p.post}</td>
                    <td data-label={t('account.roles')}>{listed([...new Set(p.appointments.map((a) => titles.role(a.role)))]) || t('admin.none')}</td>
                    <td data-label={t('admin.standing')}><PersonTag p={p} /></td>
                  </tr>
                ))}
              </tbody>
            </table>
          );
        }}
      </Loaded>
      {found.hasNextPage && <p><button type="button" aria-disabled={found.isFetchingNextPage} onClick={() => { if (!found.isFetchingNextPage) void found.fetchNextPage(); }}>{t('app.more')}</button></p>}
      {may(me, 'person:create') && <TakeOn all={titles.units} />}
    </>
  );
}

export function PersonTag({ p }: { p: Person }) {
  const { t } = useTranslation();
  return p.disabled ? <span className="tag red"><span aria-hidden="true">✕</span> {t('admin.people.shut')}</span> : <span className="tag success"><span aria-hidden="true">✓</span> {t('admin.people.active')}</span>;
}

/** Makes a person with an account; what they may do is given by appointments, by somebody else. */
function TakeOn({ all }: { all: Schemas['Unit'][] }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const begun = useRef(false);
  const take = useCommand(
    async (body: Schemas['NewPersonInputBody'], key: string) => {
      await api.POST('/api/v1/people', { body, params: { header: { 'Idempotency-Key': key } } }).then(data<Schemas['Done']>);
      return body.id;
    },
    (id) => {
      begun.current = false;
      void go(`/admin/people/${id}`);
    },
  );
  return (
    <details>
      <summary>{t('admin.people.take_on')}</summary>
      <AskBeforeLeaving unsaved={() => begun.current} />
      <form className="narrow" onInput={() => { begun.current = true; }} onSubmit={(e) => {
        e.preventDefault();
        if (take.isPending) return;
        const given = Object.fromEntries([...new FormData(e.currentTarget)].map(([k, v]) => [k, String(v)]));
        take.mutate({ id: given.id ?? '', name: given.name ?? '', login: given.login ?? '', password: given.password || undefined, kind: given.kind as 'officer', unit: given.unit || undefined, post: given.post || undefined });
      }}>
        <ErrorNote error={take.error} />
        <p className="field"><label htmlFor="new-name">{t('account.name')}</label><input id="new-name" name="name" required maxLength={100} autoComplete="off" /></p>
        <p className="field"><label htmlFor="new-id">{t('admin.people.id')}</label><span className="hint" id="new-id-help">{t('admin.people.id_help')}</span><input id="new-id" name="id" required pattern="[A-Za-z0-9][A-Za-z0-9_\-]{0,62}" autoComplete="off" aria-describedby="new-id-help" /></p>
        <p className="field"><label htmlFor="new-kind">{t('admin.people.kind')}</label><select id="new-kind" name="kind"><option value="officer">{t('admin.people.officer')}</option><option value="admin">{t('admin.people.admin')}</option></select></p>
        <p className="field"><label htmlFor="new-unit">{t('admin.people.unit')}</label><select id="new-unit" name="unit" required><option value="">{t('form.choose')}</option><UnitOptions all={all} /></select></p>
        <p className="field"><label htmlFor="new-post">{t('account.post')}<span className="hint"> {t('form.optional')}</span></label><input id="new-post" name="post" maxLength={100} autoComplete="off" /></p>
        <p className="field"><label htmlFor="new-login">{t('login.login')}</label><input id="new-login" name="login" required maxLength={64} autoComplete="off" /></p>
        <p className="field"><label htmlFor="new-password">{t('login.password')}</label><span className="hint" id="new-password-help">{t('admin.people.password_help')}</span><input id="new-password" name="password" type="password" required autoComplete="new-password" aria-describedby="new-password-help" /></p>
        <button type="submit" className="main" aria-disabled={take.isPending}>{take.isPending ? t('act.doing') : t('admin.people.take_on')}</button>
      </form>
    </details>
  );
}
