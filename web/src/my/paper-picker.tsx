import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api/client';
import { draft as draftQuery, library } from '../api/queries';
import { size } from '../app/format';
import { useMe } from '../app/session';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';
import { Trust, Until } from './library';

const kinds: Record<string, string> = { 'application/pdf': 'pdf', 'image/jpeg': 'jpeg', 'image/png': 'png' };

/** Whether a material takes a paper that is on record; the server judges it again. */
export function fits(p: Pick<Schemas['Paper'], 'sha256' | 'size' | 'media_type'>, m: Pick<Schemas['GuideMaterial'], 'id' | 'types' | 'max_size'>, files: Pick<Schemas['DraftFile'], 'material' | 'sha256'>[]): boolean {
  return m.types.includes(kinds[p.media_type] ?? '') && (m.max_size === 0 || p.size <= m.max_size) && !files.some((f) => f.material === m.id && f.sha256 === p.sha256);
}

/** Puts papers that are on record to a material. Each is taken by a press of its own. */
export function PaperPicker({ draft, material: m, full }: { draft: Schemas['Draft']; material: Schemas['GuideMaterial']; full: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  const query = useInfiniteQuery({ ...library(), enabled: open });
  const take = useMutation({
    mutationFn: (sha256: string) => api.PUT('/api/v1/drafts/{id}/papers/{material}/{sha256}', { params: { path: { id: draft.id, material: m.id, sha256 } } }),
    onSettled: () => client.refetchQueries({ queryKey: draftQuery(draft.id).queryKey }),
    onSuccess: () => dialog.current?.querySelector<HTMLElement>('h2')?.focus(), // the row with the button is gone
  });
  const title = `pick-${m.id}`;
  return (
    <>
      <button type="button" onClick={() => { setOpen(true); dialog.current?.showModal(); }}>{t('library.pick')}<span className="unseen"> {said(m.title)}</span></button>
      <dialog ref={dialog} aria-labelledby={title} onClose={() => { setOpen(false); take.reset(); }}>
        <h2 id={title} tabIndex={-1}>{t('library.pick_for', { title: said(m.title) })}</h2>
        {open && (
          <Loaded query={query}>
            {(d) => {
              const rows = d.pages.flatMap((p) => p.rows).filter((p) => fits(p, m, draft.files));
              return (
                <>
                  {full ? <p role="status">{t('library.full')}</p> : rows.length === 0 && !query.hasNextPage && <p>{t('library.fits_none')}</p>}
                  {take.error && <ErrorNote error={take.error} />}
                  {!full && (
                    <ul className="files">
                      {rows.map((p) => (
                        <li key={p.sha256}>
                          <span>
                            <a href={`/api/v1/library/${p.sha256}`} download>{p.name}</a> <span className="hint">{size(p.size)}</span><br />
                            <span className="hint">{said(p.origin.title)} · {p.origin.number ?? t('library.draft')}</span>{p.origin.valid_until && <> · {t('library.until')} <Until paper={p} today={me?.today ?? ''} /></>}<br />
                            <Trust trust={p.trust} />
                          </span>
                          <button type="button" disabled={take.isPending} onClick={() => take.mutate(p.sha256)}>{t('library.take')}<span className="unseen"> {p.name}</span></button>
                        </li>
                      ))}
                    </ul>
                  )}
                  {query.hasNextPage && <button type="button" onClick={() => void query.fetchNextPage()}>{t('app.more')}</button>}
                </>
              );
            }}
          </Loaded>
        )}
        <p className="actions"><button type="button" onClick={() => dialog.current?.close()}>{t('app.close')}</button></p>
      </dialog>
    </>
  );
}
