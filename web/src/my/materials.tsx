import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { api, type Schemas } from '../api/client';
import { draft as draftQuery, draftCheck, library } from '../api/queries';
import { useLeaveWarning } from '../app/command';
import { size } from '../app/format';
import { audienceOf, useMe } from '../app/session';
import { Title } from '../app/title';
import { said } from '../i18n';
import { ErrorNote, useSentence } from '../parts/errors';
import { AskedOf } from './asked';
import { useDraft } from './draft';
import { FileOf, Looking } from './looking';
import { PaperPicker } from './paper-picker';
import { gate, giveUp, shotName, upload } from './upload';

const types: Record<string, string> = { pdf: 'application/pdf', jpeg: 'image/jpeg', png: 'image/png' };

interface Upload {
  name: string;
  file: File;
  part: number; // of the file that is there
  state: 'waiting' | 'sending' | 'paused' | 'failed' | 'refused';
  error?: string;
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
      <ErrorNote error={check.error} />
      <Looking>
        {(look) => guide.materials.map((m) => <Material key={m.id} material={m} missing={check.data?.missing.find((x) => x.material === m.id)} look={look} />)}
      </Looking>
      {guide.materials.length === 0 && <p>{t('guide.none')}</p>}
      <p className="actions"><Link className="button main" to={`${list}/check`}>{t('draft.check')}</Link> <Link to={list}>{t('form.back')}</Link></p>
    </>
  );
}

function Material({ material: m, missing, look }: { material: Schemas['GuideMaterial']; missing?: Schemas['DraftMissing']; look: (file: Schemas['DraftFile']) => void }) {
  const { t } = useTranslation();
  const { draft } = useDraft();
  const files = draft.files.filter((f) => f.material === m.id);
  const { uploads, add, send, pause, cancel } = useUploads(draft.id, m);
  const moving = uploads.filter((u) => u.state === 'sending' || u.state === 'waiting');
  useLeaveWarning(moving.length > 0);
  const place = useRef<HTMLElement>(null);
  const { hash } = useLocation();
  const meant = hash === `#m-${m.id}`;
  useEffect(() => {
    if (meant) place.current?.scrollIntoView(); // whoever follows a demand comes to its material
  }, [meant]);
  const chooser = useRef<HTMLInputElement>(null);
  const client = useQueryClient();
  const mine = audienceOf(useMe()) === 'applicant'; // the library is the enterprise's, not the window's
  const remove = useMutation({
    mutationFn: (name: string) => api.DELETE('/api/v1/drafts/{id}/files/{material}/{name}', { params: { path: { id: draft.id, material: m.id, name } } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['draft', draft.id] }), // somebody else may have taken it off
    onSuccess: () => chooser.current?.focus(),
  });
  const rule = `${m.types.join(' ').toUpperCase()} ≤ ${size(m.max_size)}`;
  const full = files.length + uploads.filter((u) => u.state !== 'refused' && u.state !== 'failed').length >= m.max;
  return (
    <section className="sheet" aria-labelledby={`m-${m.id}`} ref={place}>
      <h2 id={`m-${m.id}`}>{said(m.title)}</h2>
      <p className="hint">
        {t(m.required ? 'material.required' : m.required_sometimes ? 'material.sometimes' : 'material.optional')} · {rule} · {m.min === m.max ? m.max : `${m.min}–${m.max}`} ({t('material.have', { count: files.length })})
        {missing && missing.need > missing.have && <strong> {t('draft.lacking', { count: missing.need - missing.have })}</strong>}
      </p>
      <AskedOf material={m.id} />
      {said(m.help) && <p className="hint">{said(m.help)}</p>}
      {m.photo && <p className="hint">{t('mine.photo', { width: m.photo.least_width, height: m.photo.least_height, longest: m.photo.longest })}</p>}
      <ErrorNote error={remove.error} />
      <ul className="files">
        {files.map((f) => (
          <li key={f.name}>
            <FileOf file={f} look={look} measured={m.photo !== undefined} />
            <button type="button" className="quiet" disabled={remove.isPending} onClick={() => remove.mutate(f.name)}>{t('material.remove', { name: f.name })}</button>
          </li>
        ))}
        {uploads.map((u) => <OnItsWay key={u.name} u={u} pause={() => pause(u.name)} again={() => send(u.file)} cancel={() => { cancel(u); chooser.current?.focus(); }} />)}
      </ul>
      <p role="status" className="unseen">{moving.map((u) => `${u.name} ${Math.floor(u.part * 10) * 10}%`).join(' ')}</p>
      {!full && (
        <p className="field">
          <label htmlFor={`f-${m.id}`}>{t('material.choose', { title: said(m.title) })}</label>
          <input id={`f-${m.id}`} ref={chooser} type="file" multiple={m.max > 1} accept={m.types.map((x) => types[x] ?? '').join(',')}
            onChange={(e) => { add([...(e.target.files ?? [])].slice(0, m.max - files.length)); e.target.value = ''; }} />
          {m.types.includes('jpeg') && (
            <label className="button shoot">
              {t('mine.shoot')}<span className="unseen"> {said(m.title)}</span>
              <input type="file" className="unseen" accept="image/*" capture="environment" onChange={(e) => {
                const taken = [...files, ...uploads].map((f) => f.name);
                add([...(e.target.files ?? [])].map((f) => new File([f], shotName(said(m.title), f.type, taken), { type: f.type })));
                e.target.value = '';
              }} />
            </label>
          )}
        </p>
      )}
      {mine && <PaperPicker draft={draft} material={m} full={full} />}
    </section>
  );
}

/** A file that is being sent, or that something stopped. */
function OnItsWay({ u, pause, again, cancel }: { u: Upload; pause: () => void; again: () => void; cancel: () => void }) {
  const { t } = useTranslation();
  const act = (word: 'pause' | 'resume' | 'retry' | 'cancel', run: () => void) => (
    <button type="button" className="quiet" onClick={run}>{t(`material.${word}`)}<span className="unseen"> {u.name}</span></button>
  );
  return (
    <li className={u.error ? 'fault' : ''}>
      <span>
        {u.error ? `${u.name}: ${u.error}` : <>{u.name} <span className="hint">{size(u.file.size)}</span> <progress max={1} value={u.part} aria-label={u.name} /> <span className="hint">{Math.floor(u.part * 100)}%{u.state !== 'sending' && ` ${t(`material.is_${u.state as 'paused' | 'waiting'}`)}`}</span></>}
      </span>
      <span>
        {(u.state === 'sending' || u.state === 'waiting') && act('pause', pause)} {u.state === 'paused' && act('resume', again)} {u.state === 'failed' && act('retry', again)} {act('cancel', cancel)}
      </span>
    </li>
  );
}

/** How many files are sent at once, whatever material they belong to. */
const turn = gate(3);

/** Files on their way. One that fails says why and leaves the others alone; one that was stopped goes on where it was. */
function useUploads(draft: string, m: Schemas['GuideMaterial']) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const sentence = useSentence();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const stops = useRef(new Map<string, AbortController>());
  const where = { id: draft, material: m.id };
  const change = (name: string, to: Partial<Upload>) => setUploads((all) => all.map((u) => (u.name === name ? { ...u, ...to } : u)));
  const dismiss = (name: string) => setUploads((all) => all.filter((u) => u.name !== name));
  const send = (file: File) => {
    const stop = new AbortController();
    stops.current.get(file.name)?.abort();
    stops.current.set(file.name, stop);
    change(file.name, { state: 'waiting', error: undefined });
    void turn(async () => {
      if (stop.signal.aborted) return;
      change(file.name, { state: 'sending' });
      try {
        await upload(where, file, (part) => { if (!stop.signal.aborted) change(file.name, { part }); }, stop.signal);
        await Promise.all([client.refetchQueries({ queryKey: draftQuery(draft).queryKey }), client.invalidateQueries({ queryKey: library().queryKey })]);
        dismiss(file.name);
      } catch (e) {
        if (!stop.signal.aborted) change(file.name, { state: 'failed', error: sentence(e) });
      }
    });
  };
  const add = (files: File[]) => {
    for (const file of files) {
      const tooBig = file.size > m.max_size;
      setUploads((all) => [...all.filter((u) => u.name !== file.name), {
        name: file.name, file, part: 0, state: tooBig ? 'refused' : 'waiting', error: tooBig ? t('material.too_big', { size: size(file.size), max: size(m.max_size) }) : undefined,
      }]);
      if (!tooBig) send(file);
    }
  };
  const pause = (name: string) => {
    stops.current.get(name)?.abort();
    change(name, { state: 'paused' });
  };
  const cancel = (u: Upload) => {
    stops.current.get(u.name)?.abort();
    dismiss(u.name);
    if (u.state !== 'refused') void giveUp(where, u.file);
  };
  return { uploads, add, send, pause, cancel };
}
