import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { clocks } from '../api/queries';
import { day } from '../app/format';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';

/** The clocks of a case day by day: which counted, which did not, and by which rule. */
export function ClockSheets({ id }: { id: string }) {
  const sheets = useQuery(clocks(id));
  const { t } = useTranslation();
  return (
    <Loaded query={sheets}>
      {(s) => (s.sheets.length === 0 ? <p>{t('clock.none')}</p> : (
        <>
          {s.sheets.map((one) => <Sheet key={one.clock} s={one} />)}
          <p><a href={`/api/v1/cases/${id}/clock-sheet`} download>{t('clock.paper')}</a></p>
        </>
      ))}
    </Loaded>
  );
}

function Sheet({ s }: { s: Schemas['ClockSheet'] }) {
  const { t } = useTranslation();
  return (
    <section className="sheet">
      <h3>{said(s.title)}</h3>
      <p>
        {t('clock.sum', { counted: s.counted, excluded: s.excluded, remaining: s.remaining })}
        {s.due_on && ` ${t('due.by', { on: day(s.due_on) })}`}{s.provisional && ` ${t('clock.provisional')}`}
        {s.basis && <span className="hint"> {s.basis}</span>}
      </p>
      <details>
        <summary>{t('clock.days')}</summary>
        <table>
          <caption className="unseen">{said(s.title)}</caption>
          <thead><tr><th scope="col">{t('clock.date')}</th><th scope="col">{t('clock.counted')}</th><th scope="col">{t('clock.rule')}</th></tr></thead>
          <tbody>
            {s.days.map((d) => <tr key={d.date} className={d.ahead ? 'ahead' : ''}><th scope="row">{day(d.date)}</th><td>{d.counted ? t('clock.nth', { n: d.n }) : '—'}</td><td>{said(d.title)}</td></tr>)}
          </tbody>
        </table>
      </details>
    </section>
  );
}
