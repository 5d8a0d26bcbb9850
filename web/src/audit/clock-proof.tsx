import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useParams } from 'react-router';
import type { Schemas } from '../api/client';
import { clocks, matter } from '../api/queries';
import { day } from '../app/format';
import { useMe } from '../app/session';
import { Title } from '../app/title';
import { Proof, SheetOf, sheetCsv } from '../case/clock-sheet';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';
import { CasePath } from './path';
import { saveText } from '../app/save';

/** What proves the limits of a case: every day with its rule and the entry it rests on, as a calendar and as a table. */
export function ClockProof() {
  const { t } = useTranslation();
  const { case: id = '' } = useParams();
  const me = useMe();
  const found = useQuery({ ...matter(id), enabled: Boolean(me) });
  const sheets = useQuery({ ...clocks(id), enabled: Boolean(me) });
  if (!me) return <Navigate to={`/login?back=/audit/cases/${encodeURIComponent(id)}/clock`} replace />;
  return (
    <Loaded query={found}>
      {(c) => (
        <>
          <CasePath c={c} />
          <Title>{`${t('audit.clock')} ${c.number}`}</Title>
          <Loaded query={sheets}>
            {(all) => (
              <>
                <p>{t('sheet.as_of', { on: day(all.as_of), calendar: all.calendar.slice(0, 12) })} <span className="hint">{t('clock.legend')}</span></p>
                <p className="actions"><button type="button" onClick={() => print()}>{t('app.print')}</button> <a href={`/api/v1/cases/${c.id}/clock-sheet`} download>{t('clock.paper')}</a></p>
                {all.sheets.length === 0 && <p>{t('clock.none')}</p>}
                {all.sheets.map((s) => <Limit key={s.clock} s={s} c={c} />)}
              </>
            )}
          </Loaded>
        </>
      )}
    </Loaded>
  );
}

function Limit({ s, c }: { s: Schemas['ClockSheet']; c: Schemas['Case'] }) {
  const { t } = useTranslation();
  const head = [t('clock.date'), t('clock.counted'), t('clock.rule'), t('clock.cause')];
  return (
    <SheetOf s={s} heading="h2">
      <Proof s={s} entry={(n) => <Link to={`/audit/cases/${c.id}?entry=${n}`}>{t('sheet.entry', { number: n })}</Link>} />
      <p><button type="button" onClick={() => saveText(`${c.number} ${said(s.title)}.csv`, 'text/csv', sheetCsv(s, head))}>{t('sheet.csv')}</button></p>
    </SheetOf>
  );
}
