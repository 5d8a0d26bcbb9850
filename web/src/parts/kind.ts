import { useQuery } from '@tanstack/react-query';
import { items } from '../api/queries';
import { said } from '../i18n';

/** What certificates of a kind are called: as the items say that issue them. */
export function useKindTitle(): (kind: string) => string {
  const rows = useQuery(items()).data ?? [];
  return (kind) => said(rows.find((r) => r.certificate === kind)?.certificate_title) || kind;
}
