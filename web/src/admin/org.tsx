import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data, type Schemas } from '../api/client';
import { useCommand } from '../app/command';
import { AskBeforeLeaving } from '../app/leave';
import { may, useMe } from '../app/session';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';
import { Place } from './place';
import { staff, units } from './queries';

type Unit = Schemas['Unit'];

export function Org() {
  const { t } = useTranslation();
  return <Place title={t('nav.org')} needs="person:list"><Tree /></Place>;
}

function Tree() {
  const { t } = useTranslation();
  const me = useMe();
  const found = useQuery(units());
  const known = useQuery(staff());
  const sitting = known.data && counted(known.data);
  return (
    <Loaded query={found}>
      {(all) => (
        <>
          <p className="lead">{t('admin.org.lead')}</p>
          {known.error && <Loaded query={known}>{() => null}</Loaded>}
          <Branch all={all} under="" sitting={sitting} />
          {may(me, 'unit:create') && <Found all={all} />}
        </>
      )}
    </Loaded>
  );
}

/** How many sit in each unit. */
function counted(people: Schemas['Person'][]): Map<string, number> {
  const sitting = new Map<string, number>();
  for (const p of people) if (p.unit && !p.disabled) sitting.set(p.unit, (sitting.get(p.unit) ?? 0) + 1);
  return sitting;
}

/** The units below one, each with how many sit in it, where that is known. */
function Branch({ all, under, sitting }: { all: Unit[]; under: string; sitting?: Map<string, number> }) {
  const { t } = useTranslation();
  const here = all.filter((u) => (u.parent ?? '') === under);
  if (here.length === 0) return null;
  return (
    <ul className="tree">
      {here.map((u) => (
        <li key={u.id}>
          <span><strong>{said(u.title)}</strong> <span className="hint mono">{u.id}{u.code && ` · ${u.code}`}</span> <Link to={`/admin/people?unit=${u.id}`}>{sitting ? t('admin.org.people', { count: sitting.get(u.id) ?? 0 }) : t('nav.people')}<span className="unseen"> {said(u.title)}</span></Link></span>
          <Branch all={all} under={u.id} sitting={sitting} />
        </li>
      ))}
    </ul>
  );
}

/** Units by name, those below one another one step further in. */
export function UnitOptions({ all, under = '', depth = 0 }: { all: Unit[]; under?: string; depth?: number }) {
  return all.filter((u) => (u.parent ?? '') === under).map((u) => (
    [<option key={u.id} value={u.id}>{'　'.repeat(depth)}{said(u.title)}</option>, <UnitOptions key={`${u.id}/`} all={all} under={u.id} depth={depth + 1} />]
  ));
}

function Found({ all }: { all: Unit[] }) {
  const { t } = useTranslation();
  const begun = useRef(false);
  const found = useCommand(
    async (body: Schemas['NewUnitInputBody'], key: string) => data<Schemas['Done']>(await api.POST('/api/v1/units', { body, params: { header: { 'Idempotency-Key': key } } })),
    () => { begun.current = false; },
  );
  return (
    <details>
      <summary>{t('admin.org.found')}</summary>
      <AskBeforeLeaving unsaved={() => begun.current} />
      <form className="narrow" key={found.data?.receipt.hash} onInput={() => { begun.current = true; }} onSubmit={(e) => {
        e.preventDefault();
        if (found.isPending) return;
        const given = Object.fromEntries([...new FormData(e.currentTarget)].map(([k, v]) => [k, String(v).trim()]));
        found.mutate({ id: given.id ?? '', parent: given.parent || undefined, title: { zh: given.zh ?? '', en: given.en ?? '' }, code: given.code || undefined });
      }}>
        <ErrorNote error={found.error} />
        <p className="field"><label htmlFor="unit-zh">{t('admin.org.zh')}</label><input id="unit-zh" name="zh" required /></p>
        <p className="field"><label htmlFor="unit-en">{t('admin.org.en')}</label><input id="unit-en" name="en" /></p>
        <p className="field"><label htmlFor="unit-id">{t('admin.org.id')}</label><span className="hint" id="unit-id-help">{t('admin.org.id_help')}</span><input id="unit-id" name="id" required pattern="[a-z0-9][a-z0-9\-]{0,62}" aria-describedby="unit-id-help" /></p>
        <p className="field"><label htmlFor="unit-parent">{t('admin.org.parent')}</label><select id="unit-parent" name="parent"><option value="">{t('admin.org.root')}</option><UnitOptions all={all} /></select></p>
        <p className="field"><label htmlFor="unit-code">{t('admin.org.code')}<span className="hint"> {t('form.optional')}</span></label><input id="unit-code" name="code" maxLength={20} /></p>
        <button type="submit" className="main" aria-disabled={found.isPending}>{found.isPending ? t('act.doing') : t('admin.org.found')}</button>
        <p role="status">{found.isSuccess && t('admin.done')}</p>
      </form>
    </details>
  );
}
