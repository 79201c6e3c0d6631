// Shows what happens while it happens: each event of each Sentinel, and each thing that the nodes
// show by themselves, with the milliseconds since the act that is being watched.

import { nowMs } from '../../test/harness/clock.ts';
import type { SeenEvent } from '../../test/harness/event-log.ts';
import type { Quorum } from '../../test/harness/quorum.ts';
import type { Takeover, TakeoverMoment } from '../../test/harness/takeover.ts';
import type { Screen } from './screen.ts';

/** True, and of no interest to somebody who watches a failover. */
const DULL = new Set(['+role-change', '-role-change']);

const GOOD = new Set(['+elected-leader', '+promoted-slave', '+switch-master', '+failover-end']);

const NODE_TEXTS: Readonly<Record<TakeoverMoment['what'], string>> = {
  writable: 'accepts writes: it is a master',
  told: "has the new master's address",
  follows: 'follows the new master',
  client: 'written to by a client',
};

const ID_SHOWN = 8;

/** A payload that fits on a line: ids cut, and of a replica or a peer its name only. */
export function shortPayload(payload: string): string {
  const named = payload.replace(/^(slave|sentinel) (\S+) \S+ \S+ @ \S+ \S+ \S+/, '$1 $2');
  return named.replaceAll(/\b[0-9a-f]{40}\b/g, (id) => id.slice(0, ID_SHOWN));
}

export class Live {
  readonly #screen: Screen;
  #sinceMs = nowMs();

  constructor(screen: Screen, quorum: Quorum) {
    this.#screen = screen;
    for (const { port, events } of quorum.sentinels) {
      events.onEvent = (event) => this.#event(port, event);
    }
  }

  /** Gives the list to which the moments are added as they come. */
  watch(takeover: Takeover): readonly TakeoverMoment[] {
    const moments: TakeoverMoment[] = [];
    takeover.onMoment = (moment) => {
      moments.push(moment);
      const { atMs, what, port } = moment;
      const more = what === 'client' ? 'that asked the Sentinels' : '';
      const ms = atMs - this.#sinceMs;
      const source = `node ${port}`;
      this.#screen.moment({ ms, source, what: NODE_TEXTS[what], more, style: 'good' });
    };
    return moments;
  }

  /** Milliseconds count from here. Gives the moment. */
  act(source: string, what: string): number {
    this.#sinceMs = nowMs();
    this.#screen.moment({ ms: 0, source, what, style: 'bad' });
    return this.#sinceMs;
  }

  /** Something good that was seen just now. */
  note(source: string, what: string): void {
    this.#screen.moment({ ms: nowMs() - this.#sinceMs, source, what, style: 'good' });
  }

  #event(port: number, { atMs, name, payload }: SeenEvent): void {
    if (DULL.has(name)) return;
    this.#screen.moment({
      ms: atMs - this.#sinceMs,
      source: String(port),
      what: name,
      more: shortPayload(payload),
      style: GOOD.has(name) ? 'good' : 'notable',
    });
  }
}
