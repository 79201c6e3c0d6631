// Every event of one Sentinel, in order, with the moment at which it reached us. Reads what any
// client can read: a pattern subscription to everything.

import { nowMs } from './clock.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { asList, asText, type Reply } from './resp.ts';
import { until } from './wait.ts';

export interface SeenEvent {
  /** On the clock of `nowMs`. */
  readonly atMs: number;
  readonly name: string;
  readonly payload: string;
}

export interface Wanted {
  /** Words that the payload contains. */
  readonly containing?: string;
  /** Only from that moment on. */
  readonly sinceMs?: number;
}

export class EventLog {
  readonly seen: SeenEvent[] = [];
  readonly #connection: Connection;
  /** Called with each event as it arrives. */
  onEvent: (event: SeenEvent) => void = () => {};

  private constructor(connection: Connection) {
    this.#connection = connection;
    connection.onMessage = (message) => this.#received(message);
  }

  static async open(port: number, entry: ConnectionOptions = {}): Promise<EventLog> {
    const connection = await Connection.open(port, entry);
    const log = new EventLog(connection);
    await connection.call('PSUBSCRIBE', '*');
    return log;
  }

  /** The first event of that name that is as wanted. */
  find(name: string, wanted: Wanted = {}): SeenEvent | undefined {
    const { containing = '', sinceMs = 0 } = wanted;
    return this.seen.find(
      (event) => event.name === name && event.atMs >= sinceMs && event.payload.includes(containing),
    );
  }

  /** Waits for an event; one that was seen before counts. */
  async waitFor(name: string, wanted: Wanted = {}, withinMs = 60_000): Promise<SeenEvent> {
    const what = `the event ${name} ${wanted.containing ?? ''}`;
    const probe = (): SeenEvent => {
      const found = this.find(name, wanted);
      if (found === undefined) throw new Error(`seen: ${this.#names()}`);
      return found;
    };
    return await until(what, probe, { withinMs });
  }

  close(): void {
    this.#connection.close();
  }

  #names(): string {
    return this.seen.map((event) => event.name).join(' ') || 'none';
  }

  #received(message: Reply): void {
    const items = asList(message);
    if (items[0] !== 'pmessage') return;
    const event = { atMs: nowMs(), name: asText(items[2]), payload: asText(items[3]) };
    this.seen.push(event);
    this.onEvent(event);
  }
}
