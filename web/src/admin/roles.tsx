import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { listed } from '../app/format';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';
import { Place } from './place';
import { policy } from './queries';

export function Roles() {
  const { t } = useTranslation();
  return <Place title={t('nav.roles')} needs="policy:read"><Policy /></Place>;
}

function Policy() {
  const { t } = useTranslation();
  const found = useQuery(policy());
  return (
    <Loaded query={found}>
      {(p) => (
        <>
          <p className="lead">{t('admin.roles.lead')}</p>
          <p className="hint">{t('admin.hash')} <span className="mono">{p.hash}</span></p>
          <section className="sheet">
            <h2>{t('admin.roles.conflicts')}</h2>
            <ul>{p.conflicts.map((c) => <li key={c.role}><strong>{title(p, c.role)}</strong> × {listed(c.with.map((w) => title(p, w)))} <span className="hint">{said(c)}</span></li>)}</ul>
          </section>
          <OfRole title={t('admin.roles.everybody')} lines={p.lines.filter((l) => l.role === '*')} open />
          {p.roles.map((r) => <OfRole key={r.name} title={said(r)} lines={p.lines.filter((l) => l.role === r.name)} />)}
        </>
      )}
    </Loaded>
  );
}

function title(p: Schemas['Policy'], role: string): string {
  return said(p.roles.find((r) => r.name === role)) || role;
}

function OfRole({ title, lines, open }: { title: string; lines: Schemas['PolicyLine'][]; open?: boolean }) {
  const { t } = useTranslation();
  return (
    <details open={open}>
      <summary><strong>{title}</strong> <span className="hint">{t('admin.roles.lines', { count: lines.length })}</span></summary>
      <ul className="rows">
        {lines.map((l, i) => (
          <li key={i}><span><span className={`tag ${l.allow ? 'success' : 'red'}`}><span aria-hidden="true">{l.allow ? '✓' : '✕'}</span> {t(l.allow ? 'admin.roles.allowed' : 'admin.roles.denied')}</span> {said(l)}</span></li>
        ))}
      </ul>
    </details>
  );
}
