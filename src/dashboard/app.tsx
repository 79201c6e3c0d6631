// The whole page: header, the groups, and the one that the address names.

import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, hasToken, setToken } from './api.ts';
import { Events } from './events.tsx';
import { Findings } from './findings.tsx';
import { GroupPage } from './group-page.tsx';
import { Header } from './header.tsx';
import { Around, useTopic } from './hooks.ts';
import {
  chosenLanguage,
  chosenTheme,
  showLanguage,
  showTheme,
  type Theme,
  wordsOf,
} from './language.ts';
import type { Live } from './live.ts';
import { Overview, useOnlyGroup } from './overview.tsx';
import type { Store } from './store.ts';
import { TokenDialog } from './token-dialog.tsx';

const DARK = '(prefers-color-scheme: dark)';

export function App({ store, live }: { readonly store: Store; readonly live: Live }): VNode {
  const [language, setLanguage] = useState(chosenLanguage());
  const [theme, setTheme] = useState(chosenTheme());
  const [isUnlocked, setIsUnlocked] = useState(hasToken());
  /** What was wrong with the last token; null: nobody is asked. */
  const [asking, setAsking] = useState<string | null>(null);
  const then = useRef<() => void>(() => {});
  const words = wordsOf(language);
  const shown = useShownTheme(theme);
  useEffect(() => showLanguage(language), [language]);
  useEffect(() => showTheme(theme), [theme]);

  const unlock = (next: () => void): void => {
    then.current = next;
    setToken(null);
    setIsUnlocked(false);
    setAsking('');
  };

  async function tryToken(token: string): Promise<void> {
    setToken(token);
    const answer = await ask('/api/token');
    if (!answer.ok) {
      setToken(null);
      setAsking(answer.status === 401 ? words.token.wrong : answer.message);
      return;
    }
    setIsUnlocked(true);
    setAsking(null);
    if (store.connection.kind === 'token-needed') void live.begin();
    then.current();
  }

  return (
    <Around.Provider value={{ store, words, language, theme: shown, unlock }}>
      {/* biome-ignore lint/a11y/useValidAnchor: a link, but the address has to stay as it is */}
      <a class="skip" href="#content" onClick={skip}>
        {words.skip}
      </a>
      <Header
        language={language}
        theme={theme}
        isUnlocked={isUnlocked}
        onLanguage={setLanguage}
        onTheme={setTheme}
        onUnlock={() => unlock(() => {})}
        onLock={() => {
          setToken(null);
          setIsUnlocked(false);
        }}
      />
      <Body />
      {asking !== null && (
        <TokenDialog
          key={asking}
          forReading={store.connection.kind === 'token-needed'}
          problem={asking}
          onToken={(token) => void tryToken(token)}
          onClose={() => setAsking(null)}
        />
      )}
    </Around.Provider>
  );
}

/** Without the address, which names the group that is looked at. */
function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function Body(): VNode {
  const only = useOnlyGroup();
  const named = useNamedGroup();
  const chosen = named ?? only;
  return (
    <div class={`body ${named === null ? 'at-overview' : 'at-group'}`}>
      <Overview chosen={chosen} />
      {chosen === null ? <Everything /> : <GroupPage key={chosen} name={chosen} />}
    </div>
  );
}

/** What is not of one group. */
function Everything(): VNode {
  const { sentinel } = useTopic('sentinel');
  return (
    <main id="content" tabIndex={-1}>
      <Findings found={sentinel?.findings ?? null} />
      <Events group={null} />
    </main>
  );
}

/** What `auto` means on this screen, as long as it means that. */
function useShownTheme(theme: Theme): 'light' | 'dark' {
  const [isDark, setIsDark] = useState(matchMedia(DARK).matches);
  useEffect(() => {
    const media = matchMedia(DARK);
    const follow = (): void => setIsDark(media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, []);
  if (theme !== 'auto') return theme;
  return isDark ? 'dark' : 'light';
}

function useNamedGroup(): string | null {
  const [name, setName] = useState(namedGroup());
  useEffect(() => {
    const follow = (): void => setName(namedGroup());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return name;
}

function namedGroup(): string | null {
  const match = /^#\/group\/(.+)$/.exec(location.hash);
  try {
    return match?.[1] === undefined ? null : decodeURIComponent(match[1]);
  } catch {
    return null;
  }
}
