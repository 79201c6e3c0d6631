// The ordinary server directives that mean something to a Sentinel, as values with units. All other
// server directives are accepted, kept in the file and have no effect.

export type LogLevel = 'debug' | 'verbose' | 'notice' | 'warning' | 'nothing';

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
  /** The last `dir`, absolute; null: stay where the process was started. */
  readonly directory: string | null;
  /** Empty: standard output. */
  readonly logFile: string;
  readonly logLevel: LogLevel;
  readonly syslogEnabled: boolean;
  readonly syslogIdent: string;
  readonly syslogFacility: string;
  /** Bytes that a subscriber may leave unread: at once, or for `softSeconds`. 0: no limit. */
  readonly subscriberBufferLimit: BufferLimit;
  /** The same for every other client. */
  readonly clientBufferLimit: BufferLimit;
  /** Bytes of one unfinished command. */
  readonly queryBufferLimitBytes: number;
  readonly tls: TlsSettings;
}

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
}
