import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client';
import { publicNotices } from '../api/queries';
import { day } from '../app/format';
import { Title } from '../app/title';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';

type Notice = Schemas['PublicNotice'];

export function Notices() {
  const { t } = useTranslation();
  const [query, setQuery] = useSearchParams();
  const over = query.has('over');
  const page = useQuery(publicNotices({ over, running: !over, cursor: query.get('cursor') ?? undefined }));
  const show = (which: 'running' | 'over') => setQuery(which === 'over' ? { over: '' } : {});
  return (
    <>
      <Title>{t('nav.notices')}</Title>
      <p>{t('notice.lead')}</p>
      <fieldset className="tabs">
        <legend className="unseen">{t('notice.which')}</legend>
        {(['running', 'over'] as const).map((w) => (
          <label key={w}><input type="radio" name="which" checked={over === (w === 'over')} onChange={() => show(w)} />{t(`notice.${w}`)}</label>
        ))}
      </fieldset>
      <Loaded query={page}>
        {(p) => (
          <>
            {p.rows.length === 0 ? <p>{t(over ? 'notice.none_over' : 'notice.none_running')}</p> : <NoticeList rows={p.rows} />}
            {p.next && <p><Link className="button" to={{ search: new URLSearchParams({ ...(over && { over: '' }), cursor: p.next }).toString() }}>{t('app.more')}</Link></p>}
          </>
        )}
      </Loaded>
    </>
  );
}

export function NoticeList({ rows }: { rows: Notice[] }) {
  return (
    <ul className="rows">
      {rows.map((n) => (
        <li key={`${n.number}/${n.visit}`}>
          <span>
            <Link to={`/notices/${encodeURIComponent(n.number)}/${n.visit}`}>{n.applicant.name ?? n.applicant.credit_code}</Link> {said(n.item_title)}{n.proposed?.grade_title && <span className="hint"> {said(n.proposed.grade_title)}</span>}
          </span>
          <span><span className="hint">{day(n.from)} – {day(n.until)}</span> <Standing n={n} /></span>
        </li>
      ))}
    </ul>
  );
}

/** How long a notice still runs, or what became of it. */
export function Standing({ n }: { n: Notice }) {
  const { t } = useTranslation();
  if (n.running) {
    const left = n.left > 0 ? t(`notice.days_${n.unit}`, { count: n.left }) : t('notice.last_day');
    return <span className="tag info"><span aria-hidden="true">◷</span> {left}</span>;
  }
  return <span className="tag neutral"><span aria-hidden="true">—</span> {n.outcome && t(`notice.outcome.${n.outcome}`)}</span>;
}
