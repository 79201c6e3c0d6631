// The order of one client's commands: its requests are taken one at a time, and its replies leave
// in the order of the requests, also while some wait for an answer. What may not overtake a pending
// answer is held until none is pending, and no request is taken meanwhile. Limits what waits by not
// reading any more.

import { RequestParser } from '../resp/request-parser.ts';
import { REPLY_BACKLOG_BYTES, WAITING_REPLIES_MAX } from './limits.ts';
import { ReplyQueue } from './reply-queue.ts';

/** The connection, as far as it is needed here. */
export interface Wire {
  readonly open: boolean;
  readonly backlogBytes: number;
  write(text: string): void;
  /** Goes on reading, or pauses. */
  read(wanted: boolean): void;
}

export interface PipelineUser {
  authenticated(): boolean;
  /** One request: replies to it through the pipeline, now or later. */
  run(args: readonly string[]): void;
  /** Nothing that follows can be understood; `error` null: nothing is to be answered. */
  broken(error: string | null): void;
  /** The other side sends no more, and all that it sent has been answered. */
  finished(): void;
}

export class Pipeline {
  readonly #wire: Wire;
  readonly #user: PipelineUser;
  readonly #parser: RequestParser;
  readonly #replies: ReplyQueue;
  /** To be done when no reply waits any more. */
  #held: (() => void) | null = null;
  #running = false;
  /** A request was taken that cannot be run yet. */
  #stalled = false;
  #inputEnded = false;

  /** A request of more bytes ends the connection. */
  constructor(wire: Wire, user: PipelineUser, requestBytesMax?: number) {
    this.#parser = new RequestParser(requestBytesMax);
    this.#wire = wire;
    this.#user = user;
    this.#replies = new ReplyQueue((text) => wire.write(text));
  }

  /** Replies that wait for an answer, or behind one that does. */
  get waiting(): number {
    return this.#replies.waiting;
  }

  get unreadBytes(): number {
    return this.#parser.unreadBytes;
  }

  /** Taken for more of them than there are. */
  get unreadRoomBytes(): number {
    return this.#parser.unreadRoomBytes;
  }

  /** No request is taken until the result is called, which does `action` first. */
  stall(action: () => void): () => void {
    this.#stalled = true;
    return () => {
      this.#stalled = false;
      action();
      this.advance();
    };
  }

  push(chunk: Uint8Array): void {
    this.#parser.push(chunk);
    this.advance();
  }

  inputEnded(): void {
    this.#inputEnded = true;
    this.advance();
  }

  /** An encoded reply to the request that is being run. */
  reply(text: string): void {
    this.#replies.add(text);
  }

  /** The reply comes later, by calling the result once. */
  replyLater(): (text: string) => void {
    const fill = this.#replies.reserve();
    return (text) => {
      fill(text);
      this.#settle();
    };
  }

  /** Does it when all replies before it have gone: at once if none waits. */
  hold(action: () => void): void {
    if (this.#replies.waiting === 0) action();
    else this.#held = action;
  }

  /** Runs what may be run. An answer may come from inside the call that asks for it: then the loop
   *  that asked goes on, and not a second one. */
  advance(): void {
    if (this.#running || !this.#wire.open) return;
    this.#running = true;
    while (this.#mayRun() && this.#runNext());
    this.#running = false;
    if (!this.#wire.open) return;
    this.#wire.read(this.#mayRun());
    if (this.#inputEnded && this.#mayRun() && this.#replies.waiting === 0) this.#user.finished();
  }

  #mayRun(): boolean {
    return (
      this.#wire.open &&
      this.#held === null &&
      !this.#stalled &&
      this.#replies.waiting < WAITING_REPLIES_MAX &&
      this.#wire.backlogBytes < REPLY_BACKLOG_BYTES
    );
  }

  /** False when there is no whole request. */
  #runNext(): boolean {
    const parsed = this.#parser.next(this.#user.authenticated());
    switch (parsed.kind) {
      case 'incomplete':
        return false;
      case 'broken':
        this.#user.broken(parsed.error);
        return false;
      case 'request':
        this.#user.run(parsed.args);
        return true;
    }
  }

  /** An answer came. */
  #settle(): void {
    if (this.#replies.waiting === 0 && this.#held !== null) {
      const action = this.#held;
      this.#held = null;
      action();
    }
    this.advance();
  }
}
