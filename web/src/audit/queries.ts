import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, data, type Schemas } from '../api/client';

/** What a search of the trail can be narrowed down by: the names are those of the address and of the API, but for the days. */
export const conditions = ['q', 'person', 'kind', 'streams', 'item', 'from', 'to'] as const;
export type Search = Partial<Record<(typeof conditions)[number], string>>;

/** The first instant of a day of the office, or of the day after it; none of what is no day. */
export function midnight(day: string, later = 0): string | undefined {
  const at = new Date(`${day}T00:00:00+08:00`);
  if (Number.isNaN(at.getTime())) return undefined;
  at.setUTCDate(at.getUTCDate() + later);
  return at.toISOString();
}

/** A search as the API takes it: days become instants, and both ends of a period are in it. An action names its kind of stream too. */
export function asked(s: Search): Record<string, string> {
  const [streams, kind] = s.kind ? s.kind.split('/') : [s.streams, undefined];
  return Object.fromEntries(Object.entries({
    q: s.q, person: s.person, item: s.item, streams, kind, from: s.from && midnight(s.from), to: s.to && midnight(s.to, 1),
  }).filter((e): e is [string, string] => Boolean(e[1])));
}

export const entries = (s: Search, cursor?: string) =>
  queryOptions({
    queryKey: ['entries', s, cursor ?? ''], placeholderData: keepPreviousData,
    queryFn: async () => data<Schemas['PageEntry']>(await api.GET('/api/v1/trail/entries', { params: { query: { ...asked(s), cursor, limit: 100 } } })),
  });

/** People of an id or a whole name: a name stands in no address. */
export const trailPeople = (who: string) =>
  queryOptions({
    queryKey: ['trail-people', who], staleTime: 60_000,
    queryFn: async () => data<Schemas['TrailPeopleOutputBody']>(await api.POST('/api/v1/trail/people', { body: { who } })).rows,
  });

export const asOf = (id: string, on: string) =>
  queryOptions({
    queryKey: ['case', id, 'as-of', on],
    queryFn: async () => data<Schemas['CaseAsOf']>(await api.GET('/api/v1/cases/{id}/as-of', { params: { path: { id }, query: { on } } })),
  });

export const entryKinds = () =>
  queryOptions({ queryKey: ['entry-kinds'], staleTime: Infinity, queryFn: async () => data<Schemas['EntryKindsOutputBody']>(await api.GET('/api/v1/trail/kinds')) });

async function text(path: '/api/v1/trail/checkpoint' | '/api/v1/trail/key'): Promise<string> {
  return String((await api.GET(path, { parseAs: 'text', headers: { Accept: 'text/plain' } })).data);
}

export const latestCheckpoint = () => queryOptions({ queryKey: ['checkpoint'], queryFn: () => text('/api/v1/trail/checkpoint') });
export const checkpoints = () =>
  queryOptions({ queryKey: ['checkpoints'], queryFn: async () => data<Schemas['CheckpointListOutputBody']>(await api.GET('/api/v1/trail/checkpoints', { params: { query: { newest: true, limit: 20 } } })).rows });

export const logKey = () => queryOptions({ queryKey: ['log-key'], queryFn: async () => (await text('/api/v1/trail/key')).trim() });
