import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Title } from './title';

/** Something of the page itself failed, such as a part of it that could not be loaded. */
export function Broken() {
  const { t } = useTranslation();
  return (
    <main className="wide">
      <h1>{t('error.broken')}</h1>
      <p>{t('error.broken_why')}</p>
      <button type="button" className="main" onClick={() => location.reload()}>{t('error.reload')}</button>
    </main>
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <>
      <Title>{t('error.missing')}</Title>
      <p>{t('error.missing_why')}</p>
      <p><Link to="/">{t('nav.home')}</Link></p>
    </>
  );
}
