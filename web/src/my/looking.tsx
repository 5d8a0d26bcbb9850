import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { size } from '../app/format';
import { said } from '../i18n';
import { Loading } from '../parts/loaded';
import { pictured } from '../viewer/kinds';
import type { Shown } from '../viewer/viewer';
import { useDraft } from './draft';

type File = Schemas['DraftFile'];

/** What draws files is large, and many never look: it is loaded with the first look. */
const Viewer = lazy(async () => ({ default: (await import('../viewer/viewer')).Viewer }));

/** Lets the files of a draft be looked at over the page, which stays as it is: what is being sent goes on. */
export function Looking({ children }: { children: (look: (file: File) => void) => ReactNode }) {
  const { draft, guide } = useDraft();
  const [at, show] = useState<number>();
  const files = guide.materials.flatMap((m) => draft.files.filter((f) => f.material === m.id).map((file) => ({ file, title: said(m.title) })));
  const shown = files.map(({ file, title }) => ({ address: addressOf(draft.id, file), title, name: file.name, type: file.media_type }));
  return (
    <>
      {children((file) => show(files.findIndex((f) => f.file === file)))}
      {at !== undefined && <Over files={shown} at={at} show={show} closed={() => show(undefined)} />}
    </>
  );
}

/** The dialog, open as long as it is there. */
function Over({ files, at, show, closed }: { files: Shown[]; at: number; show: (at: number) => void; closed: () => void }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="looking" aria-label={t('mine.look')} onClose={closed}>
      <Suspense fallback={<Loading />}><Viewer files={files} at={at} show={show} close={() => dialog.current?.close()} /></Suspense>
    </dialog>
  );
}

/** A file of a draft by its name, a picture by itself too; pressing it shows it. */
export function FileOf({ file, look, measured = false }: { file: File; look: (file: File) => void; measured?: boolean }) {
  const { t } = useTranslation();
  const { draft } = useDraft();
  const [pixels, setPixels] = useState('');
  return (
    <span className="file">
      {pictured(file.media_type) && (
        <button type="button" className="thumb" tabIndex={-1} aria-hidden="true" onClick={() => look(file)}>
          <img src={addressOf(draft.id, file)} alt="" loading="lazy" onLoad={(e) => setPixels(`${e.currentTarget.naturalWidth}×${e.currentTarget.naturalHeight}`)} />
        </button>
      )}
      <span>
        <button type="button" className="link" onClick={() => look(file)}>{file.name}<span className="unseen"> {t('mine.look')}</span></button>{' '}
        <span className="hint">{size(file.size)}{measured && pixels && ` · ${t('mine.pixels', { n: pixels })}`}</span>
      </span>
    </span>
  );
}

function addressOf(draft: string, file: File): string {
  return `/api/v1/drafts/${draft}/files/${file.sha256}`;
}
