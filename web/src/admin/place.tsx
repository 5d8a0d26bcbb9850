import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useLocation } from 'react-router';
import { Refused } from '../api/problem';
import { NotFound } from '../app/broken';
import { may, useMe } from '../app/session';
import { Title } from '../app/title';
import { Loaded } from '../parts/loaded';

interface Props {
  title?: string; // left out: what is on the page says it
  needs: string; // without which the page is not there
  above?: readonly (readonly [to: string, text: string])[];
  aside?: ReactNode;
  children: ReactNode;
}

/** A page of an administrator, for whoever may read what is on it. */
export function Place({ title, needs, above, aside, children }: Props) {
  const me = useMe();
  const { pathname } = useLocation();
  if (!me) return <Navigate to={`/login?back=${encodeURIComponent(pathname)}`} replace />;
  if (!may(me, needs)) return <NotFound />;
  return (
    <>
      {title !== undefined && <Head title={title} above={above} aside={aside} />}
      {children}
    </>
  );
}

/** The heading of a page, and the way to it from above. */
export function Head({ title, above = [], aside }: Pick<Props, 'above' | 'aside'> & { title: string }) {
  const { t } = useTranslation();
  return (
    <>
      {above.length > 0 && <nav aria-label={t('app.path')} className="path">{above.map(([to, text], i) => <span key={to}>{i > 0 && ' › '}<Link to={to}>{text}</Link></span>)}</nav>}
      <Title aside={aside}>{title}</Title>
    </>
  );
}

/** What a whole page is about, once it was read; a page that is not there where it is not. */
export function Found<T>({ query, children }: { query: UseQueryResult<T>; children: (value: T) => ReactNode }) {
  if (query.error instanceof Refused && [403, 404].includes(query.error.problem.status)) return <NotFound />;
  return <Loaded query={query}>{children}</Loaded>;
}
