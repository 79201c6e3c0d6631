// A failover of the past in the words of the page. One that was no switch says so first, and tells
// nothing of what a switch would have lost.

import { bytesText, durationText } from './format.ts';
import { wordFor } from './language.ts';
import { stagesOf } from './stages.ts';
import type { PastFailover, Step } from './wire.ts';
import type { Words } from './words/en.ts';

/** `A → B`, or A and why there was no other. */
export function pastTitle({ from, to, outcome, cause }: PastFailover, words: Words): string {
  const what = to === null ? from : `${from} → ${to}`;
  const why = outcome === 'given-up' && cause !== null ? ` (${cause})` : '';
  return outcome === 'switched' ? what : `${what}: ${words.history.outcomes[outcome]}${why}`;
}

/** When it was, as far as it is known. Milliseconds since 1970; null: no step is. */
export function pastMoment(past: PastFailover): number | null {
  const { switched, ended } = past.steps;
  return switched ?? ended ?? stagesOf(past).at(-1)?.atMs ?? null;
}

/** The rest, in short parts. */
export function pastFacts(past: PastFailover, words: Words): readonly string[] {
  const { outcome, reason, epoch, votes, steps, attempts } = past;
  const promoted = stagesOf(past).find(({ step }) => step === 'switched');
  const parts = [
    wordFor(words.history.reasons, reason ?? 'other'),
    attempts > 1 ? words.history.times(attempts) : '',
    words.history.epoch(epoch),
    votes === null ? '' : words.history.votes(votes.have, votes.need),
    outcome === 'switched' ? lossText(past, words) : '',
    promoted === undefined || steps.detected === null
      ? ''
      : words.history.total(durationText(promoted.afterMs)),
  ];
  return parts.filter((part) => part !== '');
}

/** Only behind a switch does the end mean that all follow. */
export function stepWord(step: Step, { outcome }: PastFailover, words: Words): string {
  const isEnd = step === 'ended' && outcome !== 'switched';
  return isEnd ? words.history.end : words.history.steps[step];
}

function lossText({ loss, lostBytes }: PastFailover, words: Words): string {
  const { none, unknown } = words.history.loss;
  if (loss === 'none') return none;
  if (loss !== 'at-least' || lostBytes === null) return unknown;
  return words.history.loss['at-least'](bytesText(Number(lostBytes)));
}
