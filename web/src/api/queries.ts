import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, data, type Schemas } from './client';

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

export interface CaseFilter { status?: string; item?: string; q?: string; cursor?: string }

export const cases = (filter: CaseFilter) =>
  queryOptions({
    queryKey: ['cases', filter], placeholderData: keepPreviousData,
    queryFn: async () => data<Schemas['PageCaseRow']>(await api.GET('/api/v1/cases', { params: { query: { ...filter, status: filter.status as never, limit: 50 } } })),
  });

export const matter = (id: string) =>
  queryOptions({ queryKey: ['case', id], queryFn: async () => data<Schemas['Case']>(await api.GET('/api/v1/cases/{id}', { params: { path: { id } } })) });

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

export interface TaskFilter { claimed?: boolean; cursor?: string }

export const tasks = (filter: TaskFilter) =>
  queryOptions({
    queryKey: ['tasks', filter], placeholderData: keepPreviousData, refetchInterval: 30_000,
    queryFn: async () => data<Schemas['PageTask']>(await api.GET('/api/v1/tasks', { params: { query: { ...filter, actions: true, limit: 100 } } })),
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
