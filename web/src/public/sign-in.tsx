import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { audienceOf, home, type Me, sessionQuery, useMe } from '../app/session';
import { SignInForm } from '../app/sign-in';
import { Title } from '../app/title';

/** Only an address of our own is led back to. */
function own(back: string | null): string | undefined {
  return back?.startsWith('/') && !back.startsWith('//') && !back.includes('\\') ? back : undefined;
}

export function SignIn() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const go = useNavigate();
  const [query] = useSearchParams();
  const me = useMe();
  const back = own(query.get('back'));
  const enter = (now: Me) => {
    client.clear(); // what was read as nobody
    client.setQueryData(sessionQuery.queryKey, now);
    void go(back ?? home[audienceOf(now)], { replace: true });
  };
  if (me) return <Navigate to={back ?? home[audienceOf(me)]} replace />;
  return (
    <>
      <Title>{t('login.title')}</Title>
      <SignInForm done={enter} />
      <p className="hint">{t('login.help')}</p>
    </>
  );
}
