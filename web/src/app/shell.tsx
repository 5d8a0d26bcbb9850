import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, Outlet, useNavigate, useNavigation } from 'react-router';
import { api } from '../api/client';
import { language, speak } from '../i18n';
import { type Appearance, appear, appearance, appearances } from './appearance';
import { type Audience, audienceOf, home, markSignedIn, may, type Me, sessionQuery, tellTabs, useMe } from './session';
import { SessionGuard } from './guard';

const places = {
  public: [['/items', 'nav.items'], ['/progress', 'nav.progress'], ['/verify', 'nav.verify'], ['/notices', 'nav.notices'], ['/results', 'nav.results']],
  applicant: [['/my', 'nav.my'], ['/my/cases', 'nav.cases'], ['/my/certificates', 'nav.certificates'], ['/my/library', 'nav.library'], ['/items', 'nav.items'], ['/messages', 'nav.messages']],
  officer: [['/desk', 'nav.desk'], ['/cases', 'nav.search'], ['/messages', 'nav.messages'], ['/items', 'nav.items'], ['/admin/items', 'nav.definitions', 'definition:publish'], ['/audit/trail', 'nav.trail', 'trail:verify']],
  administrator: [
    ['/admin', 'nav.home'], ['/admin/items', 'nav.definitions', 'definition:list'], ['/admin/org', 'nav.org', 'unit:create'], ['/admin/people', 'nav.people', 'person:list'],
    ['/admin/roles', 'nav.roles', 'policy:read'], ['/admin/substitutions', 'nav.substitutions', 'appointment:appoint'], ['/admin/calendar', 'nav.calendar', 'calendar:publish'],
    ['/admin/system', 'nav.system', 'health:read'], ['/messages', 'nav.messages'],
  ],
  auditor: [
    ['/audit/trail', 'nav.trail'], ['/audit/cases', 'nav.audit_cases', 'case:list'], ['/log', 'nav.log'], ['/log/pack', 'nav.pack'], ['/items', 'nav.items'],
    ['/admin/system', 'nav.system', 'health:read'], ['/messages', 'nav.messages'],
  ],
} as const satisfies Record<Audience, readonly (readonly [to: string, word: string, needs?: string])[]>;

/** What somebody may open of the places of those like them. */
function placesOf(me: Me | null | undefined) {
  return places[audienceOf(me)].filter(([, , needs]) => needs === undefined || may(me, needs));
}

/** What stands around every page. */
export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const audience = audienceOf(me);
  const moving = useNavigation().state !== 'idle';
  return (
    <>
      <div className={`shell ${audience === 'public' || audience === 'applicant' ? 'comfortable' : 'compact'}`}>
        <a className="skip" href="#main">{t('app.skip')}</a>
        <header className="top">
          <div className="wide top-row">
            <Link className="brand" to={home[audience]}><img src="/favicon.svg" alt="" width="32" height="32" />{t('app.brand')}</Link>
            <Preferences />
            {me ? <Who me={me} /> : <Link to="/login">{t('nav.login')}</Link>}
          </div>
          <nav className="wide" aria-label={t('nav.label')}>
            <ul className="nav">
              {placesOf(me).map(([to, key]) => <li key={to}><NavLink to={to} end={to === home[audience] || to === '/log'}>{t(key)}</NavLink></li>)}
            </ul>
          </nav>
          {me?.demo && <p className="demo"><span className="wide">{t('app.demo', { today: me.today })}</span></p>}
        </header>
        <main id="main" tabIndex={-1} className="wide" aria-busy={moving || undefined}>
          <Outlet />
        </main>
        <footer className="bottom">
          <div className="wide">
            <p>{t('app.zone')}</p>
            <p><a href="/api/v1/openapi.json">{t('app.api')}</a> · <Link to="/log">{t('nav.log')}</Link></p>
          </div>
        </footer>
      </div>
      {me && <SessionGuard me={me} />}
    </>
  );
}

function Preferences() {
  const { t } = useTranslation();
  const [look, setLook] = useState(appearance());
  const other = language() === 'zh' ? 'en' : 'zh';
  return (
    <div className="preferences">
      <button type="button" className="quiet" lang={other === 'zh' ? 'zh-CN' : 'en'} onClick={() => void speak(other)}>{t('app.other')}</button>
      <label>
        <span>{t('app.appearance')}</span>
        <select value={look} onChange={(e) => { const to = e.target.value as Appearance; appear(to); setLook(to); }}>
          {appearances.map((a) => <option key={a} value={a}>{t(`appearance.${a}`)}</option>)}
        </select>
      </label>
    </div>
  );
}

function Who({ me }: { me: Me }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const go = useNavigate();
  const out = useMutation({
    mutationFn: () => api.DELETE('/api/v1/session'),
    onSettled: async () => {
      markSignedIn(false);
      tellTabs();
      client.clear();
      client.setQueryData(sessionQuery.queryKey, null);
      await go('/');
    },
  });
  return (
    <div className="who">
      <Link to="/account">{me.person.name}{me.person.enterprise_name ? ` · ${me.person.enterprise_name}` : ''}</Link>
      <button type="button" className="quiet" onClick={() => out.mutate()}>{t('nav.logout')}</button>
    </div>
  );
}
