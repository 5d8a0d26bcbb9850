import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';

export type VersionState = Schemas['DefinitionRow']['state'] | Schemas['ProposalRow']['status'];

const looks: Record<VersionState, { look: string; icon: string }> = {
  in_force: { look: 'success', icon: '✓' }, later: { look: 'info', icon: '◷' }, replaced: { look: 'neutral', icon: '—' }, closed: { look: 'neutral', icon: '✕' },
  proposed: { look: 'yellow', icon: '!' }, published: { look: 'success', icon: '✓' }, rejected: { look: 'red', icon: '✕' }, withdrawn: { look: 'neutral', icon: '↩' },
};

/** How a version stands: a word and a sign. */
export function VersionTag({ state }: { state: VersionState }) {
  const { t } = useTranslation();
  const { look, icon } = looks[state];
  return <span className={`tag ${look}`}><span aria-hidden="true">{icon}</span> {t(`admin.state.${state}`)}</span>;
}

/** The beginning of a hash, with the whole of it for whoever compares. */
export function Hash({ value }: { value: string }) {
  const { t } = useTranslation();
  return <details className="hash"><summary className="mono"><span className="unseen">{t('admin.hash')} </span>{value.slice(0, 12)}…</summary><span className="mono">{value}</span></details>;
}
