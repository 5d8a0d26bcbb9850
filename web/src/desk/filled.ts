import type { Permission } from '../case/actions';

/** What somebody filled in of an act that is kept nowhere else: not the opinion, which has a draft, and not that they are sure, which is said of what is sent. */
export function unkept(values: Record<string, unknown>, p: Pick<Permission, 'action' | 'visit'>): Record<string, unknown> {
  const elsewhere = p.action === 'decide' && p.visit ? ['sure', 'reason'] : ['sure'];
  return Object.fromEntries(Object.entries(values).filter(([name]) => !elsewhere.includes(name)));
}

/** Whether something was filled in: rows and fields that were opened and left empty are nothing. */
export function filled(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  if (value instanceof File) return true;
  if (Array.isArray(value)) return value.some(filled);
  if (typeof value === 'object' && value !== null) return Object.values(value).some(filled);
  return typeof value === 'number' || value === true;
}
