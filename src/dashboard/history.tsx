// The last failovers as timelines: each stage as long as it took, with its milliseconds.

import type { VNode } from 'preact';
import { bytesText, durationText, momentText } from './format.ts';
import { useWords } from './hooks.ts';
import { wordFor } from './language.ts';
import { stagesOf } from './stages.ts';
import type { PastFailover } from './wire.ts';
import type { Words } from './words/en.ts';

export function History({ past }: { readonly past: readonly PastFailover[] }): VNode {
  const words = useWords();
  return (
    <section class="card" aria-labelledby="history">
      <h3 id="history">{words.history.title}</h3>
      {past.length === 0 ? (
        <p class="quiet">{words.history.none}</p>
      ) : (
        <ol class="history">
          {past.map((each) => (
            <PastOne key={`${each.epoch} ${each.to}`} past={each} />
          ))}
        </ol>
      )}
    </section>
  );
}

function PastOne({ past }: { readonly past: PastFailover }): VNode {
  const words = useWords();
  const stages = stagesOf(past);
  const promoted = stages.find(({ step }) => step === 'switched');
  const reason = past.reason ?? 'other';
  return (
    <li>
      <p class="history-head">
        <strong>
          {past.from} → {past.to}
        </strong>{' '}
        <time class="quiet">{momentText(past.steps.switched ?? past.steps.ended ?? 0)}</time>
      </p>
      <p class="quiet">
        {[
          wordFor(words.history.reasons, reason),
          words.history.epoch(past.epoch),
          ...(past.votes === null ? [] : [words.history.votes(past.votes.have, past.votes.need)]),
          lossText(past, words),
          ...(promoted === undefined || past.steps.detected === null
            ? []
            : [words.history.total(durationText(promoted.afterMs))]),
        ].join(' · ')}
      </p>
      <ol class="stages">
        {stages.map(({ step, tookMs }, index) => (
          <li key={step} class={`stage ${step}`} style={{ flexGrow: weightOf(tookMs) }}>
            <span class="bar" />
            <span class="step">{words.history.steps[step]}</span>
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

function lossText({ loss, lostBytes }: PastFailover, words: Words): string {
  const { none, unknown } = words.history.loss;
  if (loss === 'none') return none;
  if (loss !== 'at-least' || lostBytes === null) return unknown;
  return words.history.loss['at-least'](bytesText(Number(lostBytes)));
}
