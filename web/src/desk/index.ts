export { Inbox } from './inbox';
export { CaseSearch } from './search';
export { Workbench } from './workbench';
