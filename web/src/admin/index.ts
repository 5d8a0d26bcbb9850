import './admin.css';
import './words';

export { CalendarYear } from './calendar';
export { EditCopy, EditNext } from './editor';
export { AdminHome } from './home';
export { AdminItems, Versions } from './items';
export { Org } from './org';
export { People } from './people';
export { OnePerson } from './person';
export { OneProposal } from './proposal';
export { Roles } from './roles';
export { Substitutions } from './substitutions';
export { SystemHealth } from './system';
export { VersionDiff, VersionFlow, VersionProof, VersionText } from './version';
