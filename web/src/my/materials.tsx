import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, put, type Schemas } from '../api/client';
import { draft as draftQuery, draftCheck } from '../api/queries';
import { size } from '../app/format';
import { audienceOf, useMe } from '../app/session';
import { Title } from '../app/title';
import { said } from '../i18n';
import { useSentence } from '../parts/errors';
import { useDraft } from './draft';
import { PaperPicker } from './paper-picker';

const types: Record<string, string> = { pdf: 'application/pdf', jpeg: 'image/jpeg', png: 'image/png' };

interface Upload {
  name: string;
  part: number;
  error?: string;
  stop: () => void;
}

/** The materials of an application. Choosing a file sends it. */
export function Materials() {
  const { t } = useTranslation();
  const { draft, guide } = useDraft();
  const check = useQuery({ ...draftCheck(draft.id), staleTime: 0 });
  const list = `/my/drafts/${draft.id}`;
  return (
    <>
      <nav aria-label={t('app.path')} className="path"><Link to={list}>{said(draft.title)}</Link></nav>
      <Title>{t('draft.materials')}</Title>
      <p>{t('material.lead')}</p>
      {guide.materials.map((m) => <Material key={m.id} material={m} missing={check.data?.missing.find((x) => x.material === m.id)} />)}
      {guide.materials.length === 0 && <p>{t('guide.none')}</p>}
      <p className="actions"><Link className="button main" to={`${list}/check`}>{t('draft.check')}</Link> <Link to={list}>{t('form.back')}</Link></p>
    </>
  );
}

function Material({ material: m, missing }: { material: Schemas['GuideMaterial']; missing?: Schemas['DraftMissing'] }) {
  const { t } = useTranslation();
  const { draft } = useDraft();
  const files = draft.files.filter((f) => f.material === m.id);
  const { uploads, add, dismiss } = useUploads(draft.id, m);
  const chooser = useRef<HTMLInputElement>(null);
  const client = useQueryClient();
  const mine = audienceOf(useMe()) === 'applicant'; // the library is the enterprise's, not the window's
  const remove = async (name: string) => {
    await api.DELETE('/api/v1/drafts/{id}/files/{material}/{name}', { params: { path: { id: draft.id, material: m.id, name } } });
    await client.invalidateQueries({ queryKey: ['draft', draft.id] });
    chooser.current?.focus();
  };
  const rule = `${m.types.join(' ').toUpperCase()} ≤ ${size(m.max_size)}`;
  const full = files.length + uploads.filter((u) => !u.error).length >= m.max;
  return (
    <section className="sheet" aria-labelledby={`m-${m.id}`}>
      <h2 id={`m-${m.id}`}>{said(m.title)}</h2>
      <p className="hint">
        {t(m.required ? 'material.required' : m.required_sometimes ? 'material.sometimes' : 'material.optional')} · {rule} · {m.min === m.max ? m.max : `${m.min}–${m.max}`} ({t('material.have', { count: files.length })})
        {missing && missing.need > missing.have && <strong> {t('draft.lacking', { count: missing.need - missing.have })}</strong>}
      </p>
      {said(m.help) && <p className="hint">{said(m.help)}</p>}
      <ul className="files">
        {files.map((f) => (
          <li key={f.name}>
            <span><span aria-hidden="true">✓</span> {f.name} <span className="hint">{size(f.size)}</span></span>
            <button type="button" className="quiet" onClick={() => void remove(f.name)}>{t('material.remove', { name: f.name })}</button>
          </li>
        ))}
        {uploads.map((u) => (
          <li key={u.name} className={u.error ? 'fault' : ''}>
            <span>{u.name}{u.error ? `: ${u.error}` : <progress max={1} value={u.part} aria-label={u.name} />}</span>
            {u.error ? <button type="button" className="quiet" onClick={() => dismiss(u.name)}>{t('app.close')}</button> : <button type="button" className="quiet" onClick={u.stop}>{t('app.cancel')}</button>}
          </li>
        ))}
      </ul>
      {!full && (
        <p className="field">
          <label htmlFor={`f-${m.id}`}>{t('material.choose', { title: said(m.title) })}</label>
          <input id={`f-${m.id}`} ref={chooser} type="file" multiple={m.max > 1} accept={m.types.map((x) => types[x] ?? '').join(',')}
            onChange={(e) => { add([...(e.target.files ?? [])].slice(0, m.max - files.length)); e.target.value = ''; }} />
        </p>
      )}
      {mine && <PaperPicker draft={draft} material={m} full={full} />}
    </section>
  );
}

/** Files on their way, one after the other; one that fails says why and leaves the others alone. */
function useUploads(draft: string, m: Schemas['GuideMaterial']) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const sentence = useSentence();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const queue = useRef(Promise.resolve());
  const change = (name: string, to: Partial<Upload>) => setUploads((all) => all.map((u) => (u.name === name ? { ...u, ...to } : u)));
  const dismiss = (name: string) => setUploads((all) => all.filter((u) => u.name !== name));
  const send = async (file: File, stop: AbortController) => {
    try {
      if (stop.signal.aborted) return dismiss(file.name);
      await put(`/api/v1/drafts/${draft}/files/${encodeURIComponent(m.id)}/${encodeURIComponent(file.name)}`, file, (part) => change(file.name, { part }), stop.signal);
      await client.refetchQueries({ queryKey: draftQuery(draft).queryKey });
      dismiss(file.name);
    } catch (e) {
      if (e instanceof DOMException) dismiss(file.name);
      else change(file.name, { error: sentence(e) });
    }
  };
  const add = (files: File[]) => {
    for (const file of files) {
      const stop = new AbortController();
      const tooBig = file.size > m.max_size;
      setUploads((all) => [...all.filter((u) => u.name !== file.name), { name: file.name, part: 0, stop: () => stop.abort(), error: tooBig ? t('material.too_big', { size: size(file.size), max: size(m.max_size) }) : undefined }]);
      if (!tooBig) queue.current = queue.current.then(() => send(file, stop));
    }
  };
  return { uploads, add, dismiss };
}
