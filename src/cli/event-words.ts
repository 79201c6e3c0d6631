// Events for people and for programs: which group one is about, how a line of it looks, and its
// JSON.

import { shown } from '../client/address.ts';
import type { SentinelEvent } from '../client/event-stream.ts';
import { clean, type Paper } from './paper.ts';

/** Payloads name the group by position: after `master`, behind the `@` of others, or first. null:
 *  it is about the Sentinel as a whole. */
export function groupOf(name: string, payload: string): string | null {
  const words = payload.split(' ');
  if (name === '+switch-master') return words[0] ?? null;
  if (words[0] === 'master') return words[1] ?? null;
  const at = words.indexOf('@');
  return at < 0 ? null : (words[at + 1] ?? null);
}

export function eventJson(event: SentinelEvent): unknown {
  const { atMs, sentinel, name, payload } = event;
  return {
    at: new Date(atMs).toISOString(),
    sentinel: shown(sentinel),
    event: name,
    group: groupOf(name, payload),
    payload,
  };
}

const BAD =
  /^([+](sdown|odown|tilt|config-write|empty|foreign|auth)|-(failover-abort|hand-over|script))/;
const GOOD =
  /^([+](switch-master|promoted-slave|failover-end|hand-over)|-(sdown|odown|tilt|config|foreign))/;

export function eventLine(event: SentinelEvent, paper: Paper, width: number): string {
  const { atMs, sentinel, name, payload } = event;
  const style = BAD.test(name) ? 'bad' : GOOD.test(name) ? 'good' : 'note';
  return [
    paper.paint('faint', localTime(atMs)),
    shown(sentinel).padEnd(width),
    paper.paint(style, clean(name)),
    clean(payload),
  ].join('  ');
}

/** `14:03:07.123`, in the zone of this machine. */
export function localTime(ms: number): string {
  const date = new Date(ms);
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** `2026-11-22 14:03:07`, in the zone of this machine. */
export function localDay(ms: number): string {
  const date = new Date(ms);
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(two).join('-');
  return `${day} ${localTime(ms).slice(0, 8)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
