import './trail.css';
import './words';

export { TrailPane } from './pane';
export { TrailTable } from './table';
export { useCheck } from './use-check';
export { Verdict, VerifyPanel } from './verify-panel';
