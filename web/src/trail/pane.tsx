import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Schemas } from '../api/client';
import { trail } from '../api/queries';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';
import { standing } from './checking';
import { TrailTable } from './table';
import { useCheck } from './use-check';
import { filesOf, VerifyPanel } from './verify-panel';

type Entry = Schemas['Entry'];

/** Who did it, as a value to choose by. */
const personOf = (e: Entry) => (e.actor.system ? 'system' : e.actor.person?.id ?? '');

const filters = ['person', 'action', 'round'] as const;

/** The trail of a case: its entries, to be narrowed down, and whether they are what was recorded. */
export function TrailPane({ c }: { c: Schemas['Case'] }) {
  const { t } = useTranslation();
  const [query, setQuery] = useSearchParams();
  const entries = useQuery(trail(c.id));
  const check = useCheck();
  const of = check.said?.state === 'case' ? check.said : undefined;
  const change = (name: string, value: string) => setQuery((was) => { if (value) was.set(name, value); else was.delete(name); return was; }, { replace: true });
  const fits = (e: Entry) => {
    const [person, action, round] = filters.map((f) => query.get(f) ?? '');
    return (!person || personOf(e) === person) && (!action || e.kind === action) && (!round || String(e.round ?? '') === round);
  };
  return (
    <>
      <VerifyPanel id={c.id} files={filesOf(c)} check={check} />
      <Loaded query={entries}>
        {(all) => {
          const rows = all.filter(fits);
          return (
            <>
              <fieldset className="toolbar">
                <legend className="unseen">{t('trail.filter')}</legend>
                <Choice label={t('trail.person')} value={query.get('person')} options={choices(all, personOf, (e) => (e.actor.system ? t('trail.system') : e.actor.person?.name || personOf(e)))} choose={(v) => change('person', v)} />
                <Choice label={t('trail.kind')} value={query.get('action')} options={choices(all, (e) => e.kind, (e) => said(e.title))} choose={(v) => change('action', v)} />
                <Choice label={t('trail.round')} value={query.get('round')} options={choices(all, (e) => String(e.round ?? ''), (e) => t('trail.round_n', { count: e.round }))} choose={(v) => change('round', v)} />
              </fieldset>
              {rows.length === 0 ? <p>{t('trail.none')}</p> : <TrailTable rows={rows} caption={t('trail.caption', { count: rows.length })} bad={of && standing(of.stream, of.finding).from} proved={of?.finding.hashes} first={Number(query.get('entry')) || undefined} deep />}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

/** The values there are, each once, in the order they come in. */
function choices(all: Entry[], value: (e: Entry) => string, label: (e: Entry) => string): [string, string][] {
  return [...new Map(all.filter((e) => value(e) !== '').map((e) => [value(e), label(e)]))];
}

function Choice({ label, value, options, choose }: { label: string; value: string | null; options: [string, string][]; choose: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <label>{label} <select value={value ?? ''} onChange={(e) => choose(e.target.value)}>
      <option value="">{t('trail.any')}</option>
      {options.map(([v, l]) => <option key={v} value={v}>{l}</option>)}
    </select></label>
  );
}
