import { useMutation } from '@tanstack/react-query';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Read } from './read';

/** Reads the code off a file that is chosen or dropped. What reads it is loaded when there is one. */
export function FromFile({ begin, found }: { begin: () => void; found: (read: Read) => void }) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const reading = useMutation({
    mutationFn: async (file: File) => {
      const { read, Unread } = await import('./read');
      return read(file).then((so) => ({ so, why: undefined }), (e: unknown) => {
        if (e instanceof Unread) return { so: undefined, why: e.why };
        throw e;
      });
    },
    onSuccess: ({ so }) => { if (so) found(so); },
  });
  const take = (file: File | null | undefined) => {
    if (!file) return;
    begin();
    reading.mutate(file);
  };
  const drop = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    take(e.dataTransfer.files.item(0));
  };
  const why = reading.data?.why ?? (reading.isError ? 'no_picture' : undefined);
  return (
    // What is dropped here can be chosen as well.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={over ? 'narrow drop over' : 'narrow drop'} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
      <p className="field">
        <label htmlFor="file">{t('code.file')}</label>
        <span className="hint" id="file-help">{t('code.file_help')}</span>
        <input id="file" type="file" accept="application/pdf,image/*" aria-describedby="file-help" onChange={(e) => { take(e.target.files?.item(0)); e.target.value = ''; }} />
      </p>
      <p role="status">{reading.isPending && t('code.reading')}</p>
      {why && <p className="errors" role="alert">{t(`code.unread.${why}`)}</p>}
    </div>
  );
}
