import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { day } from '../app/format';
import { said } from '../i18n';
import './outlook.css';
import './words';

type Countdown = Schemas['CaseCountdown'];

/** What whoever waits for a case wants to know first: how long it still takes, what is not counted and why, who has it, what comes next. */
export function Outlook({ o }: { o: Schemas['CaseOutlook'] }) {
  const { t } = useTranslation();
  if (!o.countdown && o.now.length === 0) return null;
  return (
    <section className="sheet outlook">
      <h2>{t('outlook.title')}</h2>
      {o.countdown && <Count k={o.countdown} />}
      <dl className="facts">
        {o.now.length > 0 && <div><dt>{t('outlook.now')}</dt><dd>{o.now.map((h) => <Holder key={h.visit} h={h} />)}</dd></div>}
        {o.next.length > 0 && <div><dt>{t('outlook.next')}</dt><dd>{o.next.map(said).join(t('outlook.and'))}</dd></div>}
      </dl>
    </section>
  );
}

function Holder({ h }: { h: Schemas['CaseHolding'] }) {
  const { t } = useTranslation();
  if (!h.post || !h.unit) return <div>{t('outlook.passing', { title: said(h.title) })}</div>;
  return <div>{said(h.title)} · {t('outlook.someone', { post: said(h.post), unit: said(h.unit) })}</div>;
}

/** The days left, in the unit of the limit. */
function Left({ k }: { k: Countdown }) {
  const { t } = useTranslation();
  if (k.left === 0) return t('outlook.today');
  return k.left > 0 ? t(`outlook.left_${k.unit}`, { count: k.left }) : t(`outlook.over_${k.unit}`, { count: -k.left });
}

function Count({ k }: { k: Countdown }) {
  const { t } = useTranslation();
  const standing = k.pauses.some((p) => !p.to);
  return (
    <>
      <p className="count">
        <strong className={k.left < 0 ? 'over' : ''}><span aria-hidden="true">{k.left < 0 ? '⬣' : standing ? '‖' : '◷'}</span> <Left k={k} /></strong>
        {standing && <span className="tag paused"><span aria-hidden="true">‖</span> {t('outlook.paused')}</span>}
        {k.last && <span>{t(standing ? 'outlook.if' : 'outlook.due', { title: said(k.title), on: day(k.last) })}</span>}
        <span className="hint">{t('outlook.used', { used: k.used, all: k.used + k.left })} · <a href="#clocks">{t('outlook.days')}</a></span>
      </p>
      {k.pauses.length > 0 && (
        <ul>
          {k.pauses.map((p, i) => (
            <li key={i}>{p.to
              ? t('outlook.was', { why: said(p.title), from: day(p.from), to: day(p.to), n: p.days })
              : t(p.days > 0 ? 'outlook.stands' : 'outlook.stands_new', { why: said(p.title), from: day(p.from), n: p.days })}</li>
          ))}
        </ul>
      )}
      {standing && <p className="hint">{t('outlook.resumes')}</p>}
    </>
  );
}
