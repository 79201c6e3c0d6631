// The stream of what happens: events as they come and pictures of groups that have changed, each
// with a number, so that whoever lost the connection goes on where it was lost. Of events a bounded
// number is kept, of each group only its last picture. Nothing is compared while nobody listens.

import { randomBytes } from 'node:crypto';
import type { RenderedEvent } from '../events/catalogue.ts';
import type { Clock } from '../ports/ports.ts';
import type { Eyes } from './eyes.ts';
import { toJson } from './json.ts';
import { EVENTS_KEPT, SLICE_MS, STREAMS_MAX } from './limits.ts';
import { groupPicture } from './picture.ts';
import type { Stream, StreamFilter } from './stream.ts';

/** What stands in the stream: its number, whom it is about, and its text on the wire. */
export interface Frame {
  readonly number: number;
  readonly kind: 'event' | 'group' | 'gone' | 'sentinel' | 'reset';
  /** null: the Sentinel as a whole. */
  readonly group: string | null;
  readonly text: string;
  /** The data alone. */
  readonly json: string;
}

/** All groups are looked at once in this time. */
const ROUND_MS = 2_000;
const TICK_MS = 25;

export class Feed {
  readonly #eyes: Eyes;
  readonly #clock: Clock;
  readonly #mistake: (error: unknown) => void;
  /** New at every start: numbers of before mean nothing. */
  readonly #life = randomBytes(4).toString('hex');
  #last = 0;
  readonly #events: Frame[] = [];
  /** Dropped from the front of `#events`: the highest number. */
  #forgotten = 0;
  readonly #pictures = new Map<string, Frame>();
  #sentinel: Frame | null = null;
  readonly #streams = new Set<Stream>();
  readonly #stirred = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  /** Groups still to be looked at in this round. */
  #round: string[] = [];
  #roundEndMs = 0;

  /** `mistake`: hears of what should not have happened. */
  constructor(eyes: Eyes, clock: Clock, mistake: (error: unknown) => void) {
    this.#mistake = mistake;
    this.#eyes = eyes;
    this.#clock = clock;
  }

  get streamCount(): number {
    return this.#streams.size;
  }

  get isFull(): boolean {
    return this.#streams.size >= STREAMS_MAX;
  }

  /** Where a stream has to begin to tell all that follows. */
  get cursor(): string {
    return this.#cursorOf(this.#last);
  }

  /** Something has happened. Does as little as can be: it may be in the middle of a failover. */
  event({ channel, payload, level }: RenderedEvent, group: string | null): void {
    const atMs = Math.round(this.#clock.wallMs());
    const number = this.#last + 1;
    const id = this.#cursorOf(number);
    this.#keep(this.#frame('event', group, { id, atMs, name: channel, level, group, payload }));
    if (group !== null) {
      this.#stirred.add(group);
      this.#eyes.forget(group);
    }
    if (this.#streams.size === 0) this.#stirred.clear();
  }

  /** The last events, the newest last. */
  events(most: number): readonly Frame[] {
    return this.#events.filter(({ kind }) => kind === 'event').slice(-most);
  }

  /** A number that all pictures of a snapshot can have which nobody hears of: who goes on after its
   *  cursor is not told of them again, and who was lost before it is. */
  beginSnapshot(): { readonly cursor: string; readonly number: number } {
    this.#last += 1;
    return { cursor: this.cursor, number: this.#last };
  }

  /** The picture of a group as JSON, now; null: there is no such group. `quiet`: the number that it
   *  gets when it has changed and nobody listens. */
  refresh(name: string, quiet: number | null = null): string | null {
    const views = this.#eyes.views();
    const around = this.#eyes.around();
    const findings = this.#eyes.recentFindings(views, name, around);
    const picture = groupPicture(views, name, around, findings);
    const known = this.#pictures.get(name);
    if (picture === null) {
      this.#eyes.forget(name);
      if (known !== undefined) this.#gone(name);
      return null;
    }
    const json = toJson(picture);
    if (known?.json !== json) {
      const number = quiet === null || this.#streams.size > 0 ? ++this.#last : quiet;
      const frame = this.#frameOf('group', name, json, number);
      this.#pictures.set(name, frame);
      this.#publish(frame);
    }
    return json;
  }

  /** Adds a stream that begins after `cursor`; null: now. */
  open(stream: Stream, cursor: string | null, filter: StreamFilter): void {
    this.#streams.add(stream);
    stream.onClose = () => {
      this.#streams.delete(stream);
      if (this.#streams.size === 0) this.#rest();
    };
    for (const frame of this.#since(cursor)) if (filter(frame)) stream.push(frame.text);
    stream.filter = filter;
    this.#timer ??= setInterval(() => this.#tickSafely(), TICK_MS);
  }

  close(): void {
    this.#rest();
    for (const stream of [...this.#streams]) stream.close();
  }

  /** What has to be told to somebody who has heard all up to there. */
  #since(cursor: string | null): readonly Frame[] {
    if (cursor === null) return [];
    const [life, digits = ''] = cursor.split('-');
    const from = /^\d{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
    const isKnown = life === this.#life && from >= this.#forgotten && from <= this.#last;
    if (!isKnown) {
      const why = life === this.#life ? 'too-old' : 'restarted';
      return [this.#frameOf('reset', null, toJson({ why, cursor: this.cursor }), this.#last)];
    }
    const known = [...this.#events, ...this.#pictures.values()];
    if (this.#sentinel !== null) known.push(this.#sentinel);
    return known.filter(({ number }) => number > from).sort((a, b) => a.number - b.number);
  }

  #tickSafely(): void {
    try {
      this.#tick();
    } catch (error) {
      this.#mistake(error);
    }
  }

  #tick(): void {
    const endMs = this.#clock.monotonicMs() + SLICE_MS;
    for (const name of this.#stirred) {
      this.#stirred.delete(name);
      this.refresh(name);
      if (this.#clock.monotonicMs() >= endMs) return;
    }
    const nowMs = this.#clock.monotonicMs();
    if (this.#round.length === 0) {
      if (nowMs < this.#roundEndMs) return;
      this.#beginRound(nowMs);
    }
    const ticks = Math.max(1, Math.ceil((this.#roundEndMs - nowMs) / TICK_MS));
    let count = Math.ceil(this.#round.length / ticks);
    for (; count > 0 && this.#clock.monotonicMs() < endMs; count--) {
      const name = this.#round.pop();
      if (name !== undefined) this.refresh(name);
    }
  }

  #beginRound(nowMs: number): void {
    const { groupNames } = this.#eyes.views().sentinel();
    const there = new Set(groupNames);
    for (const name of this.#pictures.keys()) if (!there.has(name)) this.#gone(name);
    this.#round = groupNames.toReversed();
    this.#roundEndMs = nowMs + ROUND_MS;
    const json = toJson(this.#eyes.sentinel());
    if (this.#sentinel?.json === json) return;
    this.#sentinel = this.#frameOf('sentinel', null, json);
    this.#publish(this.#sentinel);
  }

  #gone(name: string): void {
    this.#pictures.delete(name);
    this.#keep(this.#frame('gone', name, { name }));
  }

  #keep(frame: Frame): void {
    this.#events.push(frame);
    if (this.#events.length > EVENTS_KEPT) this.#forgotten = this.#events.shift()?.number ?? 0;
    this.#publish(frame);
  }

  #publish(frame: Frame): void {
    for (const stream of this.#streams) if (stream.filter(frame)) stream.push(frame.text);
  }

  #frame(kind: Frame['kind'], group: string | null, value: object): Frame {
    return this.#frameOf(kind, group, toJson(value));
  }

  #frameOf(
    kind: Frame['kind'],
    group: string | null,
    json: string,
    number: number = ++this.#last,
  ): Frame {
    const text = `id: ${this.#cursorOf(number)}\nevent: ${kind}\ndata: ${json}\n\n`;
    return { number, kind, group, text, json };
  }

  #cursorOf(number: number): string {
    return `${this.#life}-${number}`;
  }

  #rest(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#stirred.clear();
    this.#round = [];
    this.#roundEndMs = 0;
  }
}
