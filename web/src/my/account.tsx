import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { api, data } from '../api/client';
import { listed } from '../app/format';
import { keysOn, setKeys } from '../app/keys';
import { audienceOf, know, may, type Me, sessionQuery, tellTabs, useMe } from '../app/session';
import { Title } from '../app/title';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Sessions, sessions } from './sessions';
import { Substitutes } from './substitutes';

export function Account() {
  const { t } = useTranslation();
  const me = useMe();
  if (!me) return <Navigate to="/login?back=/account" replace />;
  return (
    <>
      <Title>{t('account.title')}</Title>
      <section className="sheet">
        <dl className="facts">
          <div><dt>{t('account.name')}</dt><dd>{me.person.name}</dd></div>
          <div><dt>{t('login.login')}</dt><dd>{me.person.login}</dd></div>
          {me.person.post && <div><dt>{t('account.post')}</dt><dd>{me.person.post}</dd></div>}
          {me.person.enterprise && <div><dt>{t('case.applicant')}</dt><dd>{me.person.enterprise_name} <span className="mono">{me.person.enterprise}</span></dd></div>}
          {me.roles.length > 0 && <div><dt>{t('account.roles')}</dt><dd>{listed(me.roles.map((r) => said(r)))}</dd></div>}
        </dl>
      </section>
      {may(me, 'task:delegate') && <section><h2>{t('substitution.title')}</h2><Substitutes today={me.today} /></section>}
      {audienceOf(me) === 'officer' && <UseKeys />}
      <Sessions />
      <Password />
    </>
  );
}

/** Whoever speaks to the computer, or types by switch, does not want single keys to act. */
function UseKeys() {
  const { t } = useTranslation();
  const [on, setOn] = useState(keysOn());
  return (
    <section>
      <h2>{t('account.keys')}</h2>
      <label className="option"><input type="checkbox" checked={on} onChange={(e) => { setKeys(e.target.checked); setOn(e.target.checked); }} /> {t('account.use_keys')}</label>
    </section>
  );
}

function Password() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: async (body: { current: string; new: string }) => data<Me>(await api.POST('/api/v1/session/password', { body })),
    onSuccess: (me) => {
      client.setQueryData(sessionQuery.queryKey, know(me));
      tellTabs();
      return client.invalidateQueries({ queryKey: sessions().queryKey });
    },
  });
  return (
    <section>
      <h2>{t('account.password')}</h2>
      <form className="narrow" onSubmit={(e) => {
        e.preventDefault();
        const given = new FormData(e.currentTarget);
        change.mutate({ current: String(given.get('current')), new: String(given.get('new')) });
      }}>
        <ErrorNote error={change.error} />
        <p className="field"><label htmlFor="current">{t('account.current')}</label><input id="current" name="current" type="password" autoComplete="current-password" required /></p>
        <p className="field"><label htmlFor="new">{t('account.new')}</label><input id="new" name="new" type="password" autoComplete="new-password" required /></p>
        <button type="submit" disabled={change.isPending}>{t('account.password')}</button>
        <p role="status">{change.isSuccess && t('account.changed')}</p>
      </form>
    </section>
  );
}
