import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, data, type Schemas } from '../api/client';
import { day, listed } from '../app/format';
import { Title } from '../app/title';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { caseState, StatusTag } from '../parts/status';

export function ProgressLookup() {
  const { t } = useTranslation();
  const look = useMutation({
    mutationFn: async (body: { number: string; code: string }) => data<Schemas['Progress']>(await api.POST('/api/v1/progress', { body })),
  });
  return (
    <>
      <Title>{t('nav.progress')}</Title>
      <p>{t('progress.lead')}</p>
      <form className="narrow" onSubmit={(e) => {
        e.preventDefault();
        const given = new FormData(e.currentTarget);
        look.mutate({ number: String(given.get('number')).trim(), code: String(given.get('code')).trim() });
      }}>
        <ErrorNote error={look.error} />
        <p className="field"><label htmlFor="number">{t('case.number')}</label><input id="number" name="number" required autoComplete="off" /></p>
        <p className="field"><label htmlFor="code">{t('case.query_code')}</label><input id="code" name="code" required autoComplete="off" /></p>
        <button type="submit" className="main" disabled={look.isPending}>{t('progress.look')}</button>
      </form>
      <div role="status">{look.data && <Found p={look.data} />}</div>
    </>
  );
}

function Found({ p }: { p: Schemas['Progress'] }) {
  const { t } = useTranslation();
  const state = p.waiting ? 'supplement' : caseState({ status: p.status, outcome: p.outcome });
  return (
    <section className="sheet">
      <h2>{p.number} <StatusTag state={state} end={p.end} /></h2>
      <p>{said(p.item)}</p>
      <dl className="facts">
        <div><dt>{t('case.received')}</dt><dd>{day(p.received_on)}</dd></div>
        {p.accepted_on && <div><dt>{t('case.accepted')}</dt><dd>{day(p.accepted_on)}</dd></div>}
        {p.at.length > 0 && <div><dt>{t('progress.at')}</dt><dd>{listed(p.at.map(said))}</dd></div>}
        {p.due_on && <div><dt>{t('case.due')}</dt><dd>{day(p.due_on)}</dd></div>}
        {p.decided_on && <div><dt>{t('case.decided')}</dt><dd>{day(p.decided_on)}</dd></div>}
        {p.end && <div><dt>{t('case.end')}</dt><dd>{said(p.end)}</dd></div>}
      </dl>
      {p.waiting && <p className="note">{t('progress.waiting')}</p>}
    </section>
  );
}
