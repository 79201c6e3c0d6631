// Asks for the token, and tries it before it is kept.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from './dialog.tsx';
import { useWords } from './hooks.ts';

export function TokenDialog(props: {
  /** Whether the token is needed to see anything at all. */
  readonly forReading: boolean;
  /** Why the last one was not taken; empty: there was none. */
  readonly problem: string;
  readonly onToken: (token: string) => void;
  readonly onClose: () => void;
}): VNode {
  const { forReading, problem, onToken, onClose } = props;
  const words = useWords();
  const [token, setToken] = useState('');
  return (
    <Dialog title={words.token.unlock} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== '') onToken(token.trim());
        }}
      >
        <p>{forReading ? words.token.whyRead : words.token.why}</p>
        <label class="field">
          {words.token.label}
          <input
            type="password"
            autocomplete="off"
            value={token}
            onInput={({ currentTarget }) => setToken(currentTarget.value)}
          />
        </label>
        <p class="wrong" role="alert">
          {problem}
        </p>
        <p class="buttons">
          <button type="submit" class="main">
            {words.token.use}
          </button>
          <button type="button" onClick={onClose}>
            {words.token.cancel}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
