import type { Words } from './words';
import type { zh } from './zh';

/** Everything that zh says, and what English says otherwise of one than of many. */
function complete<T extends Words<typeof zh>>(words: T): T {
  return words;
}

export const en = complete({
  app: {
    name: 'Shenpi', brand: 'Shenpi 审批', skip: 'Skip to content', appearance: 'Display', other: '简体中文', path: 'You are here', print: 'Print', cancel: 'Cancel', close: 'Close', more: 'More',
    loading: 'Still loading…', zone: 'All times are Beijing time.', api: 'API description', demo: 'Demonstration: everything here is invented; today is {{today}}.',
  },
  appearance: { auto: 'As the system', light: 'Light', dark: 'Dark', contrast: 'High contrast' },
  nav: {
    label: 'Main', home: 'Home', items: 'Services', progress: 'Track progress', verify: 'Verify a certificate', notices: 'Public notices', results: 'Results', login: 'Sign in', logout: 'Sign out', my: 'My services', cases: 'My cases',
    certificates: 'My certificates', library: 'Library', messages: 'Messages', desk: 'Inbox', search: 'Search', definitions: 'Items', org: 'Units', people: 'People', roles: 'Permissions',
    substitutions: 'Substitutes', calendar: 'Calendar', system: 'System', trail: 'Trail search', audit_cases: 'Cases', log: 'Public log', pack: 'Verify a pack',
  },
  home: {
    title: 'Apply online, follow every step', lead: 'Apply online and see at any time which step your case is at, who has it, and by when you get an answer.', search: 'Search services', go: 'Search', open: 'Services open for applications',
    items: 'Conditions, materials, steps and limits', progress: 'By case number and query code', verify: 'By its file, its number or its code', notices: 'What is proposed, and how to object',
  },
  items: { count_one: '{{count}} service', count_other: '{{count}} services', none: 'No such service was found.', all: 'Show all', closed: 'Closed', office_only: 'Opened by the office', limits: '{{promise}} working days promised · {{law}} by law' },
  days: { work_one: '{{count}} working day', work_other: '{{count}} working days', years_one: 'valid for {{count}} year', years_other: 'valid for {{count}} years' },
  guide: {
    version: 'Version {{version}}, in force since {{from}}', glance: 'At a glance', promise: 'Promised', law: 'By law', accept: 'Acceptance', extend: 'May be extended by', issue: 'Issue and delivery', certificate: 'Result',
    conditions: 'Conditions', unverified: '(not verified)', materials: 'Materials', steps: 'Steps', documents: 'Documents', outcomes: 'Possible outcomes', basis: 'Legal basis', none: 'None required.',
    excluded: 'Not counted', people_one: '{{count}} person', people_other: '{{count}} people', login: 'Sign in to apply', applicants: 'Sign in with the account of an enterprise to apply.', start: 'Start application', kept: 'What you fill in is saved as you go; go on at any time.',
  },
  flow: {
    previous: 'the step before', otherwise: 'Otherwise', nth: 'Case {{n}}',
    caption: 'The flow; dashed ways lead ahead or back.', of: 'The flow of version {{version}}, on which this case stands; thick lines are the way it went, numbers the order.', why: 'Why it went so',
    as: 'Shown as', picture: 'Picture', outline: 'Text', move: '{{from}} → {{to}}', began: 'It began at {{to}}', acted: 'The case as a whole was ended: {{to}}', act: '{{n}}. The case as a whole was ended: {{to}}', back: 'Sent back', law: 'By law', here: 'Now here',
    kind: { step: 'Step', parallel: 'Side by side', choice: 'Choice', wait: 'Wait', call: 'Joint case', issue: 'Certificate', end: 'End' },
    lead: { next: '{{what}}: on to {{to}}', back_to: '{{what}}: back to {{to}}', end: '{{what}}: the case ends ({{to}})', previous: '{{what}}: back to the step before' },
  },
  material: {
    name: 'Material', need: 'Rule', count: 'Number', files: 'Format and size', required: 'Required', sometimes: 'Required in some cases', optional: 'Optional', lead: 'Files upload as soon as they are chosen; several may be chosen at once. After a break choose the same file again: it goes on where it stopped.', pause: 'Pause', resume: 'Go on', retry: 'Try again', cancel: 'Cancel', is_paused: 'paused', is_waiting: 'waiting', have_one: '{{count}} there', have_other: '{{count}} there',
    remove: 'Remove {{name}}', choose: 'Choose files: {{title}}', too_big: 'The file has {{size}}, more than the {{max}} allowed. Compress or split it and choose again.',
  },
  library: {
    lead: 'What you filed before and what the office issued to you. In an application it is taken from here and need not be uploaded again.', none: 'Nothing is on record yet.', name: 'File', as: 'Material', from: 'From', when: 'When', trust: 'Trust', until: 'Valid until', draft: 'Draft',
    more_uses_one: 'and {{count}} more use', more_uses_other: 'and {{count}} more uses',
    level: { A: 'issued by the office', B: 'examined with a granted application', C: 'filed before', D: 'uploaded, not filed' }, is: '{{level}} · {{why}}',
    pick: 'Choose from library', pick_for: 'From library: {{title}}', take: 'Take', fits_none: 'Nothing on record fits this material.', full: 'This material has all the files it may have.', out: 'expired',
  },
  login: { title: 'Sign in', login: 'Account', password: 'Password', enter: 'Sign in', help: 'Forgot the password, or locked out? Ask at the window.' },
  session: { ending: 'Your session is ending', left_one: 'It ends in {{count}} minute. Press the button to go on; nothing on this page is lost.', left_other: 'It ends in {{count}} minutes. Press the button to go on; nothing on this page is lost.', stay: 'Stay signed in', last: 'You have been signed in for nearly twelve hours. The session ends at {{at}}; sign in again then. Nothing on this page is lost.', noted: 'Understood', over: 'Your session has ended', again: 'Sign in again to go on: what is on the page is still there.', other: 'Sign in as somebody else (gives this page up)' },
  purpose: { title: 'What do you look for?', lead: 'You can see what others filed and decided. Say what you look for; you are asked once in each session. What you say, what you look at and what you take along are recorded on the trail, where other auditors see them.', label: 'Purpose', help: 'For instance: yearly inspection; complaint about a case, with its number.', state: 'Start looking' },
  error: {
    title: 'That was not done', count_one: 'There is {{count}} problem', count_other: 'There are {{count}} problems', load: 'This could not be loaded', retry: 'Try again', unanswered: 'The server did not answer. Check the network and try again; everything is kept on this page.', missing: 'Not found',
    missing_why: 'The address is wrong, the content is gone, or it is not for you to see.', who: 'Done by {{who}} {{at}}', request: 'Request {{id}}: say so when you ask for help.', broken: 'The page failed', broken_why: 'A part of the page could not be loaded. Load it again; what was saved is not lost.', reload: 'Load again',
  },
  status: { received: 'Received', supplement: 'Supplement needed', accepted: 'In progress', paused: 'Clock paused', decided: 'Decided', granted: 'Granted', refused: 'Refused', issued: 'Issued', closed: 'Closed' },
  phase: { received: 'Received', accepted: 'Accepted', decided: 'Decided', ended: 'Closed' },
  due: { by: 'by {{on}}', over: 'was due on {{on}}', red: 'Red card', yellow: 'Yellow card' },
  case: {
    number: 'Case number', query_code: 'Query code', applicant: 'Applicant', received: 'Received', accepted: 'Accepted', promised: 'Promised by', due: 'Due by law', decided: 'Decided', end: 'Outcome', progress: 'Progress',
    documents: 'Documents', no_documents: 'No documents yet.', being_made: 'being made', no_files: 'No materials.', clocks: 'Time limits', answers: 'What was filed', show_answers: 'Show the form', no_form: 'The form cannot be shown.', supply: 'Supplement', supply_on: 'Go on supplementing',
  },
  progress: { lead: 'Case number and query code stand on the page after filing and on the receipt.', look: 'Track', at: 'Current step', waiting: 'You are asked for supplements: sign in to supply them.' },
  receipt: {
    title: 'Application submitted', at: 'Received', next: 'What happens next', by: '{{what}}: by {{on}}', told: 'Changes are told under Messages, and by mail or text as you chose.', proof: 'Proof', follow: 'Track',
  },
  verify: {
    lead: 'Choose the file of a certificate, enter its number, or paste what its code says. Scanning the code of a certificate opens this page.', by_number: 'Verify by number', by_code: 'Verify by code', code: 'What the code says', code_help: 'The whole text that begins with https or SHENPI',
    hidden_one: 'Not shown by the holder: {{count}} field', hidden_other: 'Not shown by the holder: {{count}} fields', list: 'By status list {{number}} of {{at}}', register: 'As it stands in the register now.',
  },
  certificate: {
    number: 'Certificate number', kind: 'Certificate', holder: 'Holder', grade: 'Grade', scope: 'Scope', from: 'Valid from', until: 'Valid until', succeeded_by: 'Succeeded by', none: 'No certificates.', duties: 'Duties', history: 'History', next: 'What you can apply for',
    disclose: 'Show only some of it', disclose_why: 'Make a code that shows only what you choose, for whoever has to verify it.', show: 'What to show', make: 'Make the code',
    status: { valid: 'Valid', suspended: 'Suspended', expired: 'Expired', replaced: 'Replaced', revoked: 'Revoked', withdrawn: 'Withdrawn', cancelled: 'Cancelled' },
    field: { number: 'Number', kind: 'Certificate', holder: 'Holder', holder_id: 'Code of the holder', grade: 'Grade', scope: 'Scope', granted_on: 'Granted on', authority: 'Authority' },
  },
  window: { done: 'done', open: 'open', missed: 'missed', ahead: 'ahead' },
  my: { todo: 'For you to do', nothing: 'There is nothing for you to do.', running: 'Running', none_running: 'No application is running.', drafts: 'Drafts', no_drafts: 'No drafts.', saved: 'saved {{at}}' },
  draft: {
    saved: 'Saved {{at}}', saving: 'Saving…', unsaved: 'Not saved yet', offline: 'Offline: kept on this page and saved when the line is back', conflict: 'Somebody else changed this at the same time: choose', mine: 'Mine', theirs: 'Theirs', take_mine: 'Take mine', take_theirs: 'Take theirs',
    progress: '{{done}} of {{all}} done', fill: 'Application form', materials: 'Materials', submit: 'Submit', check: 'Check and submit', ready: 'Ready to submit', not_ready: 'Finish the tasks above first', wrong_one: '{{count}} place left', wrong_other: '{{count}} places left', lacking_one: '{{count}} more needed', lacking_other: '{{count}} more needed',
    change: 'Change', delete: 'Delete draft', delete_sure: 'It cannot be brought back. Delete this draft?', declare: 'I declare that this is true, and know what follows from hiding facts or filing false materials (Art. 78 of the licensing law).', send: 'Submit application', supply: 'Submit supplements',
    submitting: 'Submitting…', no_edits: 'It cannot be changed afterwards; it can be withdrawn.', criteria: 'Conditions: {{held}} of {{all}} held', criteria_note: 'For your information; the examination decides.',
  },
  criterion: { open: 'to be examined', held: 'held', not_held: 'seems not held' },
  task: { todo: 'Not begun', begun: 'In progress', done: 'Completed' },
  form: { optional: '(optional)', yes: 'Yes', no: 'No', choose: 'Choose', add: 'Add: {{title}}', remove: 'Remove number {{n}}', row: '{{title}} {{n}}', next: 'Next', later: 'Go on and mend it later', back: 'Back to the list', unfilled: 'Not filled in' },
  unit: { yuan: 'yuan', persons: 'people', times: 'times', m2: 'square metres', hours: 'hours', years: 'years', percent: '%', items: 'items', sets: 'sets', days: 'days', months: 'months' },
  act: { title: 'What you can do', none: 'There is nothing for you to do here now.', why: 'Why not?', sure: 'I am sure: this cannot be undone.', do: 'Confirm: {{what}}', doing: 'Submitting…' },
  ask: {
    reason: 'Opinion or reason', text: 'Text', to: 'To', people: 'People', person: 'Person', from: 'From', ground: 'Ground', where: 'Where', days: 'Working days', at: 'When', place: 'Place', host: 'Host', minutes: 'Minutes', opinion: 'Opinion', whom: 'Who is to recuse', supplements: 'What is to be supplied, all at once',
    problem: 'What is wrong', demand: 'How to mend it', basis: 'Basis', no_material: 'About no material', another: 'Another one', number: 'Their number', file: 'Their document (PDF or picture)', outside: 'Their name', seats: 'Number of seats', grade: 'Grade granted',
    document: 'Document to correct', changes: 'What is corrected', field: 'Field', was: 'As written', now: 'As it should be', role: 'Copy to (role)', unit: 'Of the unit', must: 'the law leaves no choice',
  },
  place: { beside: 'at the same time', before: 'before', after: 'after' },
  visit: { since: 'since {{at}}', answer_by: 'answer by {{on}}', seat: 'Seat', for: 'for {{name}}', closed: 'closed', open: 'not voted yet' },
  vote: { pass: 'pass', fail: 'fail', abstain: 'abstain' },
  clock: {
    none: 'No time limits.', paper: 'Download the clock sheet (PDF)', sum: '{{counted}} days counted, {{excluded}} not counted, {{remaining}} left.', sum_over: '{{counted}} days counted, {{excluded}} not counted, {{remaining}} over.', provisional: '(provisional: the working calendar of a year it needs is not published yet)', days: 'Day by day', date: 'Date', counted: 'Counted', rule: 'Rule', nth: 'day {{n}}', cause: 'Rests on', ahead: '(expected)', proves: 'From {{start}} on {{counted}} days count, and the last is {{due}}; {{excluded}} days in between do not count, by the rules shown.', proves_open: 'From {{start}} on {{counted}} days counted; there is no last day yet.', proves_ended: 'From {{start}} until it ended on {{end}} {{counted}} days counted; the last would have been {{due}}.', legend: 'Large is the date, small the day counted; a stroke is a day not counted, a dashed line is expected, a frame is the last day.', month: '{{month}}/{{year}}', weekdays: 'MTWTFSS',
  },
  desk: {
    view: 'View', empty: 'Nothing waits for you.', count_one: '{{count}} task', count_other: '{{count}} tasks', and_more: '(and more)', item: 'Item', step: 'Step', since: 'Since', due: 'Due',
    case_due: 'whole case by {{on}}', claimed: 'claimed', parts: 'Parts of the case',
  },
  tab: { form: 'Form', files: 'Materials', changes: 'Changes', criteria: 'Criteria', progress: 'Progress', way: 'Flow', documents: 'Documents', clocks: 'Time limits', messages: 'Messages', trail: 'Trail' },
  search: { q: 'Number, name or code', status: 'Phase', any: 'Any', none: 'No case fits.', from: 'Received from', to: 'Received until', waits: 'Waits for the applicant', newest: 'The last received first.', state: 'State' },
  messages: { unread_one: '{{count}} unread', unread_other: '{{count}} unread', read_all: 'Mark all as read', none: 'No messages.', new: 'unread' },
  leave: { title: 'Leave this page?', why: 'What you filled in was not sent, and is not kept once you leave.', stay: 'Stay', go: 'Leave' },
  substitution: {
    title: 'Substitutes', none: 'Nobody stands in for anybody.', row: '{{by}} stands in for {{of}}: {{from}} to {{until}}', ended: 'Ended', end: 'End now', appoint: 'Appoint a substitute', of: 'Who is away', by: 'Who stands in', from: 'From', until: 'Until (last day)',
    reason: 'Reason', nobody: 'Nobody can stand in: it takes the same role in the same unit.', note: 'A substitute acts in their own name, and the trail names both; what keeps either of them out keeps out both.',
  },
  account: { title: 'Account', keys: 'Keys', use_keys: 'Use single keys on the officer’s screens (? shows them)', name: 'Name', post: 'Post', roles: 'Roles', password: 'Change password', current: 'Current password', new: 'New password', changed: 'The password is changed, other sessions have ended.' },
});
