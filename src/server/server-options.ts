// What the configuration file says about the server, and what the server needs of the process.

import type { Command, Sight } from '../commands/command.ts';
import type { Clock } from '../ports/ports.ts';
import { REQUEST_BYTES_MAX } from '../resp/limits.ts';
import type { RespValue } from '../resp/value.ts';
import type { AclFile } from './acl-change.ts';
import type { BacklogBounds } from './backlog-limit.ts';
import type { Door } from './door.ts';
import { CLIENT_BACKLOG, SUBSCRIBER_BACKLOG } from './limits.ts';
import type { UnixSocketOptions } from './listen.ts';
import type { TlsOptions } from './tls-gate.ts';
import type { UserBook } from './user-book.ts';

export interface ServerOptions {
  /** For those who speak plainly. 0: any that is free; null: none. */
  readonly port: number | null;
  /** null: none. */
  readonly tls: TlsOptions | null;
  /** null: none. */
  readonly unixSocket: UnixSocketOptions | null;
  /** As in the file: `*` and `::*` are all addresses of a kind; behind a `-` stands an address that
   *  may be missing on this machine. */
  readonly binds: readonly string[];
  readonly backlog: number;
  readonly maxClients: number;
  /** A client that is silent for longer is cut off, unless it has subscribed. 0: never. */
  readonly timeoutMs: number;
  /** 0: no keep-alive. */
  readonly tcpKeepAliveMs: number;
  /** Clients of other machines are turned away as long as nobody needs a password. */
  readonly protectedMode: boolean;
  /** What a subscriber may leave unread. */
  readonly subscriberLimit: BacklogBounds;
  /** What every other client may leave unread; over our own bound it is not listened to. */
  readonly clientLimit: BacklogBounds;
  /** Of one request; over our own bound it does not count. */
  readonly requestBytesMax: number;
}

/** The defaults of stock in Sentinel mode. */
export const DEFAULT_SERVER_OPTIONS: ServerOptions = {
  port: 26_379,
  tls: null,
  unixSocket: null,
  binds: ['*', '-::*'],
  backlog: 511,
  maxClients: 10_000,
  timeoutMs: 0,
  tcpKeepAliveMs: 300_000,
  protectedMode: false,
  subscriberLimit: SUBSCRIBER_BACKLOG,
  clientLimit: CLIENT_BACKLOG,
  requestBytesMax: REQUEST_BYTES_MAX,
};

/** A command that exists and has the right number of arguments, or the error to answer with. */
export type Resolution =
  | { readonly kind: 'command'; readonly command: Command }
  /** `name`: the command that got too few words or too many; null: there is no such command. */
  | { readonly kind: 'error'; readonly value: RespValue; readonly name: string | null };

export interface ServerParts {
  resolve(args: readonly string[]): Resolution;
  readonly door: Door;
  readonly users: UserBook;
  /** null: users are kept in the configuration. */
  readonly aclFile: AclFile | null;
  /** Asked once a command. */
  sight(): Sight;
  readonly clock: Clock;
  /** A line for the log, as a warning. */
  warn(text: string): void;
}
