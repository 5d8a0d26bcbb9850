import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api, data, type Schemas } from '../api/client';
import { publicNotice } from '../api/queries';
import { NotFound } from '../app/broken';
import { useCommand, useLeaveWarning } from '../app/command';
import { day, instant } from '../app/format';
import { useMe } from '../app/session';
import { Title } from '../app/title';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';
import { Standing } from './notices';

/** What is proposed, and the way to object to it. */
export function OneNotice() {
  const { t } = useTranslation();
  const { number = '', visit = '' } = useParams();
  const [typed, type] = useState(false);
  const named = /^[1-9]\d{0,8}$/.test(visit);
  const found = useQuery({ ...publicNotice(number, Number(visit)), enabled: named, refetchOnWindowFocus: !typed });
  if (!named) return <NotFound />;
  return (
    <Loaded query={found}>
      {(n) => (
        <>
          <nav aria-label={t('app.path')} className="path"><Link to="/notices">{t('nav.notices')}</Link></nav>
          <Title aside={<Standing n={n} />}>{said(n.title)}</Title>
          <p>{t('notice.case_note', { from: day(n.from), until: day(n.until) })}</p>
          <section className="sheet">
            <dl className="facts">
              <div><dt>{t('notice.applicant')}</dt><dd>{n.applicant.name} <span className="mono">{n.applicant.credit_code}</span></dd></div>
              <div><dt>{t('notice.item')}</dt><dd><Link to={`/items/${n.item}`}>{said(n.item_title)}</Link></dd></div>
              {n.proposed && <div><dt>{t('notice.proposed')}</dt><dd>{said(n.proposed.title)} {n.proposed.grade_title ? said(n.proposed.grade_title) : n.proposed.grade}</dd></div>}
              {n.proposed?.holder && <div><dt>{t('notice.holder')}</dt><dd>{n.proposed.holder}</dd></div>}
              <div><dt>{t('notice.number')}</dt><dd>{n.number}</dd></div>
            </dl>
          </section>
          <Objection n={n} typed={typed} type={type} />
        </>
      )}
    </Loaded>
  );
}

/** What was typed stays, also when the notice ends meanwhile: nobody's sentences vanish under their hands. */
function Objection({ n, typed, type }: { n: Schemas['PublicNotice']; typed: boolean; type: (is: boolean) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const enterprise = me?.person.enterprise;
  const object = useCommand(async (body: { name: string; contact: string; text: string }, key: string) =>
    data<Schemas['Objected']>(await api.POST('/api/v1/public-notices/{number}/{visit}/objections', { body, params: { path: { number: n.number, visit: n.visit }, header: { 'Idempotency-Key': key } } })));
  useLeaveWarning(typed && !object.data);
  if (object.data) return <Confirmed o={object.data} />; // also once it has ended the notice
  if (!n.running && !typed) return null;
  if (enterprise && enterprise === n.applicant.credit_code) return <p className="note">{t('notice.own')}</p>;
  const send = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    const given = new FormData(e.currentTarget);
    const of = (name: string) => String(given.get(name)).trim();
    if (!object.isPending && n.running) object.mutate({ name: of('name'), contact: of('contact'), text: of('text') });
  };
  return (
    <section>
      <h2>{t('notice.object')}</h2>
      <p>{t('notice.object_lead')} {enterprise && t('notice.as_enterprise', { name: me.person.enterprise_name ?? enterprise })}</p>
      <form className="form" onSubmit={send} onInput={() => type(true)}>
        <ErrorNote error={object.error} />
        <p className="field"><label htmlFor="name">{t('notice.name')}</label><input id="name" name="name" required maxLength={100} autoComplete="name" defaultValue={me?.person.enterprise_name} /></p>
        <p className="field">
          <label htmlFor="contact">{t('notice.contact')}</label><span className="hint" id="contact-help">{t('notice.contact_help')}</span>
          <input id="contact" name="contact" required minLength={3} maxLength={200} aria-describedby="contact-help" />
        </p>
        <p className="field">
          <label htmlFor="text">{t('notice.text')}</label><span className="hint" id="text-help">{t('notice.text_help')}</span>
          <textarea id="text" name="text" required maxLength={4000} aria-describedby="text-help" />
        </p>
        {!n.running && <p className="note" role="status">{t('notice.ended')}</p>}
        <button type="submit" className="main" aria-disabled={object.isPending || !n.running}>{object.isPending ? t('notice.sending') : t('notice.send')}</button>
      </form>
    </section>
  );
}

function Confirmed({ o }: { o: Schemas['Objected'] }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="confirmation">
      <h2 tabIndex={-1} ref={heading}>{t('notice.sent')}</h2>
      <p>{t('notice.sent_number')}: <strong>{o.number}</strong> <span className="hint">{instant(o.at)}</span></p>
      <p>{t('notice.sent_note')}</p>
    </section>
  );
}
