// The language and the theme of the page: what was chosen here before, else what the browser asks
// for. Told to the document, so that style and screen readers know.

import { en, type Words } from './words/en.ts';
import { FINDINGS_ZH } from './words/findings-zh.ts';
import { zh } from './words/zh.ts';

export type Language = 'en' | 'zh';
export type Theme = 'auto' | 'light' | 'dark';

export const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

const WORDS: Readonly<Record<Language, Words>> = { en, zh };
const LANGUAGE_KEY = 'vedette-language';
const THEME_KEY = 'vedette-theme';

export function wordsOf(language: Language): Words {
  return WORDS[language];
}

export function chosenLanguage(): Language {
  const chosen = localStorage.getItem(LANGUAGE_KEY) ?? navigator.language;
  return chosen.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export function showLanguage(language: Language): void {
  localStorage.setItem(LANGUAGE_KEY, language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

export function chosenTheme(): Theme {
  const chosen = localStorage.getItem(THEME_KEY);
  return THEMES.find((theme) => theme === chosen) ?? 'auto';
}

export function showTheme(theme: Theme): void {
  localStorage.setItem(THEME_KEY, theme);
  document.documentElement.dataset['theme'] = theme;
}

/** English words come with the finding. */
export function findingWords(
  finding: { readonly code: string; readonly meaning: string; readonly remedy: string },
  language: Language,
): { readonly meaning: string; readonly remedy: string } {
  return language === 'zh' ? (FINDINGS_ZH[finding.code] ?? finding) : finding;
}

/** Of a reason or a state for which there may be no word yet: itself. */
export function wordFor(words: Readonly<Record<string, string>>, key: string): string {
  return words[key] ?? key;
}
