import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { api } from '../api/client';
import { ErrorNote } from '../parts/errors';
import { sessionQuery, useMe } from './session';
import { Title } from './title';

/** What is shown of others to those who watch over them once they have said what for. A page that was there already stays, with what is typed on it. */
export function Purposed() {
  const due = useMe()?.purpose_due ?? false;
  const [shown, show] = useState(!due);
  if (!due && !shown) show(true);
  return <>{due && <AskPurpose />}{shown && <div hidden={due}><Outlet /></div>}</>;
}

function AskPurpose() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const state = useMutation({
    mutationFn: (purpose: string) => api.PUT('/api/v1/session/purpose', { body: { purpose } }),
    onSuccess: async () => {
      client.setQueryData(sessionQuery.queryKey, (me) => me && { ...me, purpose_due: false });
      await client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'session' });
    },
  });
  return (
    <form className="narrow" onSubmit={(e) => {
      e.preventDefault();
      state.mutate(String(new FormData(e.currentTarget).get('purpose')));
    }}>
      <Title>{t('purpose.title')}</Title>
      <p>{t('purpose.lead')}</p>
      <ErrorNote error={state.error} />
      <p className="field">
        <label htmlFor="purpose">{t('purpose.label')}</label>
        <span className="hint" id="purpose-help">{t('purpose.help')}</span>
        <textarea id="purpose" name="purpose" rows={3} maxLength={500} required aria-describedby="purpose-help" />
      </p>
      <button type="submit" className="main" disabled={state.isPending}>{t('purpose.state')}</button>
    </form>
  );
}
