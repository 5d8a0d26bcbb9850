import './audit.css';
import './words';

export { AsOf } from './as-of';
export { AuditCase } from './case';
export { AuditCases } from './cases';
export { ClockProof } from './clock-proof';
export { PublicLog } from './log';
export { PackCheck } from './pack';
export { TrailSearch } from './trail-search';
