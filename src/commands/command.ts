// The contract between the server and the commands: a command is a pure function of who calls, its
// arguments and what may be seen; it answers with a reply, or with what it wants done.

import type { AclLogEntry } from '../acl/acl-log.ts';
import type { RuleContext, User } from '../acl/user.ts';
import type { Users } from '../acl/user-lines.ts';
import type { Address } from '../core/address.ts';
import type { LogLevelName, OperatorOutcome, OperatorRequest } from '../core/operator-request.ts';
import type { VoteAnswer } from '../core/output.ts';
import type { Views } from '../core/view.ts';
import type { RespValue } from '../resp/value.ts';
import type { ScriptSight } from '../scripts/queue.ts';

/** A connection, as commands see it. */
export interface Caller {
  readonly id: number;
  readonly protocol: 2 | 3;
  readonly name: string;
  readonly user: string;
  /** false: only an open command may run. */
  readonly authenticated: boolean;
  /** Subscriptions held; above 0 a RESP2 caller may only subscribe, unsubscribe and PING. */
  readonly subscriptionCount: number;
  /** null: CLIENT TRACKING is off. */
  readonly tracking: Tracking | null;
}

/** What CLIENT TRACKING was told. A Sentinel has no keys, so that nothing ever comes of it. */
export interface Tracking {
  readonly broadcast: boolean;
  /** Sorted; of a broadcast only, where an empty one stands for all keys. */
  readonly prefixes: readonly string[];
  readonly choice: 'optin' | 'optout' | null;
  readonly noLoop: boolean;
  /** The id of the connection that was to hear of it; 0: this one. */
  readonly redirect: number;
  /** CLIENT CACHING was said; it holds for the next command that is not of CLIENT. */
  readonly caching: boolean;
}

/** What commands may see. `now` values are taken once per command. */
export interface Sight {
  readonly views: Views;
  readonly settings: SettingsSight;
  readonly process: ProcessSight;
  readonly clients: ClientsSight;
  readonly acl: AclSight;
}

/** The users, and what was refused to them. */
export interface AclSight {
  readonly users: Users;
  /** For rules that are applied now. */
  readonly context: RuleContext;
  /** Newest first. */
  readonly log: readonly AclLogEntry[];
  /** On the clock of the log's entries. */
  readonly nowMs: number;
  /** Users are kept in a file of their own, `aclfile`. */
  readonly hasFile: boolean;
  /** So many hexadecimal characters by chance, fit for a secret. */
  randomHex(length: number): string;
}

/** Settings that decide about replies. */
export interface SettingsSight {
  readonly announceHostnames: boolean;
  readonly resolveHostnames: boolean;
  readonly denyScriptsReconfig: boolean;
  readonly maxClients: number;
  readonly logLevel: LogLevelName;
  /** What SENTINEL SET rename-command changes; empty for an unknown group. */
  renamedCommands(groupName: string): ReadonlyMap<string, string>;
  /** May this process run the file? Looked up when asked. */
  isExecutable(path: string): boolean;
}

/** What INFO tells about this process; measured when asked. Texts hold one character a byte. */
export interface ProcessSight {
  readonly vedetteVersion: string;
  readonly processId: number;
  /** 40 hexadecimal characters, new at every start; not the Sentinel's id. */
  readonly runId: string;
  /** Who looks after the process. */
  readonly supervisedBy: 'no' | 'upstart' | 'systemd';
  readonly port: number;
  readonly executable: string;
  readonly configFile: string;
  readonly os: string;
  readonly archBits: number;
  readonly wallMs: number;
  readonly uptimeMs: number;
  readonly cpuUserMs: number;
  readonly cpuSystemMs: number;
  /** Of the main thread alone. */
  readonly mainThreadCpuUserMs: number;
  readonly mainThreadCpuSystemMs: number;
  readonly connectionsReceived: number;
  readonly commandsProcessed: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly rejectedConnections: number;
  readonly errorReplies: number;
  /** Times that something came from a socket, and that something was handed to one. */
  readonly reads: number;
  readonly writes: number;
  /** In the last second. */
  readonly commandsPerSecond: number;
  readonly inputBytesPerSecond: number;
  readonly outputBytesPerSecond: number;
  /** The most that one client had unread, and left unread, in the last seconds. */
  readonly recentInputBytesMax: number;
  readonly recentOutputBytesMax: number;
  /** Clients whose command waits for the end of a pause. */
  readonly blockedClients: number;
  readonly trackingClients: number;
  readonly trackingPrefixes: number;
  readonly pubsubChannels: number;
  readonly pubsubPatterns: number;
  scripts(): readonly ScriptSight[];
  readonly saves: SavesSight;
}

/** How writing the file goes. */
export interface SavesSight {
  /** For how long it fails; null: the last write went well. */
  readonly failedForMs: number | null;
  /** Since the start. */
  readonly failures: number;
  readonly successes: number;
  /** Of the last failure; empty: there was none. */
  readonly lastError: string;
}

export interface ClientsSight {
  readonly count: number;
  lines(): readonly ClientLine[];
  /** The line of a caller, as CLIENT INFO shows it. */
  line(id: number): string;
}

/** A client as CLIENT LIST shows and chooses it, and CLIENT KILL. */
export interface ClientLine {
  readonly id: number;
  /** Both ends of the connection, as the text has them. */
  readonly remote: string;
  readonly local: string;
  readonly user: string;
  /** `pubsub`: it holds a subscription. */
  readonly type: 'normal' | 'pubsub';
  /** `id=3 addr=...`, without an end of line. */
  readonly text: string;
}

/** What a command answers. */
export type Verdict =
  | { readonly kind: 'reply'; readonly value: RespValue }
  /** Hand to the core; answer when its outcome is there. */
  | {
      readonly kind: 'operate';
      readonly request: OperatorRequest;
      readonly render: (outcome: OperatorOutcome) => RespValue;
    }
  | {
      readonly kind: 'ask';
      readonly master: Address;
      readonly epoch: bigint;
      readonly candidate: string | null;
      readonly render: (answer: VoteAnswer) => RespValue;
    }
  /** A hello was published to us (null: not a hello); the reply is given in any case. */
  | { readonly kind: 'told'; readonly payload: string; readonly value: RespValue }
  /** Changes the users; the server carries it out and answers. */
  | { readonly kind: 'acl'; readonly change: AclChange }
  /** Changes the connection itself; the server carries it out. */
  | { readonly kind: 'session'; readonly change: SessionChange };

/** What is done about users. LOAD and SAVE concern the `aclfile`. */
export type AclChange =
  | { readonly kind: 'put'; readonly user: User }
  | { readonly kind: 'remove'; readonly names: readonly string[] }
  | { readonly kind: 'load' }
  | { readonly kind: 'save' }
  | { readonly kind: 'clear-log' };

export type SessionChange =
  | { readonly kind: 'subscribe'; readonly channels: readonly string[] }
  | { readonly kind: 'psubscribe'; readonly patterns: readonly string[] }
  /** Empty: all. */
  | { readonly kind: 'unsubscribe'; readonly channels: readonly string[] }
  | { readonly kind: 'punsubscribe'; readonly patterns: readonly string[] }
  /** HELLO and AUTH: change what is given, then reply; a wrong password changes nothing. */
  | {
      readonly kind: 'introduce';
      readonly protocol: 2 | 3 | null;
      readonly credentials: { readonly user: string; readonly password: string } | null;
      readonly name: string | null;
      /** Made after the change, for the caller as it is then. */
      readonly reply: (caller: Caller) => RespValue;
    }
  | {
      readonly kind: 'set-library';
      readonly attribute: 'lib-name' | 'lib-ver';
      readonly value: string;
    }
  /** Of CLIENT REPLY: `skip` leaves out the reply to the next command. Only `on` is answered. */
  | { readonly kind: 'reply-mode'; readonly mode: 'on' | 'off' | 'skip' }
  | { readonly kind: 'no-evict'; readonly on: boolean }
  | { readonly kind: 'track'; readonly tracking: Tracking | null }
  /** Of all clients: their commands, or those that a pause of writes holds back, wait. */
  | { readonly kind: 'pause'; readonly mode: 'write' | 'all'; readonly durationMs: number }
  | { readonly kind: 'unpause' }
  /** Closes these connections; the caller's own, if it is among them, after the reply. */
  | { readonly kind: 'kill'; readonly ids: ReadonlySet<number>; readonly value: RespValue }
  /** The connection becomes as it was at first, but for its id and its library. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'quit' }
  | { readonly kind: 'shutdown' };

/** One command or subcommand: a record of the catalogue and all that follows from it. */
export interface Command {
  /** Lower case; a subcommand is `container|name`. */
  readonly name: string;
  /** As in COMMAND: counts the name (both names of a subcommand); negative: at least. */
  readonly arity: number;
  /** The version of the protocol's level that first had it. */
  readonly since: string;
  readonly group: 'connection' | 'pubsub' | 'sentinel' | 'server';
  readonly flags: readonly string[];
  readonly categories: readonly string[];
  /** One line, for HELP and COMMAND DOCS. */
  readonly summary: string;
  /** What to type, for the HELP of its container; a command without it is not shown there. */
  readonly usage?: string;
  /** Further lines for that HELP, as they are. */
  readonly moreHelp?: readonly string[];
  /** Of COMMAND DOCS: since when there is a better name for it. */
  readonly deprecated?: { readonly since: string; readonly replacedBy: string };
  /** Of COMMAND INFO: how replies of several servers go together, and what about them varies. */
  readonly tips?: readonly string[];
  /** May be called before AUTH. */
  readonly open?: boolean;
  run(args: readonly string[], caller: Caller, sight: Sight): Verdict;
}
