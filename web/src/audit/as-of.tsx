import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useParams } from 'react-router';
import type { Schemas } from '../api/client';
import { Refused } from '../api/problem';
import { matter } from '../api/queries';
import { day } from '../app/format';
import { useMe } from '../app/session';
import { Title } from '../app/title';
import { Documents, Files } from '../case/papers';
import { Timeline } from '../case/timeline';
import { Form } from '../my/case';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';
import { caseState, StatusTag } from '../parts/status';
import { CasePath } from './path';
import { asOf } from './queries';

/** Asks for the day that a case is to be seen as of. */
export function AsOfForm({ id, on }: { id: string; on?: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const go = useNavigate();
  return (
    <form className="as-of" onSubmit={(e) => { e.preventDefault(); void go(`/audit/cases/${id}/as-of/${String(new FormData(e.currentTarget).get('on'))}`); }}>
      <label>{t('audit.as_of')} <input key={on} type="date" name="on" required defaultValue={on ?? me?.today} max={me?.today} aria-describedby="as-of-help" /></label>
      <button type="submit">{t('audit.show')}</button> <span className="hint" id="as-of-help">{t('audit.as_of_help')}</span>
    </form>
  );
}

/** A case as it was recorded by the end of a day. */
export function AsOf() {
  const { case: id = '', date = '' } = useParams();
  const me = useMe();
  const found = useQuery({ ...asOf(id, date), enabled: Boolean(me) });
  if (!me) return <Navigate to={`/login?back=/audit/cases/${encodeURIComponent(id)}/as-of/${date}`} replace />;
  if (found.error instanceof Refused && found.error.problem.status === 422) return <Otherwise id={id} date={date} error={found.error} />;
  return <><Loaded query={found}>{(then) => <Then then={then} />}</Loaded>{found.error && <AsOfForm id={id} on={date} />}</>;
}

/** A day that a case cannot be seen as of: why, and the choice of another. */
function Otherwise({ id, date, error }: { id: string; date: string; error: Refused }) {
  const { t } = useTranslation();
  const { data: c } = useQuery(matter(id));
  return (
    <>
      <CasePath c={c} />
      <Title>{c ? t('audit.as_of_title', { number: c.number, on: day(date) }) : t('audit.as_of')}</Title>
      <ErrorNote error={error} />
      <AsOfForm id={id} on={date} />
    </>
  );
}

function Then({ then }: { then: Schemas['CaseAsOf'] }) {
  const { t } = useTranslation();
  const c = then.case;
  return (
    <>
      <CasePath c={c} />
      <Title aside={<StatusTag state={caseState(c)} end={c.end_title} />}>{t('audit.as_of_title', { number: c.number, on: day(then.on) })}</Title>
      <p className="note">{t('audit.as_of_entries', { count: then.entries })}</p>
      <AsOfForm id={c.id} on={then.on} />
      <dl className="facts">
        <div><dt>{t('audit.received')}</dt><dd>{day(c.received_on)}</dd></div>
        {c.due_on && <div><dt>{t('audit.due')}</dt><dd>{day(c.due_on)}</dd></div>}
        {c.decided_on && <div><dt>{t('audit.decided')}</dt><dd>{day(c.decided_on)}</dd></div>}
      </dl>
      <h2>{t('audit.progress')}</h2>
      <Timeline c={c} />
      <h2>{t('audit.documents')}</h2>
      <Documents c={c} />
      <h2>{t('audit.form')}</h2>
      <Form c={c} />
      <h2>{t('audit.files')}</h2>
      <Files c={c} />
    </>
  );
}
