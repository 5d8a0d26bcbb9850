import type { Schemas } from '../api/client';

export type Permission = Schemas['Permission'];
export type Action = Permission['action'];

/** What an act asks of whoever does it, beside what the permission says already. */
export type FieldKind =
  | 'reason' | 'line' | 'text' | 'person' | 'people' | 'from' | 'ground' | 'grade' | 'place' | 'instant' | 'days' | 'seats' | 'supplements' | 'document' | 'changes' | 'reader' | 'unit';

export interface Ask {
  name: string; // in the body of the request
  kind: FieldKind;
  required?: boolean | 'as_said'; // as the permission says of its reason
  /** Of whom alone it is asked: of the party of the case, or of an officer. */
  of?: 'party' | 'officer';
  label?: string; // where the name says something else elsewhere
}

export interface Act {
  /** Below /api/v1/cases/{id}. */
  path: string;
  asks: Ask[];
  /** A document goes as the body, what is asked for in the query. */
  upload?: boolean;
  /** What goes with it that nobody is asked for. */
  fixed?: (p: Permission) => Record<string, unknown>;
  /** It cannot be undone by doing something else: it is asked for twice. */
  ends?: boolean;
}

const reason: Ask = { name: 'reason', kind: 'reason', required: 'as_said' };
const must: Ask = { name: 'reason', kind: 'reason', required: true };
const to: Ask = { name: 'to', kind: 'person', required: true };
const from: Ask = { name: 'from', kind: 'line', of: 'officer', label: 'outside' }; // somebody outside, for whom the window writes it down

/**
 * What has a place of its own: a supplement is written as a draft, messages stand under those of before, a rating has its page.
 */
export const apart = ['supply', 'message', 'rate', 'answer_rating'] as const satisfies Action[];

type Apart = (typeof apart)[number];

/** The acts of the API and what each needs. Who may do what now, and why not, is the server's to say. */
export const acts: Record<Exclude<Action, Apart>, Act> = {
  decide: {
    path: 'tasks/{visit}/decide', asks: [{ name: 'supplements', kind: 'supplements' }, { name: 'grade', kind: 'grade', required: true }, reason],
    fixed: (p) => ({ decision: p.decision, in_place_of: p.in_place_of?.id }),
  },
  claim: { path: 'tasks/{visit}/claim', asks: [] },
  release: { path: 'tasks/{visit}/release', asks: [] },
  take_back: { path: 'tasks/{visit}/take-back', asks: [] },
  name: { path: 'tasks/{visit}/name', asks: [{ name: 'people', kind: 'people', required: true }] },
  draw: { path: 'tasks/{visit}/draw', asks: [] },
  add_seats: { path: 'tasks/{visit}/add-seats', asks: [{ name: 'where', kind: 'place', required: true }, { name: 'people', kind: 'people' }, { name: 'seats', kind: 'seats' }, reason] },
  remove_seat: { path: 'tasks/{visit}/remove-seat', asks: [{ name: 'person', kind: 'from' }, reason] },
  answer: { path: 'tasks/{visit}/answer', asks: [{ name: 'text', kind: 'text', required: true }] },
  object: { path: 'tasks/{visit}/object', asks: [{ name: 'text', kind: 'text', required: true }, from] },
  reply: { path: 'tasks/{visit}/reply/{decision}/{name}', asks: [{ name: 'number', kind: 'line' }], upload: true },
  issue: { path: 'tasks/{visit}/issue', asks: [] },
  urge: { path: 'tasks/{visit}/urge', asks: [] },
  transfer: { path: 'tasks/{visit}/transfer', asks: [to, must] },
  delegate: { path: 'tasks/{visit}/delegate', asks: [to, must] },
  hand_back: { path: 'tasks/{visit}/hand-back', asks: [{ name: 'opinion', kind: 'text', required: true }] },
  recall: { path: 'tasks/{visit}/recall', asks: [] },
  reassign: { path: 'tasks/{visit}/reassign', asks: [{ name: 'from', kind: 'from' }, { name: 'to', kind: 'person' }, must] },
  withdraw: { path: 'withdraw', asks: [reason], ends: true },
  ask_extension: { path: 'extension', asks: [{ name: 'days', kind: 'days', required: true }, reason] },
  approve_extension: { path: 'extension/approve', asks: [reason] },
  refuse_extension: { path: 'extension/refuse', asks: [reason] },
  suspend: { path: 'suspend', asks: [{ name: 'ground', kind: 'ground', required: true }, must] },
  resume: { path: 'resume', asks: [reason] },
  terminate: { path: 'terminate', asks: [{ name: 'ground', kind: 'ground', required: true }, must], ends: true },
  correct: { path: 'correct', asks: [{ name: 'document', kind: 'document', required: true }, { name: 'changes', kind: 'changes', required: true }, reason] },
  copy: { path: 'copy', asks: [{ name: 'role', kind: 'reader', required: true }, { name: 'unit', kind: 'unit' }] },
  erase: { path: 'erase', asks: [], ends: true },
  tell_hearing: { path: 'hearing/tell', asks: [reason] },
  ask_hearing: { path: 'hearing/ask', asks: [reason, from] },
  arrange_hearing: {
    path: 'hearing/arrange', asks: [{ name: 'at', kind: 'instant', required: true }, { name: 'place', kind: 'line', required: true }, { name: 'host', kind: 'person', required: true }],
  },
  hold_hearing: { path: 'hearing/hold', asks: [{ name: 'minutes', kind: 'text', required: true }] },
  drop_hearing: { path: 'hearing/drop', asks: [reason] },
  ask_recusal: { path: 'recusals', asks: [{ name: 'whom', kind: 'line', required: true, of: 'party' }, must], fixed: (p) => ({ node: p.node }) },
  grant_recusal: { path: 'recusals/{recusal}/grant', asks: [{ name: 'person', kind: 'person', required: true }, must] },
  refuse_recusal: { path: 'recusals/{recusal}/refuse', asks: [{ name: 'person', kind: 'person', required: true }, must] },
};

function isApart(action: Action): action is Apart {
  return (apart as readonly Action[]).includes(action);
}

/** What an act needs; undefined where it is not done by a form. */
export function actOf(action: Action): Act | undefined {
  return isApart(action) ? undefined : acts[action];
}

/** What is asked of this person for this permission: of what there is nothing to choose from, nothing. */
export function asked(act: Act, p: Permission, officer: boolean): Ask[] {
  return act.asks.filter((a) => {
    if (a.of) return (a.of === 'officer') === officer;
    switch (a.kind) {
      case 'supplements': return p.asks_applicant;
      case 'grade': return p.grades.length > 0;
      case 'person': return p.people.length > 0;
      case 'people': return p.people.length > 0;
      default: return true;
    }
  });
}

/** Where a permission is used. */
export function pathOf(caseID: string, p: Permission, act: Act): string {
  const path = act.path.replace('{visit}', String(p.visit)).replace('{recusal}', String(p.recusal)).replace('{decision}', encodeURIComponent(p.decision ?? ''));
  return `/api/v1/cases/${encodeURIComponent(caseID)}/${path}`;
}

/** A permission in a list of them. */
export function keyOf(p: Permission): string {
  return [p.action, p.visit, p.decision, p.in_place_of?.id, p.recusal].join('/');
}

const daily: Action[] = ['decide', 'issue', 'claim', 'release'];

/** Decisions come first, what belongs to every day next; those of the task that was opened, if it was one, before all others. */
export function order(p: Pick<Permission, 'action' | 'visit'>, visit: number | undefined): number {
  const place = daily.indexOf(p.action);
  return (visit === undefined || p.visit === visit ? 0 : 10) + (place < 0 ? daily.length : place);
}

const ofParty: Action[] = ['withdraw', 'supply', 'urge', 'object', 'ask_hearing', 'ask_recusal'];

/** What a party looks for in a case: to be told why an officer's act is not theirs would only be in the way. */
export function concernsParty(p: Pick<Permission, 'action' | 'allowed'>): boolean {
  return p.allowed || ofParty.includes(p.action);
}
