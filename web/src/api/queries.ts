import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, data, type Schemas } from './client';

/** The rows that were shown stay while another page of the same list comes; of another list they would say something false. */
function whilePaging(filter: { cursor?: string }) {
  const list = (of: unknown) => JSON.stringify({ ...(of as object), cursor: undefined });
  return <T,>(before: T | undefined, query?: { queryKey: readonly unknown[] }) => (query && list(query.queryKey[1]) === list(filter) ? before : undefined);
}

/** What is read, each under the key that commands make read again. */

export const items = () => queryOptions({ queryKey: ['items'], staleTime: 300_000, queryFn: async () => data<Schemas['ItemListOutputBody']>(await api.GET('/api/v1/items')).rows });

export const guide = (item: string, version?: number) =>
  queryOptions({
    queryKey: ['item', item, version ?? 'now'], staleTime: 300_000,
    queryFn: async () => data<Schemas['Guide']>(await api.GET('/api/v1/items/{item}', { params: { path: { item }, query: { version } } })),
  });

export const drafts = () => queryOptions({ queryKey: ['drafts'], queryFn: async () => data<Schemas['DraftListOutputBody']>(await api.GET('/api/v1/drafts')).rows });

export const draft = (id: string) =>
  queryOptions({
    queryKey: ['draft', id],
    queryFn: async () => {
      const answer = await api.GET('/api/v1/drafts/{id}', { params: { path: { id } } });
      return data<Schemas['Draft']>(answer);
    },
  });

export const draftCheck = (id: string) =>
  queryOptions({ queryKey: ['draft', id, 'check'], queryFn: async () => data<Schemas['DraftCheck']>(await api.POST('/api/v1/drafts/{id}/check', { params: { path: { id } } })) });

export const carryOver = (id: string) =>
  queryOptions({ queryKey: ['carry-over', id], staleTime: Infinity, queryFn: async () => data<Schemas['CarryOver']>(await api.GET('/api/v1/drafts/{id}/carry-over', { params: { path: { id } } })) });

export interface CaseFilter { status?: string; item?: string; unit?: string; from?: string; to?: string; waits_for_applicant?: boolean; rateable?: boolean; q?: string; cursor?: string }

export const cases = (filter: CaseFilter) =>
  queryOptions({
    queryKey: ['cases', filter], placeholderData: keepPreviousData,
    queryFn: async () => data<Schemas['PageCaseRow']>(await api.GET('/api/v1/cases', { params: { query: { ...filter, status: filter.status as never, limit: 50 } } })),
  });

export const matter = (id: string) =>
  queryOptions({ queryKey: ['case', id], queryFn: async () => data<Schemas['Case']>(await api.GET('/api/v1/cases/{id}', { params: { path: { id } } })) });

export const messages = (id: string) =>
  queryOptions({
    queryKey: ['case', id, 'messages'], refetchInterval: 30_000,
    queryFn: async () => {
      const rows: Schemas['CaseMessage'][] = [], notices: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = data<Schemas['MessagesOutputBody']>(await api.GET('/api/v1/cases/{id}/messages', { params: { path: { id }, query: { cursor, limit: 200 } } }));
        rows.push(...page.rows);
        notices.push(...page.notices);
        if (!page.next) return { rows, notices };
        cursor = page.next;
      }
    },
  });

export const permissions = (id: string) =>
  queryOptions({
    queryKey: ['case', id, 'permissions'],
    queryFn: async () => data<Schemas['PermissionsOutputBody']>(await api.GET('/api/v1/cases/{id}/permissions', { params: { path: { id } } })),
  });

export const clocks = (id: string) =>
  queryOptions({ queryKey: ['case', id, 'clocks'], queryFn: async () => data<Schemas['ClockSheets']>(await api.GET('/api/v1/cases/{id}/clocks', { params: { path: { id } } })) });

export const trail = (id: string) =>
  queryOptions({
    queryKey: ['case', id, 'trail'],
    queryFn: async () => {
      const rows: Schemas['Entry'][] = [];
      for (let cursor: string | undefined; ;) {
        const page = data<Schemas['PageEntry']>(await api.GET('/api/v1/cases/{id}/trail', { params: { path: { id }, query: { cursor, limit: 200 } } }));
        rows.push(...page.rows);
        if (!page.next) return rows;
        cursor = page.next;
      }
    },
  });

export const route = (id: string) =>
  queryOptions({ queryKey: ['case', id, 'route'], queryFn: async () => data<{ rows: Schemas['Leg'][] }>(await api.GET('/api/v1/cases/{id}/route', { params: { path: { id } } })).rows });

/** What somebody looks for among their tasks. */
export type TaskSearch = Schemas['TaskSearch'];

const taskPage = async (search: TaskSearch, cursor: string | undefined) =>
  data<Schemas['PageTask']>(await api.GET('/api/v1/tasks', { params: { query: { ...search, cursor, actions: true, limit: 200 } } }));

/** The inbox, as far as somebody has gone on in it. */
export const tasks = (search: TaskSearch) =>
  infiniteQueryOptions({
    queryKey: ['tasks', search], refetchInterval: 30_000, initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => taskPage(search, pageParam), getNextPageParam: (last) => last.next,
  });

export const taskCounts = (searches: TaskSearch[]) =>
  queryOptions({
    queryKey: ['task-counts', searches], refetchInterval: 30_000,
    queryFn: async () => data<Schemas['CountTasksOutputBody']>(await api.POST('/api/v1/tasks/count', { body: { searches } })).counts,
  });

export const views = () => queryOptions({ queryKey: ['views'], queryFn: async () => data<Schemas['ViewsOutputBody']>(await api.GET('/api/v1/views')).rows });

export const opinionTemplates = () =>
  queryOptions({
    queryKey: ['opinion-templates'], staleTime: 300_000,
    queryFn: async () => data<Schemas['OpinionTemplatesOutputBody']>(await api.GET('/api/v1/opinion-templates')).rows,
  });

export const opinionDrafts = (id: string) =>
  queryOptions({
    queryKey: ['case', id, 'opinion-drafts'],
    queryFn: async () => data<Schemas['OpinionDraftsOutputBody']>(await api.GET('/api/v1/cases/{id}/opinion-drafts', { params: { path: { id } } })).rows,
  });

export const changes = (id: string) =>
  queryOptions({ queryKey: ['case', id, 'changes'], queryFn: async () => data<Schemas['RoundsOutputBody']>(await api.GET('/api/v1/cases/{id}/changes', { params: { path: { id } } })).rows });

export const criteria = (id: string) =>
  queryOptions({ queryKey: ['case', id, 'criteria'], queryFn: async () => data<Schemas['CriteriaOutputBody']>(await api.GET('/api/v1/cases/{id}/criteria', { params: { path: { id } } })) });

export const units = () => queryOptions({ queryKey: ['units'], staleTime: 300_000, queryFn: async () => data<Schemas['UnitListOutputBody']>(await api.GET('/api/v1/units')).rows });

export const roles = () => queryOptions({ queryKey: ['roles'], staleTime: 300_000, queryFn: async () => data<Schemas['RoleListOutputBody']>(await api.GET('/api/v1/roles')).rows });

/** What the enterprise has on record, as far as somebody has gone on in it. */
export const library = () =>
  infiniteQueryOptions({
    queryKey: ['library'], initialPageParam: undefined as string | undefined, getNextPageParam: (last: Schemas['PagePaper']) => last.next,
    queryFn: async ({ pageParam }) => data<Schemas['PagePaper']>(await api.GET('/api/v1/library', { params: { query: { cursor: pageParam, limit: 100 } } })),
  });

export const certificates = () =>
  queryOptions({ queryKey: ['certificates'], queryFn: async () => data<Schemas['PageCertificate']>(await api.GET('/api/v1/certificates', { params: { query: { limit: 100 } } })).rows });

export const certificateRecord = (number: string) =>
  queryOptions({
    queryKey: ['certificate', number],
    queryFn: async () => data<Schemas['CertificateRecord']>(await api.GET('/api/v1/certificates/{number}/record', { params: { path: { number } } })),
  });

export const notices = (cursor?: string) =>
  queryOptions({
    queryKey: ['notices', cursor ?? ''], placeholderData: keepPreviousData,
    queryFn: async () => data<Schemas['NoticeListOutputBody']>(await api.GET('/api/v1/notices', { params: { query: { cursor, limit: 50 } } })),
  });

export const substitutions = () =>
  queryOptions({ queryKey: ['substitutions'], queryFn: async () => data<Schemas['SubstitutionListOutputBody']>(await api.GET('/api/v1/substitutions')).rows });

/** Who could stand in for oneself, or for somebody. */
export const colleagues = (of?: string) =>
  queryOptions({ queryKey: ['substitutions', 'colleagues', of ?? ''], queryFn: async () => data<Schemas['ColleaguesOutputBody']>(await api.GET('/api/v1/substitutions/colleagues', { params: { query: { of } } })).rows });

export interface PublicNoticeFilter { running?: boolean; over?: boolean; cursor?: string; limit?: number }

export const publicNotices = (filter: PublicNoticeFilter) =>
  queryOptions({
    queryKey: ['public-notices', filter], placeholderData: whilePaging(filter),
    queryFn: async () => data<Schemas['PagePublicNotice']>(await api.GET('/api/v1/public-notices', { params: { query: filter } })),
  });

export const publicNotice = (number: string, visit: number) =>
  queryOptions({
    queryKey: ['public-notice', number, visit],
    queryFn: async () => data<Schemas['PublicNotice']>(await api.GET('/api/v1/public-notices/{number}/{visit}', { params: { path: { number, visit } } })),
  });

export interface ResultFilter { kind?: string; from?: string; to?: string; cursor?: string }

export const results = (filter: ResultFilter) =>
  queryOptions({
    queryKey: ['results', filter], placeholderData: whilePaging(filter),
    queryFn: async () => data<Schemas['PagePublicCertificate']>(await api.GET('/api/v1/results', { params: { query: filter } })),
  });
