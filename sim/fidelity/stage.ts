// Where the script is played: on real servers or on models. The player notes what it sees in the
// same words for both.

import type { Step } from './script.ts';

/** A reply as it is compared: of an error only its first word. */
export type Seen = string | number | null | readonly Seen[];

export interface Stage {
  call(connection: string, words: readonly string[]): Promise<Seen>;
  /** Sends without waiting. */
  send(connection: string, words: readonly string[]): Promise<void>;
  /** The answer to the oldest command sent, or undefined while there is none. */
  answer(connection: string): Promise<Seen | undefined>;
  /** The next message of a subscription, or undefined. */
  message(connection: string): Promise<Seen | undefined>;
  isOpen(connection: string): Promise<boolean>;
  info(node: string): Promise<ReadonlyMap<string, string>>;
  crash(node: string): Promise<void>;
  restart(node: string): Promise<void>;
  endlessScript(node: string): Promise<void>;
  pause(ms: number): Promise<void>;
}

/** How long to wait for what must not happen. */
const MOMENT_MS = 60;
const LOOK_EVERY_MS = 10;
const PATIENCE_MS = 30_000;

/** Plays one chapter; the notes are to be the same on every stage. */
export class Player {
  readonly #stage: Stage;
  readonly #notes: string[] = [];
  readonly #offsets = new Map<string, number>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async play(steps: readonly Step[]): Promise<readonly string[]> {
    this.#notes.length = 0;
    for (const step of steps) await this.#perform(step);
    return [...this.#notes];
  }

  async #perform(step: Step): Promise<void> {
    const stage = this.#stage;
    if (!('does' in step)) {
      const [connection, ...words] = step;
      const seen = await stage.call(connection, words);
      return this.#note(`${connection} ${words.join(' ').slice(0, 60)}`, seen);
    }
    switch (step.does) {
      case 'send':
        return await stage.send(step.connection, step.words);
      case 'look':
        await stage.pause(MOMENT_MS);
        return this.#note(
          `${step.connection} answered`,
          String(await stage.answer(step.connection)),
        );
      case 'collect':
        return this.#note(
          `${step.connection} at last`,
          await this.#wait(`an answer on ${step.connection}`, () => stage.answer(step.connection)),
        );
      case 'hear':
        return this.#note(
          `${step.connection} hears`,
          await this.#wait(`a message on ${step.connection}`, () => stage.message(step.connection)),
        );
      case 'stands':
        await stage.pause(MOMENT_MS);
        return this.#note(`${step.connection} stands`, String(await stage.isOpen(step.connection)));
      case 'catch-up':
        return await this.#catchUp(step.node, step.with);
      case 'offset':
        return this.#note(`${step.node} grew by`, await this.#growth(step.node));
      case 'info':
        return await this.#awaitLine(step.node, step.line);
      case 'role':
        return this.#note(`${step.connection} ROLE`, await this.#role(step.connection));
      case 'lineage':
        return this.#note(
          `${step.node} comes from ${step.of}`,
          String(await this.#lineage(step.node, step.of)),
        );
      case 'crash':
        return await stage.crash(step.node);
      case 'restart':
        return await stage.restart(step.node);
      case 'endless-script':
        return await stage.endlessScript(step.node);
    }
  }

  #note(what: string, seen: Seen): void {
    this.#notes.push(`${what}: ${JSON.stringify(seen)}`);
  }

  async #wait<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
      const found = await look();
      if (found !== undefined) return found;
      await this.#stage.pause(LOOK_EVERY_MS);
    }
    throw new Error(`waited ${PATIENCE_MS} ms for ${what}`);
  }

  async #catchUp(replica: string, master: string): Promise<void> {
    await this.#wait(`${replica} to be in step with ${master}`, async () => {
      const [own, other] = [await this.#stage.info(replica), await this.#stage.info(master)];
      const isUp = own.get('master_link_status') === 'up';
      const isEqual = own.get('slave_repl_offset') === other.get('master_repl_offset');
      return isUp && isEqual ? true : undefined;
    });
    await this.#growth(master);
    await this.#growth(replica);
  }

  async #growth(node: string): Promise<number> {
    const now = Number((await this.#stage.info(node)).get('master_repl_offset'));
    const before = this.#offsets.get(node) ?? now;
    this.#offsets.set(node, now);
    return now - before;
  }

  async #awaitLine(node: string, line: string): Promise<void> {
    const [name = '', value] = line.split(':');
    await this.#wait(`${node} to say ${line}`, async () => {
      const said = (await this.#stage.info(node)).get(name);
      return said === value ? true : undefined;
    });
    this.#note(node, line);
  }

  async #role(connection: string): Promise<Seen> {
    const seen = await this.#stage.call(connection, ['ROLE']);
    if (!isList(seen)) return seen;
    const [role = null, first = null, second = null, ...rest] = seen;
    return role === 'master'
      ? [role, first, isList(second) ? second.length : null]
      : [role, ...rest];
  }

  async #lineage(node: string, of: string): Promise<boolean> {
    const [own, other] = [await this.#stage.info(node), await this.#stage.info(of)];
    return own.get('master_replid2') === other.get('master_replid');
  }
}

function isList(seen: Seen): seen is readonly Seen[] {
  return Array.isArray(seen);
}
