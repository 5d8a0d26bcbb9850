import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../api/client';
import { guide, matter } from '../api/queries';
import { day } from '../app/format';
import { said } from '../i18n';
import { Unread } from '../parts/loaded';
import { answered } from './demand';
import { useDraft } from './draft';

/** A point of what was asked, as it is called; one about a material leads there in a draft. */
export function Point({ demand: d, titles, to }: { demand: Schemas['SupplementDemand']; titles: readonly Pick<Schemas['GuideMaterial'], 'id' | 'title'>[]; to?: string }) {
  const { t } = useTranslation();
  const material = titles.find((m) => m.id === d.material);
  const title = material ? said(material.title) : '';
  return (
    <>
      {title && <strong>{to ? <Link to={`${to}#m-${d.material}`}>{title}</Link> : title}</strong>} <span>{t('asked.point', { problem: d.problem, demand: d.demand })}</span> {d.basis && <span className="hint">{d.basis}</span>}
    </>
  );
}

/** The points of a demand of the case, as they were put. */
export function Points({ c, ask }: { c: Schemas['Case']; ask: Schemas['CaseAsk'] }) {
  const titles = useQuery(guide(c.item, c.version)).data?.materials ?? [];
  return <ol>{ask.supplements.map((d, i) => <li key={i}><Point demand={d} titles={titles} /></li>)}</ol>;
}

/** What a draft that supplies was asked for, and which points it answers as it stands; nothing of another draft. */
export function useAsked() {
  const { draft, form } = useDraft();
  const supplies = draft.case !== undefined && !draft.opens;
  const found = useQuery({ ...matter(draft.case ?? ''), enabled: supplies });
  const c = supplies ? found.data : undefined;
  const points = (c?.asks ?? []).flatMap((a) => a.supplements.map((demand) => ({
    demand, answered: answered(demand.material, { was: { form: c?.form, files: c?.materials ?? [] }, now: { form, files: draft.files } }),
  })));
  return { found, supplies, points, by: c?.asks.find((a) => a.supplements.length > 0)?.answer_by };
}

/** All that was asked for, point by point, with how far it is answered; on the last page also what becomes of the rest. */
export function Asked({ last }: { last?: boolean }) {
  const { t } = useTranslation();
  const { draft, guide: g } = useDraft();
  const { found, supplies, points, by } = useAsked();
  if (!supplies) return null;
  if (points.length === 0) return <Unread query={found} />;
  const done = points.filter((p) => p.answered).length;
  return (
    <section className="sheet asked" aria-labelledby="asked">
      <h2 id="asked">{t('asked.title', { done, all: points.length })}</h2>
      {by && <p>{t('visit.answer_by', { on: day(by) })}</p>}
      <ol>{points.map((p, i) => <li key={i}><Mark answered={p.answered} /> <Point demand={p.demand} titles={g.materials} to={`/my/drafts/${draft.id}/materials`} /></li>)}</ol>
      {last && done < points.length && <p className="note">{t('asked.rest')}</p>}
    </section>
  );
}

/** The points about one material, where its files are. */
export function AskedOf({ material }: { material: string }) {
  const { guide: g } = useDraft();
  const { points } = useAsked();
  const of = points.filter((p) => p.demand.material === material);
  if (of.length === 0) return null;
  return <ul className="note asked-of">{of.map((p, i) => <li key={i}><Mark answered={p.answered} /> <Point demand={p.demand} titles={g.materials.filter((m) => m.id !== material)} /></li>)}</ul>;
}

function Mark({ answered: is }: { answered: boolean }) {
  const { t } = useTranslation();
  return <span className={`tag ${is ? 'success' : 'yellow'}`}><span aria-hidden="true">{is ? '✓' : '!'}</span> {t(is ? 'asked.answered' : 'asked.open')}</span>;
}
