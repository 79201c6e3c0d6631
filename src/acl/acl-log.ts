// Who was refused what: the entries of ACL LOG, newest first. The same again within a minute counts
// up the entry there is. Passwords never come in here.

export interface Refused {
  readonly reason: 'command' | 'channel' | 'auth';
  /** The command, the channel, or the word that somebody authenticated with. */
  readonly object: string;
  readonly username: string;
  /** As CLIENT LIST shows the client. */
  readonly client: string;
}

export interface AclLogEntry extends Refused {
  readonly count: number;
  /** When it happened last, on the clock of the caller. */
  readonly atMs: number;
}

const GROUPING_MS = 60_000;
/** Among so many of the newest entries the same one is looked for. As stock. */
const GROUPING_DEPTH = 10;

export class AclLog {
  readonly #lengthMax: number;
  #entries: readonly AclLogEntry[] = [];

  /** `lengthMax`: `acllog-max-len`. */
  constructor(lengthMax: number) {
    this.#lengthMax = lengthMax;
  }

  /** Newest first. */
  get entries(): readonly AclLogEntry[] {
    return this.#entries;
  }

  add(refused: Refused, nowMs: number): void {
    const index = this.#entries
      .slice(0, GROUPING_DEPTH)
      .findIndex((entry) => isSame(entry, refused) && nowMs - entry.atMs <= GROUPING_MS);
    const count = (this.#entries[index]?.count ?? 0) + 1;
    const others = this.#entries.filter((_entry, at) => at !== index);
    this.#entries = [{ ...refused, count, atMs: nowMs }, ...others].slice(0, this.#lengthMax);
  }

  clear(): void {
    this.#entries = [];
  }
}

function isSame(one: Refused, other: Refused): boolean {
  return (
    one.reason === other.reason && one.object === other.object && one.username === other.username
  );
}
