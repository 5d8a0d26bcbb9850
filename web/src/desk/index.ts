import { addWords } from '../i18n';
import './desk.css';
import * as words from './words';

addWords(words);

export { Bulk } from './bulk';
export { Inbox } from './inbox';
export { CaseSearch } from './search';
export { Workbench } from './workbench';
