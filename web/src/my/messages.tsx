import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useSearchParams } from 'react-router';
import { api, type Schemas } from '../api/client';
import { notices } from '../api/queries';
import { instant } from '../app/format';
import { audienceOf, useMe } from '../app/session';
import { Title } from '../app/title';
import { language } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { Loaded } from '../parts/loaded';

export function Messages() {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const [query, setQuery] = useSearchParams();
  const page = useQuery(notices(query.get('cursor') ?? undefined));
  const read = useMutation({ mutationFn: (body: Schemas['ReadNoticesInputBody']) => api.POST('/api/v1/notices/read', { body }), onSettled: () => client.invalidateQueries({ queryKey: ['notices'] }) });
  if (!me) return <Navigate to="/login?back=/messages" replace />;
  const base = audienceOf(me) === 'applicant' ? '/my/cases' : '/desk/cases';
  return (
    <>
      <Title>{t('nav.messages')}</Title>
      <ErrorNote error={read.error} />
      <Loaded query={page}>
        {(p) => (
          <>
            <p role="status">{t('messages.unread', { count: p.unread })} {p.unread > 0 && p.rows[0] && <button type="button" onClick={() => read.mutate({ until: p.rows[0]?.at })}>{t('messages.read_all')}</button>}</p>
            {p.rows.length === 0 && <p>{t('messages.none')}</p>}
            <ul className="rows">
              {p.rows.map((n) => (
                <li key={n.id} className={n.read_at ? '' : 'unread'}>
                  <span><Told n={n} to={n.case ? `${base}/${n.case}` : n.certificate && `/my/certificates/${encodeURIComponent(n.certificate)}`} read={() => read.mutate({ ids: [n.id] })} /></span>
                  <span className="hint">{instant(n.at)}{!n.read_at && ` · ${t('messages.new')}`}</span>
                </li>
              ))}
            </ul>
            {p.next && <button type="button" onClick={() => setQuery({ cursor: p.next ?? '' })}>{t('app.more')}</button>}
          </>
        )}
      </Loaded>
    </>
  );
}

function Told({ n, to, read }: { n: Schemas['Notice']; to?: string; read: () => void }) {
  const text = language() === 'en' ? n.en : n.zh;
  return to ? <Link to={to} onClick={read}>{text}</Link> : text;
}
