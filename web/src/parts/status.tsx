import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { day } from '../app/format';
import { said } from '../i18n';

/** The states of a case as people name them: what the API says, told apart where it matters to whoever waits. */
export type CaseState = 'received' | 'supplement' | 'accepted' | 'paused' | 'decided' | 'granted' | 'refused' | 'issued' | 'closed';

const looks: Record<CaseState, { look: string; icon: string }> = {
  received: { look: 'info', icon: '○' }, supplement: { look: 'yellow', icon: '!' }, accepted: { look: 'info', icon: '◐' }, paused: { look: 'paused', icon: '‖' },
  decided: { look: 'info', icon: '◕' }, granted: { look: 'success', icon: '✓' }, refused: { look: 'neutral', icon: '✕' }, issued: { look: 'success', icon: '✓' }, closed: { look: 'neutral', icon: '—' },
};

/** What there is to go by: a row of a list knows less than the case. */
type Known = Pick<Schemas['Case'], 'status' | 'outcome'> & Partial<Pick<Schemas['Case'], 'certificate' | 'asks' | 'clocks'> & Pick<Schemas['CaseRow'], 'waits_for_applicant'>>;

export function caseState(c: Known): CaseState {
  if (c.status === 'ended' || c.status === 'decided') {
    if (c.outcome === 'refuses') return 'refused';
    if (c.outcome === 'closes') return 'closed';
    if (c.outcome === 'grants') return c.certificate?.issued ? 'issued' : 'granted';
    return 'decided';
  }
  if (c.asks?.length || c.waits_for_applicant) return 'supplement';
  if (c.clocks?.some((k) => k.running && k.halted)) return 'paused';
  return c.status;
}

/** The state of a case; of one that has ended what its end is called, which says more: a revocation is none of "granted" and "refused". */
export function StatusTag({ state, end }: { state: CaseState; end?: Schemas['Text'] | null }) {
  const { t } = useTranslation();
  const { look, icon } = looks[state];
  return <span className={`tag ${look}`}><span aria-hidden="true">{icon}</span> {end && state !== 'issued' ? said(end) : t(`status.${state}`)}</span>;
}

/** How a case stands against its time: a word, a sign and a number, never a colour alone. */
export function DeadlineBadge({ due, cards = [], today }: { due?: string; cards?: { colour?: string }[]; today: string }) {
  const { t } = useTranslation();
  const red = cards.some((c) => c.colour === 'red'), yellow = cards.some((c) => c.colour === 'yellow');
  if (!due) return red ? <span className="tag red"><span aria-hidden="true">⬣</span> {t('due.red')}</span> : null;
  const late = due < today;
  const look = late || red ? 'red' : yellow ? 'yellow' : 'plain';
  const word = late || red ? t('due.red') : yellow ? t('due.yellow') : '';
  return (
    <span className={`tag ${look}`}>
      <span aria-hidden="true">{look === 'red' ? '⬣' : look === 'yellow' ? '▲' : '◷'}</span> {word && `${word} · `}{late ? t('due.over', { on: day(due) }) : t('due.by', { on: day(due) })}
    </span>
  );
}
