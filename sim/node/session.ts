// One connection to a model node, as the node sees it: who it is, what it has queued in a
// transaction, what it is subscribed to, and what waits behind a pause.

import type { RespValue } from '../../src/resp/value.ts';
import type { End, Snapshot } from '../network.ts';
import type { Command } from './replication.ts';

export interface Transaction {
  readonly commands: Command[];
  /** A command could not be queued: EXEC will refuse. */
  isSpoilt: boolean;
}

/** What makes a connection that of a replica. */
export interface FollowerState {
  readonly listeningPort: number;
  isOnline: boolean;
  /** Written while the data set is on the way. */
  readonly waiting: Command[];
}

export class Session {
  readonly id: number;
  readonly end: End;
  name = '';
  isAuthenticated: boolean;
  transaction: Transaction | null = null;
  readonly channels: Set<string> = new Set();
  isFollower = false;
  /** Commands that wait behind one that is postponed, that one first. */
  readonly postponed: Command[] = [];
  isClosing = false;

  constructor(id: number, end: End, isAuthenticated: boolean) {
    this.id = id;
    this.end = end;
    this.isAuthenticated = isAuthenticated;
  }

  /** As CLIENT KILL TYPE names it. */
  get type(): 'normal' | 'pubsub' | 'replica' {
    if (this.isFollower) return 'replica';
    return this.channels.size > 0 ? 'pubsub' : 'normal';
  }

  send(value: RespValue | Command | Snapshot): void {
    this.end.send(value);
  }

  close(): void {
    this.isClosing = true;
    this.end.close();
  }
}
