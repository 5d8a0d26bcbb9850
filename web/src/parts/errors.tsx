import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../api/problem';
import { instant } from '../app/format';
import { language } from '../i18n';

/** A line of an error: what is wrong, and the id of the control where it is mended. */
export interface Fault {
  text: string;
  at?: string;
}

/** The sentence of an error for whoever met it. */
export function useSentence(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof Refused) return language() === 'en' ? error.problem.detail_en : error.problem.detail_zh;
    return t('error.unanswered');
  };
}

/** All that is wrong with what was asked, above it; it takes the focus when it comes. */
export function ErrorSummary({ title, faults }: { title: string; faults: Fault[] }) {
  const box = useRef<HTMLDivElement>(null);
  const said = faults.map((f) => f.text).join('\n');
  useEffect(() => {
    if (said !== '') box.current?.focus();
  }, [said]);
  if (faults.length === 0) return null;
  return (
    <div className="errors" role="alert" tabIndex={-1} ref={box}>
      <h2>{title}</h2>
      <ul>
        {faults.map((f, i) => (
          <li key={i}>
            {f.at ? <a href={`#${CSS.escape(f.at)}`} onClick={(e) => { e.preventDefault(); document.getElementById(f.at ?? '')?.focus(); }}>{f.text}</a> : f.text}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What the server refused, or that it did not answer, with the id to tell whoever helps. */
export function ErrorNote({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  if (!error) return null;
  const refused = error instanceof Refused ? error.problem : undefined;
  const fields = refused?.fields ?? [];
  return (
    <>
      <ErrorSummary title={t('error.title')} faults={[{ text: sentence(error) }, ...fields.map((f) => ({ text: language() === 'en' ? f.en : f.zh }))]} />
      {refused?.who_name && <p>{t('error.who', { who: refused.who_name, at: instant(refused.at) })}</p>}
      {refused && refused.status >= 500 && <p className="hint">{t('error.request', { id: refused.request_id })}</p>}
    </>
  );
}
