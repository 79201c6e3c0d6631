// An application as its users write it: it knows some Sentinels and the name of the group, and
// writes and reads through a client library with that library's default settings.

/** What an application is told. */
export interface ApplicationOptions {
  readonly groupName: string;
  readonly sentinelPorts: readonly number[];
  readonly protocol: 2 | 3;
  /** Whether it subscribes to the Sentinels' events; a library that cannot choose always does. */
  readonly listens: boolean;
  /** Of the Sentinels, and of the nodes; undefined: none is asked for. */
  readonly sentinelPassword?: string | undefined;
  readonly nodePassword?: string | undefined;
}

export interface Application {
  /** Resolves when the write is acknowledged; rejects as the library does. */
  write(key: string, value: string): Promise<void>;
  /** From a replica. */
  read(key: string): Promise<string | null>;
  /** What the node says that it reads from: `slave` for a replica. */
  readerRole(): Promise<string>;
  close(): Promise<void>;
}

/** A library in one way of using it. */
export interface Usage {
  readonly title: string;
  readonly protocol: 2 | 3;
  readonly listens: boolean;
  open(options: Omit<ApplicationOptions, 'protocol' | 'listens'>): Promise<Application>;
}
