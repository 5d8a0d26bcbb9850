import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { askFor } from '../api/client';
import { ErrorNote } from '../parts/errors';

/** Something that the server makes while the browser writes it to its disk, however large; what is refused, and why, is asked for before. */
export function Download({ path, children, hint }: { path: string; children: string; hint?: string }) {
  const { t } = useTranslation();
  const get = useMutation({
    mutationFn: async () => {
      await askFor(path);
      const link = document.createElement('a');
      link.href = path;
      link.download = '';
      link.click();
      return path;
    },
  });
  const begun = get.data === path; // not of what was searched for before
  return (
    <div className="download">
      <p className="actions">
        <button type="button" aria-disabled={get.isPending} onClick={() => { if (!get.isPending) get.mutate(); }}>{children}</button>
        <span role="status" className="hint">{get.isPending ? t('audit.asking') : begun ? t('audit.coming') : hint}</span>
      </p>
      <ErrorNote error={get.error} />
    </div>
  );
}
