import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { api, type Schemas } from '../api/client';
import { draftCheck } from '../api/queries';
import { Title } from '../app/title';
import { fields, resolve, titleOf } from '../form/schema';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';
import { Asked } from './asked';
import { Carried } from './carried';
import { useDraft } from './draft';
import { Conflicts, Saved } from './saved';

type TaskState = 'todo' | 'begun' | 'done';

/** How far a section is, by what the server's check finds in it. */
export function sectionState(name: string, filled: boolean, check: Schemas['DraftCheck']): { state: TaskState; wrong: number } {
  const wrong = check.fields.filter((f) => f.field === `/${name}` || f.field.startsWith(`/${name}/`)).length;
  if (wrong === 0) return { state: 'done', wrong };
  return { state: filled ? 'begun' : 'todo', wrong };
}

/** An application as a list of tasks, each with how far it is. */
export function Application() {
  const { t } = useTranslation();
  const { draft, schema, form } = useDraft();
  const check = useQuery({ ...draftCheck(draft.id), staleTime: 0 });
  const sections = fields(resolve(schema, schema));
  const filled = (form ?? {}) as Record<string, unknown>;
  return (
    <>
      <nav aria-label={t('app.path')} className="path"><Link to="/my">{t('nav.my')}</Link></nav>
      <Title>{said(draft.title)}</Title>
      <Saved />
      <Conflicts />
      <Carried />
      <Loaded query={check}>
        {(c) => {
          const states = sections.map(([name, s]) => ({ name, title: said(titleOf(resolve(schema, s), name)), ...sectionState(name, filled[name] !== undefined, c) }));
          const lacking = c.missing.reduce((n, m) => n + m.need - m.have, 0);
          return (
            <>
              <Asked check={c} />
              <p>{t('draft.progress', { done: states.filter((s) => s.state === 'done').length + (lacking === 0 ? 1 : 0), all: states.length + 1 })}</p>
              <h2>{t('draft.fill')}</h2>
              <ol className="tasks">
                {states.map((s) => <Task key={s.name} to={`form/${s.name}`} title={s.title} state={s.state} note={s.state === 'begun' ? t('draft.wrong', { count: s.wrong }) : ''} />)}
              </ol>
              <h2>{t('draft.materials')}</h2>
              <ol className="tasks">
                <Task to="materials" title={t('draft.materials')} state={lacking === 0 ? 'done' : draft.files.length > 0 ? 'begun' : 'todo'} note={lacking > 0 ? t('draft.lacking', { count: lacking }) : ''} />
              </ol>
              <h2>{t('draft.submit')}</h2>
              <ol className="tasks"><Task to="check" title={t('draft.check')} state={c.ready ? 'done' : 'todo'} note={c.ready ? t('draft.ready') : t('draft.not_ready')} /></ol>
            </>
          );
        }}
      </Loaded>
      <Discard />
    </>
  );
}

function Task({ to, title, state, note }: { to: string; title: string; state: TaskState; note: string }) {
  const { t } = useTranslation();
  const look = { todo: 'neutral', begun: 'info', done: 'success' }[state];
  const icon = { todo: '○', begun: '◐', done: '✓' }[state];
  return (
    <li>
      <Link to={to}>{title}</Link>
      <span>{note && <span className="hint">{note} </span>}<span className={`tag ${look}`}><span aria-hidden="true">{icon}</span> {t(`task.${state}`)}</span></span>
    </li>
  );
}

function Discard() {
  const { t } = useTranslation();
  const { draft } = useDraft();
  const client = useQueryClient();
  const go = useNavigate();
  const dialog = useRef<HTMLDialogElement>(null);
  const remove = useMutation({
    mutationFn: () => api.DELETE('/api/v1/drafts/{id}', { params: { path: { id: draft.id } } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['drafts'] });
      await go('/my');
    },
  });
  return (
    <>
      <p><button type="button" className="quiet" onClick={() => dialog.current?.showModal()}>{t('draft.delete')}</button></p>
      <dialog ref={dialog} aria-labelledby="delete-title">
        <h2 id="delete-title">{t('draft.delete_sure')}</h2>
        <ErrorNote error={remove.error} />
        <button type="button" className="danger" onClick={() => remove.mutate()}>{t('draft.delete')}</button>
        <button type="button" onClick={() => dialog.current?.close()}>{t('app.cancel')}</button>
      </dialog>
    </>
  );
}
