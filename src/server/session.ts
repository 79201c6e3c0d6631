// One client: who it is, and what becomes of each of its commands. A question for a vote does not
// hold back the commands behind it, because the answers to many are given after one write to the
// disk; behind an operator's request, and behind a change of the session itself, everything waits,
// so that each command sees what those before it did.

import type { Socket } from 'node:net';
import type { ClientLine, Command, SessionChange, Verdict } from '../commands/command.ts';
import type { Asker } from '../core/input.ts';
import { encodeReply } from '../resp/encode.ts';
import type { RespValue } from '../resp/value.ts';
import type { Askers } from './askers.ts';
import { type BacklogBounds, BacklogLimit } from './backlog-limit.ts';
import { clientLine } from './client-line.ts';
import { Connection } from './connection.ts';
import { callerOf, type Identity, newIdentity, subscriptionCount } from './identity.ts';
import { LAST_WORDS_MS } from './limits.ts';
import type { Passwords } from './password.ts';
import { Pipeline } from './pipeline.ts';
import { refusalOf } from './refusal.ts';
import type { ServerParts } from './server-options.ts';
import { type Changing, changeSession, forgetSubscriptions } from './session-change.ts';
import type { Subscriber, Subscriptions } from './subscriptions.ts';
import type { Traffic } from './traffic.ts';
import type { Warnings } from './warnings.ts';

/** What all sessions of a server share. */
export interface Surroundings extends Omit<ServerParts, 'warn'> {
  /** null: nobody needs one. */
  readonly passwords: Passwords | null;
  readonly subscriberLimit: BacklogBounds;
  readonly askers: Askers;
  readonly subscriptions: Subscriptions;
  readonly traffic: Traffic;
  readonly warnings: Warnings;
  /** 0: a client may be silent for ever. */
  readonly timeoutMs: number;
  gone(session: Session): void;
}

const INTERNAL_ERROR: RespValue = { kind: 'error', text: 'ERR internal error' };

export class Session implements Subscriber {
  readonly #around: Surroundings;
  readonly #identity: Identity;
  readonly #connection: Connection;
  readonly #pipeline: Pipeline;
  readonly #backlogLimit: BacklogLimit;
  readonly #askers = new Set<Asker>();
  readonly #bornMs: number;
  #activeMs: number;
  /** Since when it is only waited for that the other side reads the last words. */
  #endingMs: number | null = null;

  constructor(socket: Socket, id: number, around: Surroundings) {
    this.#around = around;
    this.#backlogLimit = new BacklogLimit(around.subscriberLimit);
    this.#identity = newIdentity(id, around.passwords === null);
    this.#bornMs = around.clock.monotonicMs();
    this.#activeMs = this.#bornMs;
    this.#connection = new Connection(socket, around.traffic, {
      bytes: (chunk) => this.#take(chunk),
      inputEnded: () => this.#pipeline.inputEnded(),
      taken: () => this.#pipeline.advance(),
      gone: () => this.#forget(),
    });
    this.#pipeline = new Pipeline(this.#connection, {
      authenticated: () => this.#identity.authenticated,
      run: (args) => this.#run(args),
      broken: (error) => this.#breakOff(error),
      finished: () => this.#end(),
    });
  }

  get id(): number {
    return this.#identity.id;
  }

  get protocol(): 2 | 3 {
    return this.#identity.protocol;
  }

  /** As CLIENT LIST shows it. */
  line(): ClientLine {
    const nowMs = this.#around.clock.monotonicMs();
    return clientLine({
      identity: this.#identity,
      remote: this.#connection.remote,
      local: this.#connection.local,
      ageMs: nowMs - this.#bornMs,
      idleMs: nowMs - this.#activeMs,
      unreadBytes: this.#pipeline.unreadBytes,
      freshBytes: this.#connection.freshBytes,
      backlogBytes: this.#connection.backlogBytes - this.#connection.freshBytes,
    });
  }

  /** A message that it has subscribed to, encoded for its version of the protocol. */
  deliver(text: string): void {
    this.#connection.write(text);
    this.#limitBacklog();
  }

  /** To be called now and then: ends it when it was silent or slow for too long. */
  sweep(nowMs: number): void {
    const { timeoutMs } = this.#around;
    if (this.#endingMs !== null) {
      if (nowMs - this.#endingMs >= LAST_WORDS_MS) this.#connection.destroy();
    } else if (subscriptionCount(this.#identity) > 0) {
      this.#limitBacklog();
    } else if (timeoutMs > 0 && this.#pipeline.waiting === 0) {
      if (nowMs - this.#activeMs > timeoutMs) this.#end();
    }
  }

  /** Hands what was written to the network, and closes. */
  close(): void {
    this.#connection.end();
    this.#connection.destroy();
  }

  #take(chunk: Uint8Array): void {
    this.#activeMs = this.#around.clock.monotonicMs();
    this.#pipeline.push(chunk);
  }

  #run(args: readonly string[]): void {
    const found = this.#around.resolve(args);
    if (found.kind === 'error') {
      this.#reply(found.value);
      return;
    }
    this.#identity.lastCommand = found.command.name;
    const refusal = refusalOf(found.command, this.#identity);
    if (refusal !== null) {
      this.#reply(refusal);
      return;
    }
    this.#around.traffic.commandsProcessed++;
    this.#carryOut(this.#verdictOf(found.command, args));
  }

  /** Commands are pure: one that fails has changed nothing, and a client whose request finds the
   *  mistake in it must not be able to end the process. */
  #verdictOf(command: Command, args: readonly string[]): Verdict {
    try {
      return command.run(args, callerOf(this.#identity), this.#around.sight());
    } catch (cause) {
      this.#around.warnings.rarely('internal', `Command ${command.name} failed: ${String(cause)}`);
      return { kind: 'reply', value: INTERNAL_ERROR };
    }
  }

  #carryOut(verdict: Verdict): void {
    switch (verdict.kind) {
      case 'reply':
        this.#reply(verdict.value);
        return;
      case 'told':
        if (verdict.hello !== null) this.#around.door.told(verdict.hello);
        this.#reply(verdict.value);
        return;
      case 'ask':
        this.#ask(verdict);
        return;
      case 'operate':
        this.#pipeline.hold(() => this.#operate(verdict));
        return;
      case 'session':
        this.#pipeline.hold(() => this.#change(verdict.change));
        return;
    }
  }

  #ask({ master, epoch, candidate, render }: Extract<Verdict, { kind: 'ask' }>): void {
    const replyLater = this.#pipeline.replyLater();
    const asker = this.#around.askers.awaitAnswer((answer) => {
      this.#askers.delete(asker);
      replyLater(this.#encode(render(answer)));
    });
    this.#askers.add(asker);
    this.#around.door.ask(asker, { master, epoch, candidate });
  }

  #operate({ request, render }: Extract<Verdict, { kind: 'operate' }>): void {
    const replyLater = this.#pipeline.replyLater();
    this.#pipeline.hold(() => {});
    const asker = this.#around.askers.awaitOutcome((outcome) => {
      this.#askers.delete(asker);
      replyLater(this.#encode(render(outcome)));
    });
    this.#askers.add(asker);
    this.#around.door.operate(asker, request);
  }

  #change(change: SessionChange): void {
    if (change.kind === 'shutdown') {
      this.#around.door.shutdown();
      return;
    }
    for (const value of changeSession(change, this.#changing())) this.#reply(value);
  }

  #breakOff(error: string | null): void {
    const { remote } = this.#connection;
    if (error === null) {
      const reason = 'it sent POST or Host:, as a browser does that was made to talk to us.';
      this.#around.warnings.rarely('forged', `Closed ${remote}: ${reason}`);
      this.#connection.destroy();
      return;
    }
    this.#pipeline.hold(() => {
      this.#reply({ kind: 'error', text: error });
      this.#end();
    });
  }

  #reply(value: RespValue): void {
    this.#pipeline.reply(this.#encode(value));
  }

  #encode(value: RespValue): string {
    return encodeReply(value, this.#identity.protocol);
  }

  #limitBacklog(): void {
    const { backlogBytes, open, remote } = this.#connection;
    const { clock, warnings } = this.#around;
    if (!open || !this.#backlogLimit.exceeded(backlogBytes, clock.monotonicMs())) return;
    warnings.rarely('backlog', `Closed ${remote}: it left ${backlogBytes} bytes of events unread.`);
    this.#connection.destroy();
  }

  #end(): void {
    this.#endingMs = this.#around.clock.monotonicMs();
    this.#connection.end();
  }

  #changing(): Changing {
    const { subscriptions, passwords } = this.#around;
    return { identity: this.#identity, subscriber: this, subscriptions, passwords };
  }

  #forget(): void {
    for (const asker of this.#askers) this.#around.askers.forget(asker);
    forgetSubscriptions(this.#changing());
    this.#around.gone(this);
  }
}
