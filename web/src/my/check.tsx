import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { api, data, type Schemas } from '../api/client';
import { Refused } from '../api/problem';
import { draft as draftQuery, draftCheck } from '../api/queries';
import { useCommand } from '../app/command';
import { day } from '../app/format';
import { Title } from '../app/title';
import { Answers } from '../form/answers';
import { fields, resolve, titleOf, valueAt } from '../form/schema';
import { language, said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';
import { Asked } from './asked';
import { receiptOf, supplies, useDraft } from './draft';
import { FileOf, Looking } from './looking';
import { Conflicts, Saved } from './saved';

/** All answers and files once more, and what still stands in the way of filing them. */
export function CheckAnswers() {
  const { t } = useTranslation();
  const { draft, guide, schema, form, flush } = useDraft();
  const check = useQuery({ ...draftCheck(draft.id), staleTime: 0 });
  const go = useNavigate();
  const client = useQueryClient();
  const [agreed, setAgreed] = useState(false);
  const submit = useCommand(
    async (_: undefined, key: string) => {
      const header = { 'Idempotency-Key': key }, body = { draft: draft.id };
      const answer = supplies(draft)
        ? await api.POST('/api/v1/cases/{id}/supply', { params: { path: { id: draft.case }, header }, body })
        : await api.POST('/api/v1/cases', { params: { header }, body });
      return data<Schemas['Done']>(answer);
    },
    (done) => void go(receiptOf(draft, done.case ?? ''), { replace: true }),
    { failed: (e) => { if (e instanceof Refused && e.problem.code === 'draft_filed') void client.invalidateQueries(draftQuery(draft.id)); } },
  );
  const list = `/my/drafts/${draft.id}`;
  const root = resolve(schema, schema);
  return (
    <>
      <nav aria-label={t('app.path')} className="path"><Link to={list}>{said(draft.title)}</Link></nav>
      <Title>{t('draft.check')}</Title>
      <Saved />
      <Conflicts />
      <Loaded query={check}>{(c) => <><Asked check={c} last /><Standing c={c} list={list} /></>}</Loaded>
      {fields(root).map(([name, s]) => {
        const at = resolve(schema, s);
        return (
          <section className="sheet" key={name}>
            <h2>{said(titleOf(at, name))} <Link to={`${list}/form/${name}`}>{t('draft.change')}<span className="unseen"> {said(titleOf(at, name))}</span></Link></h2>
            {at.type === 'object'
              ? <Answers root={schema} schema={at} value={valueAt(form, `/${name}`)} />
              : <Answers root={schema} schema={{ type: 'object', properties: { [name]: at } }} value={form} />}
          </section>
        );
      })}
      <section className="sheet">
        <h2>{t('draft.materials')} <Link to={`${list}/materials`}>{t('draft.change')}<span className="unseen"> {t('draft.materials')}</span></Link></h2>
        <Looking>
          {(look) => (
            <dl className="answers">
              {guide.materials.map((m) => (
                <div key={m.id}>
                  <dt>{said(m.title)}</dt>
                  <dd>{draft.files.some((f) => f.material === m.id) ? draft.files.filter((f) => f.material === m.id).map((f) => <div key={f.name}><FileOf file={f} look={look} measured={m.photo !== undefined} /></div>) : <span className="hint">{t('mine.no_file')}</span>}</dd>
                </div>
              ))}
            </dl>
          )}
        </Looking>
      </section>
      <form onSubmit={(e) => {
        e.preventDefault();
        if (submit.isPending) return;
        void flush().then((safe) => safe && submit.mutate(undefined));
      }}>
        <ErrorNote error={submit.error} />
        <label className="option"><input type="checkbox" required checked={agreed} onChange={(e) => setAgreed(e.target.checked)} /> {t('draft.declare')}</label>
        {check.data?.decided_by && <p className="note">{t('mine.decided_by', { on: day(check.data.promised_by ?? check.data.decided_by) })} <span className="hint">{t('mine.decided_note')}</span></p>}
        <p className="actions">
          <button type="submit" className="main" aria-disabled={submit.isPending}>{submit.isPending ? t('draft.submitting') : supplies(draft) ? t('draft.supply') : t('draft.send')}</button>
          <span className="hint">{t('draft.no_edits')}</span>
        </p>
      </form>
    </>
  );
}

function Standing({ c, list }: { c: Schemas['DraftCheck']; list: string }) {
  const { t } = useTranslation();
  const sentence = (f: Schemas['FieldProblem']) => (language() === 'en' ? f.en : f.zh);
  const open = c.fields.length + c.missing.length;
  return (
    <>
      {open > 0 && (
        <div className="errors">
          <h2>{t('error.count', { count: open })}</h2>
          <ul>
            {c.fields.map((f) => <li key={f.field + f.code}><Link to={`${list}/form/${f.field.split('/')[1]}`}>{sentence(f)}</Link></li>)}
            {c.missing.map((m) => <li key={m.material}><Link to={`${list}/materials#m-${m.material}`}>{said(m.title)}: {t('draft.lacking', { count: m.need - m.have })}</Link></li>)}
          </ul>
        </div>
      )}
      {c.warnings.length > 0 && <div className="note"><ul>{c.warnings.map((f) => <li key={f.field + f.code}>{sentence(f)}</li>)}</ul></div>}
      {c.criteria.length > 0 && (
        <details>
          <summary>{t('draft.criteria', { held: c.criteria.filter((k) => k.judged && k.holds).length, all: c.criteria.length })}</summary>
          <p className="hint">{t('draft.criteria_note')}</p>
          <ul>{c.criteria.map((k) => <li key={`${k.rule_set}/${k.criterion}`}><span aria-hidden="true">{!k.judged ? '?' : k.holds ? '✓' : '!'}</span> {said(k.title)} <span className="hint">{t(!k.judged ? 'criterion.open' : k.holds ? 'criterion.held' : 'criterion.not_held')}</span></li>)}</ul>
        </details>
      )}
    </>
  );
}
