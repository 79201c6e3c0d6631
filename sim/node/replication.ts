// The history of a data set: which one it is, how far it has come, and as much of its end as a
// replica may need to go on from where it was. Offsets count the bytes of the commands as written.

import type { Random } from '../random.ts';

const NO_HISTORY = '0'.repeat(40);
const SELECT_FIRST_DATABASE = ['SELECT', '0'];

export type Command = readonly string[];

interface Entry {
  /** The offset of its first byte. */
  readonly from: number;
  readonly command: Command;
}

export class Replication {
  id: string;
  /** The history that this one grew out of, good up to `secondOffset`. */
  secondId: string = NO_HISTORY;
  secondOffset = -1;
  offset = 0;
  /** The log starts with the first replica; until then nothing is counted. */
  hasLog = false;
  needsSelect = true;
  readonly #random: Random;
  readonly #limitBytes: number;
  #log: Entry[] = [];
  #first = 0;

  constructor(random: Random, limitBytes: number) {
    this.#random = random;
    this.#limitBytes = limitBytes;
    this.id = random.hex(40);
  }

  /** Begins a history of its own, that nobody else can go on with. */
  renew(): void {
    this.id = this.#random.hex(40);
    this.secondId = NO_HISTORY;
    this.secondOffset = -1;
  }

  /** Goes on under a new name: what a promoted replica does. */
  shift(to: string = this.#random.hex(40)): void {
    this.secondId = this.id;
    this.secondOffset = this.offset + 1;
    this.id = to;
    this.needsSelect = true;
  }

  /** Takes over another history from its snapshot on. */
  adopt(id: string, offset: number): void {
    this.id = id;
    this.offset = offset;
    this.secondId = NO_HISTORY;
    this.secondOffset = -1;
    this.startLog();
  }

  startLog(): void {
    this.#log = [];
    this.#first = 0;
    this.hasLog = true;
  }

  dropLog(): void {
    this.#log = [];
    this.#first = 0;
    this.hasLog = false;
  }

  /** Logs commands of our own; returns what replicas must be sent. */
  write(commands: readonly Command[]): readonly Command[] {
    if (!this.hasLog) return [];
    const sent = this.needsSelect ? [SELECT_FIRST_DATABASE, ...commands] : commands;
    this.needsSelect = false;
    for (const command of sent) this.append(command);
    return sent;
  }

  append(command: Command): void {
    this.#log.push({ from: this.offset + 1, command });
    this.offset += encodedBytes(command);
    this.#trim();
  }

  /** May a replica of that history go on at that offset (the first byte that it lacks)? */
  canContinue(id: string, from: number): boolean {
    const isKnown = id === this.id || (id === this.secondId && from <= this.secondOffset);
    return isKnown && this.hasLog && from >= this.#firstOffset && from <= this.offset + 1;
  }

  since(from: number): readonly Command[] {
    const rest = this.#log.slice(this.#first).filter((entry) => entry.from >= from);
    return rest.map((entry) => entry.command);
  }

  get #firstOffset(): number {
    return this.#log[this.#first]?.from ?? this.offset + 1;
  }

  #trim(): void {
    while (this.offset + 1 - this.#firstOffset > this.#limitBytes) this.#first += 1;
    if (this.#first < 4096) return;
    this.#log = this.#log.slice(this.#first);
    this.#first = 0;
  }
}

/** Bytes of a command on the wire. */
function encodedBytes(command: Command): number {
  let bytes = 3 + digits(command.length);
  for (const word of command) bytes += 5 + digits(word.length) + word.length;
  return bytes;
}

function digits(value: number): number {
  return value < 10 ? 1 : value < 100 ? 2 : String(value).length;
}
