// One client: who it is, and what becomes of each of its commands. A question for a vote does not
// hold back the commands behind it, because the answers to many are given after one write to the
// disk; behind an operator's request, and behind a change of the session itself, everything waits,
// so that each command sees what those before it did. During CLIENT PAUSE the command that came
// waits, and everything behind it.

import type { Socket } from 'node:net';
import type { Refused } from '../acl/acl-log.ts';
import type {
  AclChange,
  ClientLine,
  Command,
  SessionChange,
  Tracking,
  Verdict,
} from '../commands/command.ts';
import { error, OK } from '../commands/reply.ts';
import type { Asker } from '../core/input.ts';
import { encodeReply } from '../resp/encode.ts';
import type { RespValue } from '../resp/value.ts';
import { type Changed, changeUsers, useFile } from './acl-change.ts';
import type { Askers } from './askers.ts';
import { type BacklogBounds, BacklogLimit } from './backlog-limit.ts';
import { clientLine } from './client-line.ts';
import { Connection } from './connection.ts';
import {
  beginRequest,
  callerOf,
  endRequest,
  type Identity,
  newIdentity,
  subscriptionCount,
  wantsReply,
} from './identity.ts';
import { LAST_WORDS_MS } from './limits.ts';
import type { Pause } from './pause.ts';
import { Pipeline } from './pipeline.ts';
import { needsPassword, type Refusal, refusalOf } from './refusal.ts';
import type { ServerParts } from './server-options.ts';
import { type Changing, changeSession, forgetSubscriptions } from './session-change.ts';
import type { Subscriber, Subscriptions } from './subscriptions.ts';
import type { Traffic } from './traffic.ts';
import type { Evicted, UserBook } from './user-book.ts';
import type { Warnings } from './warnings.ts';

/** What all sessions of a server share. */
export interface Surroundings extends Omit<ServerParts, 'warn'> {
  readonly users: UserBook;
  readonly subscriberLimit: BacklogBounds;
  readonly clientLimit: BacklogBounds;
  readonly requestBytesMax: number;
  readonly pause: Pause;
  readonly askers: Askers;
  readonly subscriptions: Subscriptions;
  readonly traffic: Traffic;
  readonly warnings: Warnings;
  /** 0: a client may be silent for ever. */
  readonly timeoutMs: number;
  /** Ends the session of this id, if there is one. */
  kill(id: number): void;
  gone(session: Session): void;
  /** Closes the connections of these. */
  evict(evicted: Evicted): void;
}

/** A connection that has come in. */
export interface Arrival {
  readonly socket: Socket;
  readonly id: number;
  /** Of the unix socket that it came through, one character a byte; null: it came through TCP. */
  readonly unixPath: string | null;
}

const INTERNAL_ERROR = error('ERR internal error');

export class Session implements Subscriber {
  readonly #around: Surroundings;
  readonly #identity: Identity;
  readonly #connection: Connection;
  readonly #pipeline: Pipeline;
  readonly #subscriberLimit: BacklogLimit;
  readonly #clientLimit: BacklogLimit;
  readonly #askers = new Set<Asker>();
  readonly #isUnix: boolean;
  readonly #bornMs: number;
  #activeMs: number;
  /** The command that is being run or waits. */
  #args: readonly string[] = [];
  /** Ends waiting for the end of a pause; null: it does not wait. */
  #leavePause: (() => void) | null = null;
  /** Since when it is only waited for that the other side reads the last words. */
  #endingMs: number | null = null;

  constructor({ socket, id, unixPath }: Arrival, around: Surroundings) {
    this.#around = around;
    this.#isUnix = unixPath !== null;
    this.#subscriberLimit = new BacklogLimit(around.subscriberLimit);
    this.#clientLimit = new BacklogLimit(around.clientLimit);
    this.#identity = newIdentity(id, !around.users.isClosed);
    this.#bornMs = around.clock.monotonicMs();
    this.#activeMs = this.#bornMs;
    this.#connection = new Connection({ socket, unixPath }, around.traffic, {
      bytes: (chunk) => this.#take(chunk),
      inputEnded: () => this.#pipeline.inputEnded(),
      taken: () => this.#pipeline.advance(),
      gone: () => this.#forget(),
    });
    const user = {
      authenticated: () => !needsPassword(this.#identity, around.users),
      run: (args: readonly string[]) => this.#begin(args),
      broken: (error: string | null) => this.#breakOff(error),
      finished: () => this.#end(),
    };
    this.#pipeline = new Pipeline(this.#connection, user, around.requestBytesMax);
  }

  get id(): number {
    return this.#identity.id;
  }

  get protocol(): 2 | 3 {
    return this.#identity.protocol;
  }

  get tracking(): Tracking | null {
    return this.#identity.tracking;
  }

  /** Received and not used yet. */
  get unreadBytes(): number {
    return this.#pipeline.unreadBytes;
  }

  /** Written and not yet taken by the network. */
  get backlogBytes(): number {
    return this.#connection.backlogBytes;
  }

  /** As CLIENT LIST shows it. */
  line(): ClientLine {
    const nowMs = this.#around.clock.monotonicMs();
    return clientLine({
      identity: this.#identity,
      remote: this.#connection.remote,
      local: this.#connection.local,
      isUnix: this.#isUnix,
      ageMs: nowMs - this.#bornMs,
      idleMs: nowMs - this.#activeMs,
      fileDescriptor: this.#connection.fileDescriptor,
      blocked: this.#leavePause !== null,
      closing: this.#endingMs !== null,
      unreadBytes: this.unreadBytes,
      unreadRoomBytes: this.#pipeline.unreadRoomBytes,
      argumentBytes: this.#args.reduce((sum, { length }) => sum + length, 0),
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
      return;
    }
    this.#limitBacklog();
    const waits = this.#pipeline.waiting > 0 || this.#leavePause !== null;
    if (timeoutMs === 0 || waits || subscriptionCount(this.#identity) > 0) return;
    if (nowMs - this.#activeMs > timeoutMs) this.#end();
  }

  /** Ends it at once, whatever it still had to read, and forgets it at once. */
  kill(): void {
    this.#connection.destroy();
    this.#forget();
  }

  /** Ends it if it is one of these; what was written is still sent. */
  evict(evicted: Evicted): void {
    const { user, subscribed } = this.#identity;
    const held = { channels: subscribed.channel, patterns: subscribed.pattern };
    if (this.#endingMs === null && evicted(user, held)) this.#end();
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

  #begin(args: readonly string[]): void {
    beginRequest(this.#identity);
    this.#run(args);
  }

  #run(args: readonly string[]): void {
    const found = this.#around.resolve(args);
    if (found.kind === 'error') {
      this.#identity.lastCommand = found.name;
      this.#reply(found.value);
      endRequest(this.#identity, found.name);
      return;
    }
    const { name } = found.command;
    this.#identity.lastCommand = name;
    const { users, pause } = this.#around;
    const refusal = refusalOf(found.command, args, { identity: this.#identity, users });
    this.#args = args;
    if (refusal === null && pause.holds(found.command)) {
      this.#postpone(args);
      return;
    }
    if (refusal === null) this.#execute(found.command, args);
    else this.#refuse(found.command, refusal);
    this.#args = [];
    endRequest(this.#identity, name);
  }

  #execute(command: Command, args: readonly string[]): void {
    this.#around.traffic.commandsProcessed++;
    this.#carryOut(this.#verdictOf(command, args), args[0] ?? '');
  }

  /** When the pause is over, the command begins anew: it may be forbidden by then. */
  #postpone(args: readonly string[]): void {
    const goOn = this.#pipeline.stall(() => this.#run(args));
    this.#leavePause = this.#around.pause.wait(() => {
      this.#leavePause = null;
      goOn();
    });
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

  #refuse({ name }: Command, { value, denial }: Refusal): void {
    const username = this.#identity.user;
    if (denial?.reason === 'command') this.#note({ reason: 'command', object: name, username });
    if (denial?.reason === 'channel') {
      this.#note({ reason: 'channel', object: denial.channel, username });
    }
    this.#reply(value);
  }

  /** An entry of ACL LOG. */
  #note(refused: Omit<Refused, 'client'>): void {
    const { users, clock } = this.#around;
    users.log.add({ ...refused, client: this.line().text }, clock.monotonicMs());
  }

  /** `word`: what the client called the command. */
  #carryOut(verdict: Verdict, word: string): void {
    switch (verdict.kind) {
      case 'reply':
        this.#reply(verdict.value);
        return;
      case 'told':
        this.#around.door.told(verdict.payload);
        this.#reply(verdict.value);
        return;
      case 'ask':
        this.#ask(verdict);
        return;
      case 'operate':
        this.#pipeline.hold(() => this.#operate(verdict));
        return;
      case 'session':
        this.#pipeline.hold(() => this.#change(verdict.change, word));
        return;
      case 'acl':
        this.#pipeline.hold(() => this.#changeUsers(verdict.change));
        return;
    }
  }

  #ask({ master, epoch, candidate, render }: Extract<Verdict, { kind: 'ask' }>): void {
    const wanted = wantsReply(this.#identity);
    const replyLater = this.#pipeline.replyLater();
    const asker = this.#around.askers.awaitAnswer((answer) => {
      this.#askers.delete(asker);
      const text = this.#encode(render(answer));
      replyLater(wanted ? text : '');
    });
    this.#askers.add(asker);
    this.#around.door.ask(asker, { master, epoch, candidate });
  }

  #operate({ request, render }: Extract<Verdict, { kind: 'operate' }>): void {
    const replyLater = this.#pipeline.replyLater();
    this.#pipeline.hold(() => {});
    const asker = this.#around.askers.awaitOutcome((outcome) => {
      this.#askers.delete(asker);
      const text = this.#encode(render(outcome));
      replyLater(wantsReply(this.#identity) ? text : '');
    });
    this.#askers.add(asker);
    this.#around.door.operate(asker, request);
  }

  #changeUsers(change: AclChange): void {
    const { users, aclFile } = this.#around;
    if (change.kind !== 'load' && change.kind !== 'save') {
      const changed = changeUsers(change, users);
      this.#reply(changed.value);
      this.#around.evict(changed.evicted);
    } else if (aclFile === null) {
      this.#reply(INTERNAL_ERROR);
    } else {
      const replyLater = this.#pipeline.replyLater();
      this.#pipeline.hold(() => {});
      void useFile(change, users, aclFile).then(({ value, evicted }: Changed) => {
        // Behind the reply, and before a command that already waits behind it.
        this.#pipeline.hold(() => this.#around.evict(evicted));
        const text = this.#encode(value);
        replyLater(wantsReply(this.#identity) ? text : '');
      });
    }
  }

  #change(change: SessionChange, word: string): void {
    const { door, pause } = this.#around;
    switch (change.kind) {
      case 'shutdown':
        door.shutdown();
        return;
      case 'quit':
        this.#reply(OK);
        this.#end();
        return;
      case 'kill':
        this.#killAll(change);
        return;
      case 'pause':
        pause.begin(change.mode, change.durationMs);
        this.#reply(OK);
        return;
      case 'unpause':
        this.#reply(OK);
        pause.end();
        return;
      default:
        for (const value of changeSession(change, this.#changing(word))) this.#reply(value);
    }
  }

  #killAll({ ids, value }: Extract<SessionChange, { kind: 'kill' }>): void {
    for (const id of ids) if (id !== this.id) this.#around.kill(id);
    this.#reply(value);
    if (ids.has(this.id)) this.#end();
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

  /** What confirms a subscription is a message, and told also to who wants no replies. */
  #reply(value: RespValue): void {
    const text = this.#encode(value);
    if (value.kind === 'push' || wantsReply(this.#identity)) this.#pipeline.reply(text);
  }

  #encode(value: RespValue): string {
    if (value.kind === 'error') this.#around.traffic.errorReplies++;
    return encodeReply(value, this.#identity.protocol);
  }

  #limitBacklog(): void {
    const { backlogBytes, open, remote } = this.#connection;
    const { clock, warnings } = this.#around;
    const subscriber = subscriptionCount(this.#identity) > 0;
    const limit = subscriber ? this.#subscriberLimit : this.#clientLimit;
    if (!open || !limit.exceeded(backlogBytes, clock.monotonicMs())) return;
    warnings.rarely('backlog', `Closed ${remote}: it left ${backlogBytes} bytes unread.`);
    this.#connection.destroy();
  }

  #end(): void {
    this.#endingMs = this.#around.clock.monotonicMs();
    this.#connection.end();
  }

  #changing(word: string): Changing {
    const { subscriptions, users } = this.#around;
    const loginFailed = (username: string): void =>
      this.#note({ reason: 'auth', object: word, username });
    return { identity: this.#identity, subscriber: this, subscriptions, users, loginFailed };
  }

  #forget(): void {
    this.#leavePause?.();
    this.#leavePause = null;
    for (const asker of this.#askers) this.#around.askers.forget(asker);
    forgetSubscriptions(this.#changing(''));
    this.#around.gone(this);
  }
}
