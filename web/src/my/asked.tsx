import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../api/client';
import { draftCheck } from '../api/queries';
import { day } from '../app/format';
import { said } from '../i18n';
import { useDraft } from './draft';

/** A point of what was asked, with what it is about; in a draft one about a material leads there. */
export function Point({ asked: a, to }: { asked: Schemas['AskedSupplement']; to?: string }) {
  const { t } = useTranslation();
  const title = said(a.title);
  return (
    <>
      {title && <strong>{to ? <Link to={`${to}#m-${a.material}`}>{title}</Link> : title}</strong>} <span>{t('asked.point', { problem: a.problem, demand: a.demand })}</span> {a.basis && <span className="hint">{a.basis}</span>}
    </>
  );
}

/** All that was asked for, point by point, with whether something of it was changed; on the last page also what becomes of the rest. Nothing of a draft that supplies nothing. */
export function Asked({ check: c, last }: { check: Schemas['DraftCheck']; last?: boolean }) {
  const { t } = useTranslation();
  const { draft } = useDraft();
  if (c.asked.length === 0) return null;
  const done = c.asked.filter((a) => a.changed).length;
  return (
    <section className="sheet asked" aria-labelledby="asked">
      <h2 id="asked">{t('asked.title', { done, all: c.asked.length })}</h2>
      {c.answer_by && <p>{t('visit.answer_by', { on: day(c.answer_by) })}</p>}
      <ol>{c.asked.map((a, i) => <li key={i}><Mark changed={a.changed} /> <Point asked={a} to={`/my/drafts/${draft.id}/materials`} /></li>)}</ol>
      {last && done < c.asked.length && <p className="note">{t('asked.rest')}</p>}
    </section>
  );
}

/** The points about one material, where its files are. */
export function AskedOf({ material }: { material: string }) {
  const { draft } = useDraft();
  const of = useQuery(draftCheck(draft.id)).data?.asked.filter((a) => a.material === material) ?? [];
  if (of.length === 0) return null;
  return <ul className="note asked-of">{of.map((a, i) => <li key={i}><Mark changed={a.changed} /> <Point asked={{ ...a, title: undefined }} /></li>)}</ul>;
}

function Mark({ changed: is }: { changed: boolean }) {
  const { t } = useTranslation();
  return <span className={`tag ${is ? 'success' : 'yellow'}`}><span aria-hidden="true">{is ? '✓' : '!'}</span> {t(is ? 'asked.changed' : 'asked.open')}</span>;
}
