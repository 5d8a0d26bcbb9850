import './my.css';
import './words';

export { Account } from './account';
export { Application } from './application';
export { MyCase } from './case';
export { MyCases } from './cases';
export { MyCertificate, MyCertificates } from './certificates';
export { CheckAnswers } from './check';
export { DraftFrame } from './draft';
export { MyHome } from './home';
export { Library } from './library';
export { Materials } from './materials';
export { Messages } from './messages';
export { RateCase } from './rating';
export { Receipt } from './receipt';
export { Section } from './section';
