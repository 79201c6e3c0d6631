// The top of the page: whether what is shown is live, and how it is shown.

import type { VNode } from 'preact';
import { useTopic, useWords } from './hooks.ts';
import { type Language, THEMES, type Theme } from './language.ts';

export function Header(props: {
  readonly language: Language;
  readonly theme: Theme;
  readonly isUnlocked: boolean;
  readonly onLanguage: (language: Language) => void;
  readonly onTheme: (theme: Theme) => void;
  readonly onUnlock: () => void;
  readonly onLock: () => void;
}): VNode {
  const { language, theme, isUnlocked, onLanguage, onTheme, onUnlock, onLock } = props;
  const { connection, sentinel } = useTopic('connection');
  const words = useWords();
  return (
    <header>
      <h1>
        <a href="#/">{words.title}</a>
      </h1>
      <p class={`connection ${connection.kind}`} role="status">
        <span class="lamp" aria-hidden="true" /> {words.connection[connection.kind]}
      </p>
      {sentinel !== null && (
        <p class="quiet self">
          {words.picture.sentinel} {sentinel.id.slice(0, 8)} : {sentinel.port}, {sentinel.version}
        </p>
      )}
      <div class="controls">
        <button type="button" aria-pressed={isUnlocked} onClick={isUnlocked ? onLock : onUnlock}>
          {isUnlocked ? words.token.lock : words.token.unlock}
        </button>
        <select
          aria-label={words.theme}
          value={theme}
          onChange={({ currentTarget: { value } }) =>
            onTheme(THEMES.find((each) => each === value) ?? 'auto')
          }
        >
          {THEMES.map((each) => (
            <option key={each} value={each}>
              {words.themes[each]}
            </option>
          ))}
        </select>
        <select
          aria-label={words.language}
          value={language}
          onChange={({ currentTarget: { value } }) => onLanguage(value === 'zh' ? 'zh' : 'en')}
        >
          <option value="en">English</option>
          <option value="zh">中文</option>
        </select>
      </div>
    </header>
  );
}
