import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, data, type Schemas } from '../api/client';

/** What administrators read, each under the key that commands make read again. */

export const definitions = () => queryOptions({ queryKey: ['definitions'], queryFn: async () => data<Schemas['DefinitionListOutputBody']>(await api.GET('/api/v1/definitions')).rows });

/** A published version as it was written, with the tag that whoever changes it has to name. */
export const source = (item: string, version: number) =>
  queryOptions({
    queryKey: ['definitions', item, version, 'source'], staleTime: 300_000,
    queryFn: async () => {
      const answer = await api.GET('/api/v1/definitions/{item}/{version}', { params: { path: { item, version: String(version) } }, parseAs: 'text' });
      return { text: data<string>(answer), etag: answer.response.headers.get('ETag') ?? '' };
    },
  });

export const proof = (item: string, version: number) =>
  queryOptions({
    queryKey: ['definitions', item, version, 'proof'],
    queryFn: async () => data<Schemas['DefinitionCheck']>(await api.GET('/api/v1/definitions/{item}/{version}/proof', { params: { path: { item, version } } })),
  });

export const changes = (item: string, version: number, against: number) =>
  queryOptions({
    queryKey: ['definitions', item, version, 'diff', against],
    queryFn: async () => data<Schemas['DefinitionDiff']>(await api.GET('/api/v1/definitions/{item}/{version}/diff', { params: { path: { item, version }, query: { against } } })),
  });

/** The proposals that wait for a second person; all of them too, or all of an item. */
export const proposals = (all: boolean, item?: string) =>
  queryOptions({ queryKey: ['proposals', all, item ?? ''], queryFn: async () => data<Schemas['ProposalListOutputBody']>(await api.GET('/api/v1/proposals', { params: { query: { all, item } } })).rows });

/** The proposal of an item that is open, else the last one; or that of an entry. */
export const proposal = (item: string, entry?: number) =>
  queryOptions({ queryKey: ['proposals', 'of', item, entry ?? 0], queryFn: async () => data<Schemas['Proposal']>(await api.GET('/api/v1/proposals/{item}', { params: { path: { item }, query: { entry } } })) });

const yaml = { headers: { 'Content-Type': 'application/yaml' }, bodySerializer: (text: unknown) => String(text) };

/** Reads and proves a text; nothing is stored. */
export async function checkText(text: string, signal?: AbortSignal): Promise<Schemas['DefinitionCheck']> {
  return data<Schemas['DefinitionCheck']>(await api.POST('/api/v1/definitions/check', { body: text, signal, ...yaml }));
}

export async function previewText(text: string, document: string): Promise<Blob> {
  return data<Blob>(await api.POST('/api/v1/definitions/preview', { body: text, params: { query: { document } }, parseAs: 'blob', ...yaml }) as { data?: Blob });
}

/** Puts a text before a second person: after is the tag of the latest version its author knew, empty for a new item. */
export async function proposeText(text: string, after: string, key: string): Promise<Schemas['Done']> {
  const headers = { ...yaml.headers, ...(after ? { 'If-Match': after } : { 'If-None-Match': '*' }) };
  return data<Schemas['Done']>(await api.POST('/api/v1/proposals', { body: text, params: { header: { 'Idempotency-Key': key } }, ...yaml, headers }));
}

export const units = () => queryOptions({ queryKey: ['units'], queryFn: async () => data<Schemas['UnitListOutputBody']>(await api.GET('/api/v1/units')).rows });

export const roles = () => queryOptions({ queryKey: ['roles'], staleTime: Infinity, queryFn: async () => data<Schemas['RoleListOutputBody']>(await api.GET('/api/v1/roles')).rows });

interface PersonSearch { q?: string; unit?: string; role?: string; kind?: 'staff' }

const peoplePage = async (search: PersonSearch, limit: number, cursor: string | undefined) => data<Schemas['PagePerson']>(await api.GET('/api/v1/people', { params: { query: { ...search, cursor, limit } } }));

/** Whom a search finds, as far as somebody has gone on in it. */
export const people = (search: PersonSearch) =>
  infiniteQueryOptions({
    queryKey: ['people', 'found', search], initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => peoplePage(search, 50, pageParam), getNextPageParam: (last) => last.next,
  });

/** All who are of the office and not of an enterprise. */
export const staff = () =>
  queryOptions({
    queryKey: ['people', 'staff'],
    queryFn: async () => {
      const rows: Schemas['Person'][] = [];
      for (let cursor: string | undefined; ;) {
        const page = await peoplePage({ kind: 'staff' }, 200, cursor);
        rows.push(...page.rows);
        if (!page.next) return rows;
        cursor = page.next;
      }
    },
  });

/** One person, with the tag that a change has to name. */
export const person = (id: string) =>
  queryOptions({
    queryKey: ['people', 'one', id],
    queryFn: async () => {
      const answer = await api.GET('/api/v1/people/{id}', { params: { path: { id } } });
      return { person: data<Schemas['OnePerson']>(answer), etag: answer.response.headers.get('ETag') ?? '' };
    },
  });

/** What nobody could do any more without an appointment of somebody, or without them. */
export const shortfall = (id: string, of?: Schemas['Appointment']) =>
  queryOptions({
    queryKey: ['people', 'one', id, 'shortfall', of?.role ?? '', of?.unit ?? ''],
    queryFn: async () => data<Schemas['Shortfall']>(await api.GET('/api/v1/people/{id}/shortfall', { params: { path: { id }, query: { role: of?.role, unit: of?.unit } } })),
  });

export const policy = () => queryOptions({ queryKey: ['policy'], staleTime: Infinity, queryFn: async () => data<Schemas['Policy']>(await api.GET('/api/v1/policy')) });

export const calendars = () => queryOptions({ queryKey: ['calendars'], queryFn: async () => data<Schemas['CalendarListOutputBody']>(await api.GET('/api/v1/calendars')) });

export const calendarDays = (year: number) =>
  queryOptions({ queryKey: ['calendars', year], queryFn: async () => data<Schemas['CalendarDays']>(await api.GET('/api/v1/calendars/{year}', { params: { path: { year } } })) });

export async function checkYear(text: string, signal?: AbortSignal): Promise<Schemas['CalendarCheck']> {
  return data<Schemas['CalendarCheck']>(await api.POST('/api/v1/calendars/check', { body: text, signal, headers: { 'Content-Type': 'text/plain' }, bodySerializer: (x: unknown) => String(x) }));
}

/** How the service stands; one that takes long to say so does not answer. */
export const system = () =>
  queryOptions({
    queryKey: ['system'], refetchInterval: 30_000, networkMode: 'always', retry: false,
    queryFn: async ({ signal }) => data<Schemas['System']>(await api.GET('/api/v1/system', { signal: AbortSignal.any([signal, AbortSignal.timeout(20_000)]) })),
  });

export const refusedDocuments = (cursor?: string) =>
  queryOptions({ queryKey: ['refused', cursor ?? ''], queryFn: async () => data<Schemas['PageRefusedDocument']>(await api.GET('/api/v1/documents/refused', { params: { query: { cursor } } })) });

export const deliveries = (status: 'waiting' | 'sent' | 'dead', cursor?: string) =>
  queryOptions({ queryKey: ['deliveries', status, cursor ?? ''], queryFn: async () => data<Schemas['PageDelivery']>(await api.GET('/api/v1/deliveries', { params: { query: { status, cursor } } })) });

export const webhooks = () => queryOptions({ queryKey: ['webhooks'], queryFn: async () => data<Schemas['WebhookListOutputBody']>(await api.GET('/api/v1/webhooks')).rows });
