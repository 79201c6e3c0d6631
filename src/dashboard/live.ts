// Keeps the store as the Sentinel is: one snapshot, then what follows it, and a snapshot anew where
// that was lost.

import { ask, type Result } from './api.ts';
import { EventStream, type Frame } from './event-stream.ts';
import { EVENTS_KEPT, type Store } from './store.ts';
import type { EventLine, GroupPicture, SentinelSelf } from './wire.ts';

interface Snapshot {
  readonly cursor: string;
  readonly sentinel: SentinelSelf;
  readonly groups: readonly GroupPicture[];
}

const LAG_EVERY_MS = 2_000;
const RETRY_MS = 1_000;

export class Live {
  readonly #store: Store;
  #stream: EventStream | null = null;
  #retry: ReturnType<typeof setTimeout> | null = null;

  constructor(store: Store) {
    this.#store = store;
    setInterval(() => this.#sample(), LAG_EVERY_MS);
  }

  /** Begins, or begins again. */
  async begin(): Promise<void> {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#stream?.close();
    this.#stream = null;
    const snapshot = await ask<Snapshot>('/api/groups');
    if (!snapshot.ok) return this.#failed(snapshot);
    const { cursor, sentinel, groups } = snapshot.value;
    this.#store.replace(groups, sentinel);
    this.#sample();
    const events = await ask<{ readonly events: readonly EventLine[] }>(
      `/api/events?limit=${EVENTS_KEPT}`,
    );
    if (events.ok) this.#store.addEvents(events.value.events);
    this.#listen(cursor);
  }

  #failed({ status }: Extract<Result<Snapshot>, { ok: false }>): void {
    if (status === 401) return this.#store.connect({ kind: 'token-needed' });
    this.#lost();
    this.#retry = setTimeout(() => void this.begin(), RETRY_MS);
  }

  #listen(cursor: string): void {
    this.#stream = new EventStream('/events', cursor, {
      opened: () => this.#store.connect({ kind: 'live' }),
      frame: (frame) => this.#frame(frame),
      lost: (status) => {
        if (status === 401) this.#store.connect({ kind: 'token-needed' });
        else this.#lost();
      },
    });
    this.#stream.open();
  }

  #lost(): void {
    if (this.#store.connection.kind === 'lost') return;
    this.#store.connect({ kind: 'lost', sinceMs: Date.now() });
  }

  #frame({ kind, data }: Frame): void {
    switch (kind) {
      case 'group':
        return this.#store.putGroup(JSON.parse(data));
      case 'event':
        return this.#store.addEvents([JSON.parse(data)]);
      case 'sentinel':
        return this.#store.putSentinel(JSON.parse(data));
      case 'gone':
        return this.#store.removeGroup(JSON.parse(data).name);
      case 'reset':
        void this.begin();
        return;
      default:
        // Of a later version.
        return;
    }
  }

  #sample(): void {
    if (this.#store.connection.kind !== 'lost') this.#store.sampleLag(Date.now());
  }
}
