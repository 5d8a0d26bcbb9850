import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { guide, route } from '../api/queries';
import { FlowPicture } from '../flow/picture';
import { openAt, travels } from '../flow/path';
import { instant } from '../app/format';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';

/** The way a case went, on the picture of the version it stands on, and why it went so. */
export function Way({ c }: { c: Schemas['Case'] }) {
  const { t } = useTranslation();
  const flow = useQuery(guide(c.item, c.version));
  const legs = useQuery(route(c.id));
  const gone = useMemo(() => travels(legs.data ?? []), [legs.data]);
  const open = useMemo(() => openAt(legs.data ?? []), [legs.data]);
  return (
    <Loaded query={flow}>
      {(g) => (
        <Loaded query={legs}>
          {(rows) => (
            <>
              <FlowPicture caption={t('flow.of', { version: c.version })} steps={g.steps} travels={gone} open={open} />
              <details><summary>{t('flow.why')}</summary>
                <ol className="reasons">{rows.map((l, i) => <li key={i}><strong>{said(l.title)}</strong> {said(l)} <span className="hint">{instant(l.at)}</span></li>)}</ol>
              </details>
            </>
          )}
        </Loaded>
      )}
    </Loaded>
  );
}
