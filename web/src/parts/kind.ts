import { useQuery } from '@tanstack/react-query';
import { items } from '../api/queries';
import { said } from '../i18n';

/** What certificates of a kind are called: as the items say that issue them. */
export function useKindTitle(): (kind: string) => string {
  const rows = useQuery(items()).data ?? [];
  return (kind) => said(rows.find((r) => r.certificate === kind)?.certificate_title) || kind;
}

/** What a grade of certificates of a kind is called. */
export function useGradeTitle(): (kind: string, grade: string) => string {
  const rows = useQuery(items()).data ?? [];
  return (kind, grade) => said(rows.filter((r) => r.certificate === kind).flatMap((r) => r.grades).find((g) => g.grade === grade)?.title) || grade;
}
