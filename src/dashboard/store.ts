// What the page knows: the last picture of each group, the events, how far replicas were behind,
// and whether the stream lives. Changes are told once per frame that the screen shows, and only to
// the parts of the page that show what has changed.

import { addressText } from './format.ts';
import type { EventLine, GroupPicture, Health, SentinelSelf } from './wire.ts';

export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly sinceMs: number }
  | { readonly kind: 'token-needed' };

/** What can change; a group by its name. */
export type Topic = 'list' | 'sentinel' | 'events' | 'connection' | `group ${string}`;

export interface LagSample {
  readonly atMs: number;
  /** By the text of the address; null: unknown or down. */
  readonly bytes: ReadonlyMap<string, number | null>;
}

/** The oldest make room. */
export const EVENTS_KEPT = 1_000;
export const LAG_SAMPLES_KEPT = 600;

const RANKS: Readonly<Record<Health, number>> = { critical: 0, warning: 1, advice: 2, ok: 3 };

export class Store {
  readonly groups: Map<string, GroupPicture> = new Map();
  events: readonly EventLine[] = [];
  sentinel: SentinelSelf | null = null;
  connection: Connection = { kind: 'connecting' };
  /** Worst first, then by name. */
  order: readonly string[] = [];
  readonly #lag = new Map<string, LagSample[]>();
  readonly #listeners = new Map<Topic, Set<() => void>>();
  readonly #changed = new Set<Topic>();
  readonly #later: (work: () => void) => void;

  /** `later`: runs work once, soon, before the next frame. */
  constructor(later: (work: () => void) => void) {
    this.#later = later;
  }

  subscribe(topic: Topic, listener: () => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(topic);
    };
  }

  /** Everything anew. */
  replace(groups: readonly GroupPicture[], sentinel: SentinelSelf): void {
    const gone = new Set(this.groups.keys());
    for (const group of groups) {
      gone.delete(group.name);
      this.groups.set(group.name, group);
      this.#touch(`group ${group.name}`);
    }
    for (const name of gone) this.#forget(name);
    this.sentinel = sentinel;
    this.#sort();
    this.#touch('sentinel');
  }

  putGroup(group: GroupPicture): void {
    const before = this.groups.get(group.name);
    this.groups.set(group.name, group);
    this.#touch(`group ${group.name}`);
    if (before === undefined || before.health !== group.health) this.#sort();
  }

  removeGroup(name: string): void {
    if (!this.groups.has(name)) return;
    this.#forget(name);
    this.#sort();
  }

  putSentinel(sentinel: SentinelSelf): void {
    this.sentinel = sentinel;
    this.#touch('sentinel');
  }

  addEvents(lines: readonly EventLine[]): void {
    const known = new Set(this.events.slice(-EVENTS_KEPT).map(({ id }) => id));
    const fresh = lines.filter(({ id }) => !known.has(id));
    if (fresh.length === 0) return;
    this.events = [...this.events, ...fresh].slice(-EVENTS_KEPT);
    this.#touch('events');
  }

  connect(connection: Connection): void {
    this.connection = connection;
    this.#touch('connection');
  }

  /** One sample of how far the replicas of each group are behind. */
  sampleLag(atMs: number): void {
    for (const [name, group] of this.groups) {
      const samples = this.#lag.get(name) ?? [];
      this.#lag.set(name, samples);
      const bytes = new Map(
        group.replicas.map((replica) => {
          const isKnown = replica.downSinceMs === null && replica.linkUp;
          return [addressText(replica), isKnown ? replica.lagBytes : null];
        }),
      );
      samples.push({ atMs, bytes });
      if (samples.length > LAG_SAMPLES_KEPT) samples.shift();
    }
  }

  lagOf(name: string): readonly LagSample[] {
    return this.#lag.get(name) ?? [];
  }

  #forget(name: string): void {
    this.groups.delete(name);
    this.#lag.delete(name);
    this.#touch(`group ${name}`);
  }

  #sort(): void {
    const ranked = [...this.groups.values()].map(({ name, health }) => ({
      name,
      rank: RANKS[health],
    }));
    ranked.sort((a, b) => a.rank - b.rank || compareNames(a.name, b.name));
    this.order = ranked.map(({ name }) => name);
    this.#touch('list');
  }

  #touch(topic: Topic): void {
    if (this.#changed.size === 0) this.#later(() => this.#tell());
    this.#changed.add(topic);
  }

  #tell(): void {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const topic of changed) {
      for (const listener of this.#listeners.get(topic) ?? []) listener();
    }
  }
}

const collator = new Intl.Collator('en', { numeric: true });

function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}
