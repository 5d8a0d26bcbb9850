import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
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

interface Props { caseID: string; item: string; permission: Permission; required: boolean; value: string; set: (value: string) => void; typed?: string; remember: (text: string) => void }

/**
 * The opinion that goes with a decision. It begins with what was written before, else with the words that somebody begins this decision
 * with; what is written is kept on the server, so that neither a reload nor a colleague who was faster takes it away.
 */
export function Opinion({ caseID, item, permission: p, required, value, set, typed, remember }: Props) {
  const { t } = useTranslation();
  const drafts = useQuery(opinionDrafts(caseID));
  const templates = useQuery(opinionTemplates());
  const field = useRef<HTMLTextAreaElement>(null);
  const visit = p.visit ?? 0;
  const [saved, setSaved] = useState<string>();
  const save = useMutation({
    mutationFn: async (opinion: string) => api.PUT('/api/v1/cases/{id}/tasks/{visit}/opinion-draft', { params: { path: { id: caseID, visit } }, body: { opinion } }),
    onSuccess: () => setSaved(new Date().toISOString()),
  });
  const own = templates.data?.find((x) => x.item === item && x.node === p.node && x.decision === p.decision);
  const begin = typed ?? drafts.data?.find((d) => d.visit === visit)?.opinion ?? own?.text;
  const begun = useRef(false);
  useEffect(() => { // once it is known what it begins with
    if (begun.current || !drafts.isFetched || !templates.isFetched) return;
    begun.current = true;
    if (value === '' && begin) set(begin);
  });
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; since: number }>(undefined);
  useEffect(() => () => clearTimeout(waiting.current?.timer), []);
  const keep = (text: string) => {
    clearTimeout(waiting.current?.timer);
    waiting.current = undefined;
    save.mutate(text);
  };
  const change = (text: string) => {
    set(text);
    remember(text);
    setSaved(undefined);
    const since = waiting.current?.since ?? Date.now();
    clearTimeout(waiting.current?.timer);
    waiting.current = { since, timer: setTimeout(() => keep(text), Math.min(rest, Math.max(0, since + longest - Date.now()))) };
  };
  useEffect(() => {
    field.current?.setCustomValidity(blank(value) ? t('opinion.blanks') : '');
  }, [value, t]);
  return (
    <div className="field">
      <label htmlFor="ask-reason">{t('ask.reason')}{!required && <span className="hint"> {t('form.optional')}</span>}</label>
      <textarea id="ask-reason" ref={field} rows={4} maxLength={4000} required={required} value={value} aria-describedby="opinion-count" onChange={(e) => change(e.target.value)} onBlur={() => { if (waiting.current) keep(value); }} />
      <p className="hint" id="opinion-count">{t('opinion.count', { n: [...value].length })}{save.isError ? ` · ${t('opinion.unsaved')}` : saved && ` · ${t('opinion.saved', { at: instant(saved) })}`}</p>
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
