// Where the driver's news go: events to the log, to subscribers and to scripts, notes to the log,
// answers to the clients that wait for them.

import type { Log } from '../adapters/log.ts';
import type { ScriptRunner } from '../adapters/script-runner.ts';
import type { Event, Note } from '../core/event.ts';
import type { FailoverRecord } from '../core/history.ts';
import type { Asker } from '../core/input.ts';
import type { OperatorOutcome, OperatorRequest } from '../core/operator-request.ts';
import type { VoteAnswer } from '../core/output.ts';
import { isPublished, render } from '../events/catalogue.ts';
import { renderNote } from '../events/notes.ts';
import type { HttpDoor } from '../http/door.ts';
import type { Audience } from '../ports/ports.ts';
import { notificationWords, type ReconfigRun, reconfigWords } from '../scripts/words.ts';
import type { RespServer } from '../server/server.ts';
import type { HistoryKeeper } from './history-keeper.ts';
import type { SaveWatch } from './save-watch.ts';

/** Stock's, by which tests tell it from other ends. */
const CRASH_EXIT_CODE = 99;

export interface AudienceOptions {
  readonly log: Log;
  readonly server: RespServer;
  readonly scripts: Pick<ScriptRunner, 'run'>;
  readonly saves: SaveWatch;
  readonly keeper: HistoryKeeper;
}

export class DaemonAudience implements Audience {
  readonly #log: Log;
  readonly #server: RespServer;
  readonly #scripts: Pick<ScriptRunner, 'run'>;
  readonly #saves: SaveWatch;
  /** null: there is none. */
  http: Pick<HttpDoor, 'event' | 'note' | 'outcome' | 'record'> | null = null;
  readonly #keeper: HistoryKeeper;
  /** Requests whose outcome is told to more than who asked. */
  readonly #asked = new Map<Asker, OperatorRequest>();

  constructor({ log, server, scripts, saves, keeper }: AudienceOptions) {
    this.#log = log;
    this.#server = server;
    this.#scripts = scripts;
    this.#saves = saves;
    this.#keeper = keeper;
  }

  /** What is about this Sentinel as a whole and yet concerns those who look after any group: each
   *  notification script hears of it once. */
  alarm(event: Event, scripts: ReadonlySet<string>): void {
    this.event(event, null);
    for (const script of scripts) {
      this.#scripts.run({ words: notificationWords(script, render(event)), urgent: false });
    }
  }

  /** SCRIPT-1. */
  event(event: Event, script: string | null): void {
    const rendered = render(event);
    const { channel, payload, level } = rendered;
    this.#log.add(level, `${channel} ${payload}`);
    if (isPublished(level)) this.#server.publish(channel, payload);
    this.http?.event(event, rendered);
    if (script === null || level !== 'warning') return;
    this.#scripts.run({ words: notificationWords(script, rendered), urgent: false });
  }

  note(note: Note): void {
    const { level, text } = renderNote(note);
    this.#log.add(level, text);
    this.http?.note(note);
    if (note.kind === 'write-overdue') this.#saves.overdue(note.afterMs);
  }

  record(record: FailoverRecord, nowMs: number): void {
    this.#keeper.take(record, nowMs);
    this.http?.record(record);
  }

  answer(asker: Asker, answer: VoteAnswer): void {
    this.#server.answer(asker, answer);
  }

  /** To be called before the core hears of the request. */
  operatorAsks(asker: Asker, request: OperatorRequest): void {
    if (request.kind === 'failover' || request.kind === 'configure') {
      this.#asked.set(asker, request);
    }
  }

  outcome(asker: Asker, outcome: OperatorOutcome): void {
    const request = this.#asked.get(asker);
    this.#asked.delete(asker);
    const isDone = outcome.kind === 'done';
    // Nothing else in the log tells that it was not the loss of the master.
    if (request?.kind === 'failover' && isDone) {
      this.#log.warning(`Executing user requested FAILOVER of '${request.name}'`);
    }
    // What could not be written holds all the same (OPERATOR-6).
    const holds = isDone || (outcome.kind === 'failed' && outcome.code === 'not-saved');
    if (request?.kind === 'configure' && request.logLevel !== null && holds) {
      this.#log.level = request.logLevel;
    }
    this.#server.outcome(asker, outcome);
    this.http?.outcome(asker, outcome);
  }

  reconfigScript(run: ReconfigRun): void {
    if (run.script === null) return;
    this.#scripts.run({ words: reconfigWords(run.script, run), urgent: true });
  }

  /** As a crash: nothing is tidied up, but the log tells why. */
  crash(): void {
    this.#log.warning('Sentinel CRASH because of SENTINEL simulate-failure');
    this.#keeper.flush();
    this.#log.flush();
    process.exit(CRASH_EXIT_CODE);
  }

  broken(message: string): void {
    this.#log.warning(
      `The state is not as it must be, and a wrong failover is worse than none: ${message}`,
    );
    this.#keeper.flush();
    this.#log.flush();
    process.exit(1);
  }
}
