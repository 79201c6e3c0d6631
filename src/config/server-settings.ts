// The ordinary server directives that mean something to a Sentinel, as values with units. All other
// server directives are accepted, kept in the file and have no effect.

import type { LogLevel } from '../events/level.ts';
import type { LogLook } from '../events/log-line.ts';
import { DEFAULT_HTTP_SETTINGS, type HttpSettings } from './http-settings.ts';
import { DEFAULT_TITLE_TEMPLATE } from './process-title.ts';

export interface ServerSettings {
  /** 0: no TCP. */
  readonly port: number;
  /** Addresses to listen on, as written: a leading `-` allows one that is not there. */
  readonly bind: readonly string[];
  /** Local address of outgoing connections, or null. */
  readonly bindSourceAddress: string | null;
  readonly unixSocket: string | null;
  /** File mode of the socket; 0: leave it to the umask. */
  readonly unixSocketPermissions: number;
  readonly tcpBacklog: number;
  /** Idle clients are closed after this; 0: never. */
  readonly clientTimeoutMs: number;
  /** 0: off. */
  readonly tcpKeepaliveMs: number;
  readonly maxClients: number;
  readonly protectedMode: boolean;
  readonly requirePass: string | null;
  /** The words of each `user` line, without the first. */
  readonly users: readonly (readonly string[])[];
  readonly aclFile: string | null;
  readonly aclLogMaxLength: number;
  readonly aclPubsubDefault: 'allchannels' | 'resetchannels';
  /** Our own commands under other names, lower case to new name; an empty name takes it away. */
  readonly renamedCommands: ReadonlyMap<string, string>;
  readonly daemonize: boolean;
  readonly pidFile: string | null;
  readonly supervised: 'no' | 'upstart' | 'systemd' | 'auto';
  /** Where relative paths belong and the process works; null: where it was started. */
  readonly directory: string | null;
  /** Empty: standard output. */
  readonly logFile: string;
  readonly logLevel: LogLevel;
  readonly logFormat: LogLook['format'];
  readonly logTimestampFormat: LogLook['timestamp'];
  readonly syslogEnabled: boolean;
  readonly syslogIdent: string;
  readonly syslogFacility: SyslogFacility;
  readonly setProcessTitle: boolean;
  /** See process-title.ts. */
  readonly processTitleTemplate: string;
  /** What a subscriber may leave unread. */
  readonly subscriberBufferLimit: BufferLimit;
  /** What every other client may leave unread. */
  readonly clientBufferLimit: BufferLimit;
  /** Bytes of one unfinished command. */
  readonly queryBufferLimitBytes: number;
  readonly tls: TlsSettings;
  /** Where all that changes is written, as given; null: into the configuration itself. */
  readonly stateFile: string | null;
  readonly http: HttpSettings;
  /** Where the history of failovers is kept, as given; `no`: nowhere; null: beside the file that is
   *  written. */
  readonly historyFile: string | null;
}

export type SyslogFacility = (typeof SYSLOG_FACILITIES)[number];

/** In the order of their numbers: user is 1, local0 to local7 are 16 to 23. */
export const SYSLOG_FACILITIES = [
  'user',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
] as const;

/** Over the hard limit at once, or over the soft one for `softMs`: closed. 0: no limit. */
export interface BufferLimit {
  readonly hardBytes: number;
  readonly softBytes: number;
  readonly softMs: number;
}

/** Files are as written: relative ones belong to the directory in effect. */
export interface TlsSettings {
  /** 0: no TLS for clients. */
  readonly port: number;
  /** TLS to masters, replicas and peers. */
  readonly outgoing: boolean;
  readonly certFile: string | null;
  readonly keyFile: string | null;
  readonly keyFilePassword: string | null;
  readonly clientCertFile: string | null;
  readonly clientKeyFile: string | null;
  readonly clientKeyFilePassword: string | null;
  readonly caCertFile: string | null;
  readonly caCertDirectory: string | null;
  readonly dhParamsFile: string | null;
  readonly protocols: string | null;
  readonly ciphers: string | null;
  readonly cipherSuites: string | null;
  readonly authClients: 'yes' | 'no' | 'optional';
  readonly preferServerCiphers: boolean;
  readonly sessionCaching: boolean;
  readonly sessionCacheSize: number;
  readonly sessionCacheTimeoutMs: number;
  /** How often the files are looked at, for others to be loaded; 0: never. */
  readonly reloadPeriodMs: number;
}

const DEFAULT_TLS: TlsSettings = {
  port: 0,
  outgoing: false,
  certFile: null,
  keyFile: null,
  keyFilePassword: null,
  clientCertFile: null,
  clientKeyFile: null,
  clientKeyFilePassword: null,
  caCertFile: null,
  caCertDirectory: null,
  dhParamsFile: null,
  protocols: null,
  ciphers: null,
  cipherSuites: null,
  authClients: 'yes',
  preferServerCiphers: false,
  sessionCaching: true,
  sessionCacheSize: 20_480,
  sessionCacheTimeoutMs: 300_000,
  // Of ours: Valkey, which has the directive, looks at no file without it.
  reloadPeriodMs: 10_000,
};

const MEBIBYTE = 1_048_576;

/** What an empty file means. */
export const DEFAULT_SERVER_SETTINGS: ServerSettings = {
  port: 26_379,
  bind: ['*', '-::*'],
  bindSourceAddress: null,
  unixSocket: null,
  unixSocketPermissions: 0,
  tcpBacklog: 511,
  clientTimeoutMs: 0,
  tcpKeepaliveMs: 300_000,
  maxClients: 10_000,
  protectedMode: false,
  requirePass: null,
  users: [],
  aclFile: null,
  aclLogMaxLength: 128,
  aclPubsubDefault: 'resetchannels',
  renamedCommands: new Map(),
  daemonize: false,
  pidFile: null,
  supervised: 'no',
  directory: null,
  logFile: '',
  logLevel: 'notice',
  logFormat: 'legacy',
  logTimestampFormat: 'legacy',
  syslogEnabled: false,
  syslogIdent: 'redis',
  syslogFacility: 'local0',
  setProcessTitle: true,
  processTitleTemplate: DEFAULT_TITLE_TEMPLATE,
  subscriberBufferLimit: { hardBytes: 32 * MEBIBYTE, softBytes: 8 * MEBIBYTE, softMs: 60_000 },
  clientBufferLimit: { hardBytes: 0, softBytes: 0, softMs: 0 },
  queryBufferLimitBytes: 1024 * MEBIBYTE,
  tls: DEFAULT_TLS,
  stateFile: null,
  http: DEFAULT_HTTP_SETTINGS,
  historyFile: null,
};

/** The port that others connect to unless announce-port names one (HELLO-1, LINK-5). Where
 *  only the TLS port is open and tls-replication is off, stock announces 0, of use to nobody. */
export function ownPort({ port, tls }: Pick<ServerSettings, 'port' | 'tls'>): number {
  return tls.port !== 0 && (tls.outgoing || port === 0) ? tls.port : port;
}

/** The port that a log or a list names: the plain one if there is one. 0: no TCP. */
export function clientPort({ port, tls }: Pick<ServerSettings, 'port' | 'tls'>): number {
  return port === 0 ? tls.port : port;
}
