import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { day, instant } from '../app/format';
import { said } from '../i18n';

const hidden = new Set(['parallel', 'choice']);

/** What happened to a case, what is happening, and who did it. */
export function Timeline({ c }: { c: Schemas['Case'] }) {
  const visits = c.visits.filter((v) => !hidden.has(v.kind) && v.status !== 'void');
  return <ol className="timeline">{visits.map((v) => <Visit key={v.visit} v={v} />)}</ol>;
}

function Visit({ v }: { v: Schemas['CaseVisit'] }) {
  const { t } = useTranslation();
  const open = v.status === 'open';
  const who = v.by ?? v.claimed;
  const panel = v.seats.length > 1; // of one who decides alone, the decision says it all
  const away = panel ? undefined : v.seats[0]?.in_place_of;
  return (
    <li className={open ? 'now' : ''} aria-current={open ? 'step' : undefined}>
      <p>
        <span aria-hidden="true">{open ? '●' : v.kind === 'end' ? '■' : v.status === 'closed' ? '–' : '✓'}</span> <strong>{said(v.title)}</strong>
        {v.decision_title && <span> · {said(v.decision_title)}</span>}
        {v.kind !== 'end' && open && <span className="hint"> {t('visit.since', { at: instant(v.opened_at) })}</span>}
      </p>
      <p className="hint">
        {!open && v.closed_at && instant(v.closed_at)}{who?.name && ` · ${who.name}`}{away && ` (${t('visit.for', { name: away.name ?? away.id })})`}{open && v.due_on && ` · ${t('due.by', { on: day(v.due_on) })}`}
        {open && v.answer_by && ` · ${t('visit.answer_by', { on: day(v.answer_by) })}`}
      </p>
      {panel && v.seats.some((s) => s.vote || s.person) && (
        <ul className="seats">{v.seats.map((s, i) => <li key={i}>{s.person?.name ?? t('visit.seat')}{s.in_place_of && ` (${t('visit.for', { name: s.in_place_of.name ?? s.in_place_of.id })})`}: {s.vote ? t(`vote.${s.vote}`) : s.decision ? s.decision : s.closed ? t('visit.closed') : t('visit.open')}</li>)}</ul>
      )}
      {v.opinions.filter((o) => o.reason).map((o, i) => <blockquote key={i}>{o.reason}<footer className="hint">{o.person?.name} {o.from} {o.contact} {instant(o.at)}</footer></blockquote>)}
      {v.reason_title && v.opinions.length === 0 && <p className="hint">{said(v.reason_title)}</p>}
    </li>
  );
}
