// A failover of the past in words for people: what happened, when each step was, and what is lost.

import type { Steps } from '../../core/history.ts';
import type { PastFailover } from '../../core/history-book.ts';
import { utcText } from '../../events/log-line.ts';

/** In the order in which they come. */
export const STEPS: readonly (keyof Steps)[] = [
  'detected',
  'agreed',
  'started',
  'elected',
  'selected',
  'told',
  'switched',
  'ended',
];

const WORDS: Readonly<Record<keyof Steps, string>> = {
  detected: 'master down',
  agreed: 'quorum agrees',
  started: 'candidate',
  elected: 'elected',
  selected: 'replica chosen',
  told: 'told to become a master',
  switched: 'it is one, clients told',
  ended: 'end',
};

const REASONS: Readonly<Record<NonNullable<PastFailover['reason']>, string>> = {
  crash: 'the master was down',
  'empty-master': 'the master came back without its data',
  forced: 'an operator asked',
  'hand-over': 'an operator asked, and the master was handed over',
};

export function historyLines(past: PastFailover): readonly string[] {
  return [what(past), who(past), when(past), offsets(past), lost(past)].filter(
    (line) => line !== '',
  );
}

/** When it began, as far as is known. Milliseconds since 1970. */
export function beginOf({ steps }: PastFailover): number {
  return Math.min(...STEPS.flatMap((step) => steps[step] ?? []));
}

function what(past: PastFailover): string {
  const { from, to, reason, outcome, attempts, cause, obstacle } = past;
  const begin = beginOf(past);
  const at = Number.isFinite(begin) ? `${utcText(begin)}: ` : '';
  const why = reason === null ? '' : `, because ${REASONS[reason]}`;
  const held = obstacle === null ? '' : ` (its writes could not be held: ${obstacle})`;
  const times = attempts === 1 ? '' : `, ${attempts} times`;
  switch (outcome) {
    case 'switched':
      return `${at}${from} replaced by ${to}${why}${held}`;
    case 'under-way':
      return `${at}${from} is being replaced${to === null ? '' : ` by ${to}`}${why}${held}`;
    case 'given-up':
      return `${at}${from} not replaced${times}: given up for ${cause}${held}${why}`;
    case 'cut-off':
      return `${at}${from}${to === null ? '' : ` to ${to}`}: this process ended in the middle of it, and does not know how it went on${why}`;
    default:
      return outcome satisfies never;
  }
}

function who({ role, leader, votes, epoch }: PastFailover): string {
  const by = leader === null ? 'another Sentinel' : `Sentinel ${leader}`;
  const led = role === 'leader' ? 'led by this Sentinel' : `led by ${by}`;
  const have = votes === null ? '' : `, ${votes.have} of the ${votes.need} votes needed`;
  return `epoch ${epoch}, ${led}${have}`;
}

function when(past: PastFailover): string {
  const begin = beginOf(past);
  const told = STEPS.flatMap((step) => {
    const atMs = past.steps[step];
    return atMs === null ? [] : `+${atMs - begin} ms ${WORDS[step]}`;
  });
  return told.join(', ');
}

function offsets({ oldOffset, newOffset, offsets }: PastFailover): string {
  const each = offsets.map(({ replica, offset }) => `${replica} ${offset ?? 'unknown'}`);
  const parts = [
    oldOffset === null ? [] : `last told by the old master ${oldOffset}`,
    each.length === 0 ? [] : `replicas at the choice ${each.join(', ')}`,
    newOffset === null ? [] : `the new master ${newOffset}`,
  ].flat();
  return parts.length === 0 ? '' : `offsets: ${parts.join('; ')}`;
}

function lost({ loss, outcome }: PastFailover): string {
  switch (loss.kind) {
    case 'none':
      return outcome === 'switched' ? 'no acknowledged write is lost' : 'nothing was switched';
    case 'at-least':
      return `lost: at least ${loss.bytes} bytes of the replication stream`;
    case 'unknown':
      return 'lost: unknown';
    default:
      return loss satisfies never;
  }
}
