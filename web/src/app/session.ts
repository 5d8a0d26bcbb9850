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
      const me = data<Me>(await api.GET('/api/v1/session'));
      setCsrf(me.csrf);
      return me;
    } catch (e) {
      if (!(e instanceof Refused) || e.problem.status !== 401) throw e;
      setCsrf(undefined);
      markSignedIn(false);
      return null;
    }
  },
});

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
  if (may(me, 'trail:verify')) return 'auditor'; // whoever looks at what others do, and does nothing to it
  return !may(me, 'task:list') && administers.some((a) => may(me, a)) ? 'administrator' : 'officer';
}

export const home: Record<Audience, string> = { public: '/', applicant: '/my', officer: '/desk', administrator: '/admin', auditor: '/audit/trail' };
