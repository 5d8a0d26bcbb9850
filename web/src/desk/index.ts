import './desk.css';
import './words';

export { Bulk } from './bulk';
export { Inbox } from './inbox';
export { CaseSearch } from './search';
export { Workbench } from './workbench';
