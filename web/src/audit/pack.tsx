import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Title } from '../app/title';
import { useCheck, Verdict } from '../trail';
import { known } from '../trail/known';
import { logKey } from './queries';

/** An evidence pack is checked where it is: nothing of it leaves the browser. */
export function PackCheck() {
  const { t } = useTranslation();
  const server = useQuery(logKey());
  const { said, start, reset } = useCheck();
  const [given, give] = useState<string>();
  const [name, call] = useState('');
  const key = given ?? known().key ?? server.data ?? '';
  const take = (file: File | undefined) => {
    if (!file) return;
    call(file.name);
    start({ what: 'pack', file, key: key.trim() });
  };
  return (
    <>
      <nav aria-label={t('app.path')} className="path"><Link to="/log">{t('audit.log')}</Link></nav>
      <Title>{t('check.pack')}</Title>
      <p>{t('check.pack_lead')}</p>
      <p className="field"><label htmlFor="key">{t('check.key')}</label><span className="hint" id="key-help">{t('check.key_help')}</span><textarea id="key" className="mono" rows={2} aria-describedby="key-help" value={key} onChange={(e) => { give(e.target.value); call(''); reset(); }} /></p>
      <p className="field">
        <label htmlFor="pack">{t('check.pack_choose')}</label>
        <input id="pack" className="drop" type="file" accept=".zip,application/zip" onChange={(e) => { take(e.target.files?.[0]); e.target.value = ''; }} />
      </p>
      <section className="sheet verify" aria-labelledby="pack-title">
        <h2 id="pack-title">{name ? t('check.pack_name', { name }) : t('check.title')}</h2>
        <div role="status"><Verdict said={said} /></div>
      </section>
    </>
  );
}
