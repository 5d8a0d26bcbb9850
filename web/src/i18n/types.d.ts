import 'i18next';
import type { zh as desk } from '../desk/words';
import type { zh } from './zh';

declare module 'i18next' {
  interface CustomTypeOptions {
    returnNull: false;
    resources: { translation: typeof zh & typeof desk };
  }
}
