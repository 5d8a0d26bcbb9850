import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { take } from '../api/client';
import { size } from '../app/format';
import { ErrorNote } from '../parts/errors';
import { save } from '../app/save';

/** Something that the server makes while it sends it: it tells how much has come, can be stopped, and says what was refused and why. */
export function Download({ path, children, hint }: { path: string; children: string; hint?: string }) {
  const { t } = useTranslation();
  const [bytes, count] = useState(0);
  const stop = useRef<AbortController>(undefined);
  const get = useMutation({
    mutationFn: async () => {
      count(0);
      stop.current = new AbortController();
      const got = await take(path, count, stop.current.signal);
      save(got.name, got.content);
      return got;
    },
  });
  const stopped = get.error instanceof DOMException;
  return (
    <div className="download">
      <p className="actions">
        <button type="button" aria-disabled={get.isPending} onClick={() => { if (!get.isPending) get.mutate(); }}>{children}</button>
        {get.isPending && <button type="button" className="quiet" onClick={() => stop.current?.abort()}>{t('app.cancel')}</button>}
        <span role="status" className="hint">{get.isPending ? t('audit.coming', { size: size(bytes) }) : get.data ? t('audit.saved', { name: get.data.name, size: size(get.data.content.size) }) : hint}</span>
      </p>
      {!stopped && <ErrorNote error={get.error} />}
    </div>
  );
}
