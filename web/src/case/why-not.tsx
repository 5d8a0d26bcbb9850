import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { listed } from '../app/format';
import { said } from '../i18n';

/** Why an act is not possible now, who can do it, and what would make it possible, in the words of the guards that decide. */
export function WhyNot({ title, whys }: { title: string; whys: Schemas['WhyNot'][] }) {
  const { t } = useTranslation();
  return (
    <details className="why">
      <summary><span aria-hidden="true">⊘</span> {title} <span className="hint">{t('act.why')}</span></summary>
      <ul>
        {whys.map((w) => (
          <li key={w.code + (w.who ?? '')}>
            {said(w)}
            {w.unlock && <p className="hint">{said(w.unlock)} {listed(w.unlock.people.map((p) => p.name ?? p.id))}</p>}
          </li>
        ))}
      </ul>
    </details>
  );
}
