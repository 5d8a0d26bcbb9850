import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { api, data, type Schemas } from '../api/client';
import { guide } from '../api/queries';
import { useCommand } from '../app/command';
import { day, size } from '../app/format';
import { useMe } from '../app/session';
import { Title } from '../app/title';
import { FlowPicture } from '../flow/picture';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';

/** The service guide. It says what the definition says and nothing else, so that it cannot disagree with it. */
export function ItemGuide() {
  const { item = '' } = useParams();
  const [query] = useSearchParams();
  const version = Number(query.get('version')) || undefined;
  const shown = useQuery(guide(item, version));
  return <Loaded query={shown}>{(g) => <Guide g={g} />}</Loaded>;
}

function Guide({ g }: { g: Schemas['Guide'] }) {
  const { t } = useTranslation();
  const { limits } = g;
  const criteria = g.criteria.filter((c) => !c.rule_set || g.rule_sets.find((r) => r.id === c.rule_set)?.in_force);
  return (
    <>
      <nav aria-label={t('app.path')} className="path"><Link to="/items">{t('nav.items')}</Link></nav>
      <Title>{said(g.title)}</Title>
      <p className="hint">{t('guide.version', { version: g.version, from: day(g.effective_from) })} · <span className="mono" title={g.hash}>{g.hash.slice(0, 12)}</span></p>
      {said(g.standing) && <p className="note">{said(g.standing)}</p>}
      <div className="aside-page">
        <div>
          <Part title={t('guide.glance')}>
            <dl className="facts">
              {limits.promise > 0 && <Fact name={t('guide.promise')}>{t('days.work', { count: limits.promise })}</Fact>}
              <Fact name={t('guide.law')}>{limits.decide > 0 ? t('days.work', { count: limits.decide }) : t('guide.none')}</Fact>
              {limits.accept > 0 && <Fact name={t('guide.accept')}>{t('days.work', { count: limits.accept })}</Fact>}
              {limits.extend > 0 && <Fact name={t('guide.extend')}>{t('days.work', { count: limits.extend })}</Fact>}
              {limits.issue > 0 && <Fact name={t('guide.issue')}>{t('days.work', { count: limits.issue })}</Fact>}
              {g.issues && <Fact name={t('guide.certificate')}>{said(g.issues.title)}{g.issues.valid_years ? ` (${t('days.years', { count: g.issues.valid_years })})` : ''}</Fact>}
            </dl>
          </Part>
          <Part title={t('guide.conditions')}>
            {criteria.length === 0 ? <p>{t('guide.none')}</p> : <ol>{criteria.map((c) => <li key={`${c.rule_set}/${c.id}`}>{said(c.title)}{c.basis && <span className="hint"> {c.basis}</span>}{c.unverified && <span className="hint"> {t('guide.unverified')}</span>}</li>)}</ol>}
          </Part>
          <Part title={t('guide.materials')}><Materials rows={g.materials} /></Part>
          <Part title={t('guide.steps')}><FlowPicture caption={t('flow.caption')} steps={g.steps} /></Part>
          <Part title={t('guide.documents')}>
            {g.documents.length === 0 ? <p>{t('guide.none')}</p> : <ul>{g.documents.map((d) => <li key={d.type}>{said(d.title)}</li>)}</ul>}
          </Part>
          <Part title={t('guide.outcomes')}><ul>{g.outcomes.map((o) => <li key={o.end}>{said(o.title)}</li>)}</ul></Part>
          <Part title={t('guide.basis')}>
            {g.legal.basis.length === 0 ? <p>{t('guide.none')}</p> : <ul>{g.legal.basis.map((b, i) => <li key={i}>《{b.law}》{b.article}</li>)}</ul>}
          </Part>
        </div>
        <aside><Start g={g} /></aside>
      </div>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return <section><h2>{title}</h2>{children}</section>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}

function Materials({ rows }: { rows: Schemas['GuideMaterial'][] }) {
  const { t } = useTranslation();
  if (rows.length === 0) return <p>{t('guide.none')}</p>;
  return (
    <table className="stack">
      <thead><tr><th scope="col">{t('material.name')}</th><th scope="col">{t('material.need')}</th><th scope="col">{t('material.count')}</th><th scope="col">{t('material.files')}</th></tr></thead>
      <tbody>
        {rows.map((m) => (
          <tr key={m.id}>
            <th scope="row">{said(m.title)}{said(m.help) && <span className="hint"> {said(m.help)}</span>}</th>
            <td data-label={t('material.need')}>{t(m.required ? 'material.required' : m.required_sometimes ? 'material.sometimes' : 'material.optional')}</td>
            <td data-label={t('material.count')}>{m.min === m.max ? m.max : `${m.min}–${m.max}`}</td>
            <td data-label={t('material.files')}>{m.types.join(' ').toUpperCase()} ≤ {size(m.max_size)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The way into an application: who may file begins, others read why not. */
function Start({ g }: { g: Schemas['Guide'] }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const me = useMe();
  const begin = useCommand(
    async (item: string, key: string) => data<Schemas['Draft']>(await api.POST('/api/v1/drafts', { body: { item }, params: { header: { 'Idempotency-Key': key } } })),
    (d) => void go(`/my/drafts/${d.id}`),
  );
  if (!g.open) return <p className="note">{t('items.closed')}</p>;
  if (!g.opened_by.includes('applicant')) return <p className="note">{t('items.office_only')}</p>;
  if (!me) return <p><Link className="button main" to={`/login?back=/items/${g.item}`}>{t('guide.login')}</Link></p>;
  if (me.person.kind !== 'enterprise') return <p className="note">{t('guide.applicants')}</p>;
  return (
    <>
      <ErrorNote error={begin.error} />
      <button type="button" className="main" disabled={begin.isPending} onClick={() => begin.mutate(g.item)}>{t('guide.start')}</button>
      <p className="hint">{t('guide.kept')}</p>
      <button type="button" onClick={() => print()}>{t('app.print')}</button>
    </>
  );
}
