import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Words } from './words';
import { zh } from './zh';

export type Language = 'zh' | 'en';

/** What the server says in both languages. */
export interface Both {
  zh: string;
  en: string;
}

const kept = 'language';

export function language(): Language {
  return i18next.language === 'en' ? 'en' : 'zh';
}

let english: Promise<void> | undefined;

/** Both languages are complete, so that only one is loaded. */
async function load(to: Language): Promise<void> {
  if (to !== 'en') return;
  english ??= import('./en').then(({ en }) => { i18next.addResourceBundle('en', 'translation', en, true); });
  await english;
}

/**
 * The words of an area that few people open: they come with its screens, in both languages. The area calls this where it is loaded,
 * and names them in types.d.ts; a top-level key is one area's alone.
 */
export function addWords<Z extends object>(words: { zh: Z; en: Words<Z> }): void {
  i18next.addResourceBundle('zh', 'translation', words.zh, true);
  i18next.addResourceBundle('en', 'translation', words.en, true);
}

function tell(to: Language): void {
  document.documentElement.lang = to === 'zh' ? 'zh-CN' : 'en';
}

export async function speak(to: Language): Promise<void> {
  await load(to);
  await i18next.changeLanguage(to);
  localStorage.setItem(kept, to);
  tell(to);
}

export async function startLanguage(): Promise<void> {
  const wished = localStorage.getItem(kept) ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');
  const to: Language = wished === 'en' ? 'en' : 'zh';
  await i18next.use(initReactI18next).init({
    lng: 'zh', fallbackLng: false, resources: { zh: { translation: zh } }, interpolation: { escapeValue: false }, returnNull: false,
    saveMissing: true, missingKeyHandler: (_languages, _space, key, fallback) => { if (fallback === key) throw new Error(`no text for ${key}`); },
  });
  await load(to);
  if (to !== 'zh') await i18next.changeLanguage(to);
  tell(to);
}

/** The words of the server in the language of the page. */
export function said(both: Both | undefined | null): string {
  if (!both) return '';
  return language() === 'en' ? both.en || both.zh : both.zh;
}
