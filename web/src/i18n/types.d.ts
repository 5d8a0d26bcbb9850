import 'i18next';
import type { zh as admin } from '../admin/words';
import type { zh as audit } from '../audit/words';
import type { zh as case_ } from '../case/words';
import type { zh as desk } from '../desk/words';
import type { zh as mine } from '../my/words';
import type { zh as open } from '../public/words';
import type { zh as trail } from '../trail/words';
import type { zh as viewer } from '../viewer/words';
import type { zh } from './zh';

declare module 'i18next' {
  interface CustomTypeOptions {
    returnNull: false;
    resources: { translation: typeof zh & typeof admin & typeof audit & typeof case_ & typeof desk & typeof mine & typeof open & typeof trail & typeof viewer };
  }
}
