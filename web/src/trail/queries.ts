import { queryOptions } from '@tanstack/react-query';
import { api, data, type Schemas } from '../api/client';

/** One entry with its stored bytes, and what is under its hash for those who may read it. */
export const entry = (stream: string, number: number) => {
  const slash = stream.indexOf('/');
  return queryOptions({
    queryKey: ['entry', stream, number], staleTime: Infinity,
    queryFn: async () => data<Schemas['RawEntry']>(await api.GET('/api/v1/trail/entries/{kind}/{id}/{number}', { params: { path: { kind: stream.slice(0, slash), id: stream.slice(slash + 1), number } } })),
  });
};
