// How well something is, by shape, word and colour, so that none of them is needed.

import type { VNode } from 'preact';
import { useWords } from './hooks.ts';
import type { Health } from './wire.ts';

const SHAPES: Readonly<Record<Health, string>> = {
  ok: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM6.9 11 4 8.1l1.1-1.1 1.8 1.8 4-4L12 5.9z',
  advice: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM7.2 4h1.6v1.6H7.2zm0 3h1.6v5H7.2z',
  warning: 'M8 1.2 15.4 14H.6zM7.2 6v4h1.6V6zm0 5v1.6h1.6V11z',
  critical: 'M4.7 1h6.6L15 4.7v6.6L11.3 15H4.7L1 11.3V4.7zM7.2 4v5h1.6V4zm0 6v1.6h1.6V10z',
};

export function HealthMark({ health }: { readonly health: Health }): VNode {
  const words = useWords();
  return (
    <span class={`health ${health}`}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path fill-rule="evenodd" d={SHAPES[health]} />
      </svg>
      <span class="health-word">{words.health[health]}</span>
    </span>
  );
}
