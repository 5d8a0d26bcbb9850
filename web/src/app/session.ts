import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, data, type Schemas, setCsrf } from '../api/client';
import { Refused } from '../api/problem';

export type Me = Schemas['Session'];

/** Whose desk the portal is: what the start page of somebody is and what the navigation offers. */
export type Audience = 'public' | 'applicant' | 'officer' | 'administrator' | 'auditor';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Infinity,
  queryFn: async (): Promise<Me | null> => {
    if (!localStorage.getItem(marked)) return null;
    try {
      return know(data<Me>(await api.GET('/api/v1/session')));
    } catch (e) {
      if (!(e instanceof Refused) || e.problem.status !== 401) throw e;
      setCsrf(undefined);
      markSignedIn(false);
      return null;
    }
  },
});

/** How far the clock of the server is ahead of ours, in milliseconds. */
let ahead = 0;

/** Takes over what the server says of the session. */
export function know(me: Me): Me {
  setCsrf(me.csrf);
  ahead = Date.parse(me.now) - Date.now();
  return me;
}

/** Seconds until a session ends by the clock of the server, unless it is used; `last` says that using it would not help. */
export function left(me: Me, now = Date.now()): { seconds: number; last: boolean } {
  const [idle, end] = [me.idle_at, me.expires_at].map((at) => (at ? Date.parse(at) : Infinity)) as [number, number];
  return { seconds: (Math.min(idle, end) - now - ahead) / 1000, last: end <= idle };
}

/** A session that is over: the page of whoever had it stays, covered. */
export function over(me: Me): Me {
  return { ...me, expires_at: new Date(0).toISOString() };
}

const tabs = new BroadcastChannel('session');

/** Has the other tabs look at the session: somebody signed in or out, or went on. */
export function tellTabs(): void {
  tabs.postMessage('look');
}

export function onTold(look: () => void): () => void {
  tabs.addEventListener('message', look);
  return () => tabs.removeEventListener('message', look);
}

/** Says whether somebody signed in here: nobody is asked for who never did. */
const marked = 'signed-in';

export function markSignedIn(is: boolean): void {
  if (is) localStorage.setItem(marked, 'yes');
  else localStorage.removeItem(marked);
}

/** Who is signed in: null for nobody, undefined while it is not known. */
export function useMe(): Me | null | undefined {
  return useQuery(sessionQuery).data;
}

/** Whether something is worth showing to somebody; whether they may do it to one thing, the server says of that thing. */
export function may(me: Me | null | undefined, what: string): boolean {
  return me?.may.includes(what) ?? false;
}

/** What only those do who keep items, people or the machine. */
const administers = ['definition:create', 'unit:create', 'appointment:appoint', 'health:read'];

export function audienceOf(me: Me | null | undefined): Audience {
  if (!me) return 'public';
  if (me.person.kind === 'enterprise') return 'applicant';
  if (may(me, 'trail:verify') && !may(me, 'task:act')) return 'auditor'; // whoever looks at what others do, and does nothing to it
  return !may(me, 'task:list') && administers.some((a) => may(me, a)) ? 'administrator' : 'officer';
}

export const home: Record<Audience, string> = { public: '/', applicant: '/my', officer: '/desk', administrator: '/admin', auditor: '/audit/trail' };
