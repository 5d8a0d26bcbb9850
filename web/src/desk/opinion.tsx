import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api/client';
import { opinionDrafts, opinionTemplates } from '../api/queries';
import { instant } from '../app/format';
import type { Permission } from '../case/actions';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';

/** How long after the last key an opinion is saved, and how long at most while somebody goes on writing; leaving the field saves it at once. */
const rest = 2000, longest = 5000;

/** What is still to be filled in of a template. */
export function blank(text: string): boolean {
  return /\{[^{}]*\}/.test(text);
}

/** Puts words where somebody writes: after what is there, on a line of its own. */
export function inserted(text: string, words: string): string {
  return text.trim() === '' ? words : `${text.replace(/\s+$/, '')}\n${words}`;
}

type Draft = Schemas['OpinionDraft'];

/** The drafts of a case once one was saved, or forgotten. */
export function drafted(was: Draft[] | undefined, now: Draft): Draft[] {
  const others = (was ?? []).filter((d) => d.visit !== now.visit);
  return now.opinion === '' ? others : [...others, now].sort((a, b) => a.visit - b.visit);
}

/** What an opinion begins with, once it is known what was kept of it before: nothing of either is lost. */
export function beginning(typed: string, kept: string | undefined, template: string | undefined): string {
  if (typed === '') return kept ?? template ?? '';
  return kept === undefined || typed.startsWith(kept) ? typed : inserted(kept, typed);
}

/** Keeps what somebody writes on the tasks of a case: a little after the last key, and at once when they leave. */
export function useOpinions(id: string) {
  const client = useQueryClient();
  const { mutate, isError } = useMutation({
    scope: { id: `opinions/${id}` }, // one after the other: what was written last is what is kept
    mutationFn: async ({ visit, opinion }: { visit: number; opinion: string }) => api.PUT('/api/v1/cases/{id}/tasks/{visit}/opinion-draft', { params: { path: { id, visit } }, body: { opinion } }),
    onSuccess: async (_, { visit, opinion }) => {
      const { queryKey } = opinionDrafts(id);
      await client.cancelQueries({ queryKey });
      client.setQueryData(queryKey, (was) => drafted(was, { visit, opinion, saved_at: new Date().toISOString() }));
    },
  });
  const waiting = useRef(new Map<number, { opinion: string; timer: ReturnType<typeof setTimeout>; since: number }>());
  const keep = useCallback((visit: number, opinion: string) => {
    clearTimeout(waiting.current.get(visit)?.timer);
    waiting.current.delete(visit);
    mutate({ visit, opinion });
  }, [mutate]);
  const flush = useCallback((visit: number) => {
    const last = waiting.current.get(visit);
    if (last) keep(visit, last.opinion);
  }, [keep]);
  const change = (visit: number, opinion: string) => {
    const was = waiting.current.get(visit), since = was?.since ?? Date.now();
    clearTimeout(was?.timer);
    const timer = setTimeout(() => keep(visit, opinion), Math.min(rest, Math.max(0, since + longest - Date.now())));
    waiting.current.set(visit, { opinion, timer, since });
  };
  useEffect(() => {
    const all = waiting.current;
    return () => [...all.keys()].forEach(flush);
  }, [flush]);
  return { change, flush, keep, unsaved: isError };
}

interface Props { caseID: string; item: string; permission: Permission; required: boolean; value: string; set: (value: string) => void; typed?: string; remember: (text: string) => void; opinions: ReturnType<typeof useOpinions> }

/**
 * The opinion that goes with a decision. It begins with what was written before, else with the words that somebody begins this decision
 * with; what is written is kept on the server, so that neither a reload nor a colleague who was faster takes it away.
 */
export function Opinion({ caseID, item, permission: p, required, value, set, typed, remember, opinions }: Props) {
  const { t } = useTranslation();
  const drafts = useQuery(opinionDrafts(caseID));
  const templates = useQuery(opinionTemplates());
  const field = useRef<HTMLTextAreaElement>(null);
  const visit = p.visit ?? 0;
  const kept = drafts.data?.find((d) => d.visit === visit);
  const own = templates.data?.find((x) => x.item === item && x.node === p.node && x.decision === p.decision);
  const known = typed !== undefined || (drafts.isSuccess && !drafts.isFetching);
  const begun = useRef(false);
  const change = (text: string) => {
    set(text);
    if (!begun.current) return; // it would take the place of what is kept and not known yet
    remember(text);
    opinions.change(visit, text);
  };
  useEffect(() => { // once it is known what it begins with
    if (begun.current || !known || !templates.isFetched) return;
    begun.current = true;
    const begin = typed ?? beginning(value, kept?.opinion, own?.text);
    if (begin === value && value === '') return;
    if (value === '') set(begin);
    else change(begin);
  });
  useEffect(() => {
    field.current?.setCustomValidity(blank(value) ? t('opinion.blanks') : '');
  }, [value, t]);
  return (
    <div className="field">
      <label htmlFor="ask-reason">{t('ask.reason')}{!required && <span className="hint"> {t('form.optional')}</span>}</label>
      <textarea id="ask-reason" ref={field} rows={4} maxLength={4000} required={required} value={value} aria-describedby="opinion-count" onChange={(e) => change(e.target.value)} onBlur={() => opinions.flush(visit)} />
      <p className="hint" id="opinion-count">{t('opinion.count', { n: [...value].length })}{opinions.unsaved ? ` · ${t('opinion.unsaved')}` : kept && kept.opinion === value && ` · ${t('opinion.saved', { at: instant(kept.saved_at) })}`}</p>
      <p className="with-unit">
        <label htmlFor="opinion-template" className="whole">{t('opinion.template')}</label>
        <select id="opinion-template" value="" onChange={(e) => {
          const chosen = templates.data?.find((x) => x.name === e.target.value);
          if (!chosen) return;
          change(inserted(value, chosen.text));
          field.current?.focus();
        }}>
          <option value="">{templates.data?.length ? t('opinion.insert') : t('opinion.none')}</option>
          {templates.data?.map((x) => <option key={x.name} value={x.name}>{x.name}</option>)}
        </select>
      </p>
      <Templates text={value} item={item} permission={p} />
    </div>
  );
}

/** Keeps what is written as a template, and forgets others. It stands within the form of the act, so that its controls send nothing. */
function Templates({ text, item, permission: p }: { text: string; item: string; permission: Permission }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const rows = useQuery(opinionTemplates()).data ?? [];
  const [name, setName] = useState('');
  const [first, setFirst] = useState(false);
  const again = () => client.invalidateQueries({ queryKey: ['opinion-templates'] });
  const keep = useMutation({
    mutationFn: () => api.PUT('/api/v1/opinion-templates/{name}', { params: { path: { name: name.trim() } }, body: { text, ...(first && { item, node: p.node, decision: p.decision }) } }),
    onSuccess: async () => { setName(''); await again(); },
  });
  const forget = useMutation({ mutationFn: (which: string) => api.DELETE('/api/v1/opinion-templates/{name}', { params: { path: { name: which } } }), onSuccess: again });
  return (
    <details>
      <summary>{t('opinion.manage')}</summary>
      <ErrorNote error={keep.error ?? forget.error} />
      <p className="field"><label htmlFor="template-name">{t('opinion.name')}</label><input id="template-name" maxLength={60} value={name} onChange={(e) => setName(e.target.value)} /></p>
      {p.decision && <label className="option"><input type="checkbox" checked={first} onChange={(e) => setFirst(e.target.checked)} /> {t('opinion.by_default', { what: said(p.title) })}</label>}
      <button type="button" disabled={text.trim() === '' || name.trim() === ''} onClick={() => keep.mutate()}>{t('opinion.keep')}</button>
      <p role="status">{keep.isSuccess && t('opinion.kept')}</p>
      <ul className="bare">{rows.map((x) => <li key={x.name}>{x.name} {x.decision && <span className="tag info">{t('opinion.default_of')}</span>} <button type="button" className="link" aria-label={t('opinion.remove', { name: x.name })} onClick={() => forget.mutate(x.name)}>✕</button></li>)}</ul>
    </details>
  );
}
