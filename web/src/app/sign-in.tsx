import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, data } from '../api/client';
import { ErrorNote } from '../parts/errors';
import { know, markSignedIn, type Me, tellTabs } from './session';

/** Asks for name and password; whoever is known already has only to give the password. */
export function SignInForm({ login, done }: { login?: string; done: (me: Me) => void }) {
  const { t } = useTranslation();
  const enter = useMutation({
    mutationFn: async (body: { login: string; password: string }) => data<Me>(await api.POST('/api/v1/session', { body })),
    onSuccess: (me) => {
      markSignedIn(true);
      tellTabs();
      done(know(me));
    },
  });
  return (
    <form className="narrow" onSubmit={(e) => {
      e.preventDefault();
      const given = new FormData(e.currentTarget);
      enter.mutate({ login: String(given.get('login')), password: String(given.get('password')) });
    }}>
      <ErrorNote error={enter.error} />
      <p className="field">
        <label htmlFor="login">{t('login.login')}</label>
        <input id="login" name="login" autoComplete="username" required defaultValue={login} readOnly={login !== undefined} />
      </p>
      <p className="field">
        <label htmlFor="password">{t('login.password')}</label>
        <input id="password" name="password" type="password" autoComplete="current-password" required />
      </p>
      <button type="submit" className="main" disabled={enter.isPending}>{t('login.enter')}</button>
    </form>
  );
}
