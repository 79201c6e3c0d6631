// The stages of a failover in the words of its events, for a display of its progress.

import type { SentinelEvent } from '../client/event-stream.ts';
import { groupOf } from './event-words.ts';
import type { Style } from './paper.ts';

export interface Stage {
  /** What has happened. */
  readonly text: string;
  /** To whom, or how. */
  readonly detail: string;
  readonly style: Style;
  readonly kind: 'step' | 'switched' | 'ended' | 'given-up';
}

type Words = readonly [text: string, kind: Stage['kind'], style: Style];

const STAGES: Readonly<Record<string, Words>> = {
  '+try-failover': ['candidate', 'step', 'note'],
  '+elected-leader': ['elected', 'step', 'note'],
  '+failover-without-majority': ['without a majority', 'step', 'warn'],
  '+selected-slave': ['replica chosen', 'step', 'note'],
  '+failover-state-send-slaveof-noone': ['told to become the master', 'step', 'note'],
  '+promoted-slave': ['promoted', 'step', 'good'],
  '+switch-master': ['switched: clients are told', 'switched', 'good'],
  '+hand-over': ['handed over, no write is lost', 'step', 'good'],
  '-hand-over': ['not handed over, writes may be lost', 'step', 'bad'],
  '+slave-reconf-sent': ['told to follow', 'step', 'note'],
  '+slave-reconf-done': ['follows', 'step', 'good'],
  '+failover-end': ['ended', 'ended', 'good'],
  '+failover-end-for-timeout': ['ended: not every replica follows yet', 'ended', 'warn'],
  '-failover-abort-not-elected': ['given up: not elected', 'given-up', 'bad'],
  '-failover-abort-no-good-slave': ['given up: no replica is fit', 'given-up', 'bad'],
  '-failover-abort-slave-timeout': ['given up: the replica does not do it', 'given-up', 'bad'],
  '-failover-abort-master-timeout': ['given up: writes could be lost', 'given-up', 'bad'],
};

/** null: the event is no stage of a failover of this group. */
export function stageOf({ name, payload }: SentinelEvent, group: string): Stage | null {
  const words = STAGES[name];
  if (words === undefined || groupOf(name, payload) !== group) return null;
  const [text, kind, style] = words;
  return { text, kind, style, detail: detailOf(name, payload) };
}

function detailOf(name: string, payload: string): string {
  const words = payload.split(' ');
  if (name === '+switch-master') return addressOf(words[3], words[4]);
  if (words[0] === 'slave') return addressOf(words[2], words[3]);
  const comment = payload.indexOf('#');
  return comment < 0 ? '' : payload.slice(comment + 1);
}

function addressOf(host = '', port = ''): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
