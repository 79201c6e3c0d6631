// The last failovers as timelines: each stage as long as it took, with its milliseconds.

import type { VNode } from 'preact';
import { durationText, momentText } from './format.ts';
import { useWords } from './hooks.ts';
import { pastFacts, pastMoment, pastTitle, stepWord } from './past-text.ts';
import { stagesOf } from './stages.ts';
import type { PastFailover } from './wire.ts';

/** `past` null: not known yet. */
export function History({ past }: { readonly past: readonly PastFailover[] | null }): VNode {
  const words = useWords();
  return (
    <section class="card" aria-labelledby="history">
      <h3 id="history">{words.history.title}</h3>
      {past === null || past.length === 0 ? (
        <p class="quiet">{past === null ? words.asking : words.history.none}</p>
      ) : (
        <ol class="history">
          {past.map((each) => (
            <PastOne key={`${each.epoch} ${each.from} ${each.to}`} past={each} />
          ))}
        </ol>
      )}
    </section>
  );
}

function PastOne({ past }: { readonly past: PastFailover }): VNode {
  const words = useWords();
  const atMs = pastMoment(past);
  return (
    <li>
      <p class="history-head">
        <strong>{pastTitle(past, words)}</strong>{' '}
        {atMs !== null && <time class="quiet">{momentText(atMs)}</time>}
      </p>
      <p class="quiet">{pastFacts(past, words).join(' · ')}</p>
      <ol class="stages">
        {stagesOf(past).map(({ step, tookMs }, index) => (
          <li key={step} class={`stage ${step}`} style={{ flexGrow: weightOf(tookMs) }}>
            <span class="bar" />
            <span class="step">{stepWord(step, past, words)}</span>
            <span class="took">{index === 0 ? '0' : `+${durationText(tookMs)}`}</span>
          </li>
        ))}
      </ol>
    </li>
  );
}

/** Long stages are wider, and short ones still have room for their words. */
function weightOf(tookMs: number): number {
  return Math.log2(2 + Math.max(0, tookMs));
}
