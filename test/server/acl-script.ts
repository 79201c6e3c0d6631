// What two servers are asked to compare their users and permissions: a conversation over several
// connections, with what may differ between two runs of the same server taken out of the answers.

import { connect, type Socket } from 'node:net';

/** One step: which connection says what. */
export type Step = readonly [connection: string, ...words: readonly string[]];

/** What came back to one step: the bytes with their marks, or that the connection ended. */
export type Answers = readonly string[];

const ENDED = 'the connection ended';

/** Plays the steps in their order, each after the answer to the one before. */
export async function play(port: number, steps: readonly Step[]): Promise<Answers> {
  const talkers = new Map<string, Talker>();
  const answers: string[] = [];
  for (const [name, ...words] of steps) {
    const talker = talkers.get(name) ?? (await Talker.open(port));
    talkers.set(name, talker);
    answers.push(settled(await talker.say(words), words));
  }
  for (const talker of talkers.values()) talker.close();
  return answers;
}

class Talker {
  readonly #socket: Socket;
  #text = '';
  #ended = false;
  #changed: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1');
      this.#changed();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#ended = true;
      this.#changed();
    });
  }

  static open(port: number): Promise<Talker> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new Talker(socket)));
      socket.once('error', reject);
    });
  }

  /** No words: waits for the end of the connection, which must come. */
  async say(words: readonly string[]): Promise<string> {
    if (words.length === 0) return await this.#end();
    const bulks = words.map((word) => `$${word.length}\r\n${word}\r\n`);
    this.#socket.write(`*${words.length}\r\n${bulks.join('')}`, 'latin1');
    for (;;) {
      const end = valueEnd(this.#text, 0);
      if (end !== null) {
        const value = this.#text.slice(0, end);
        this.#text = this.#text.slice(end);
        return value;
      }
      if (this.#ended) return ENDED;
      await this.#change();
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  async #end(): Promise<string> {
    while (!this.#ended) await this.#change();
    return ENDED;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve;
    });
  }
}

/** Where the value that begins at `from` ends; null: not all of it is there. */
function valueEnd(text: string, from: number): number | null {
  const lineEnd = text.indexOf('\r\n', from);
  if (lineEnd < 0) return null;
  const mark = text.charAt(from);
  const count = Number(text.slice(from + 1, lineEnd));
  let end = lineEnd + 2;
  if (mark === '$' || mark === '=') {
    if (count >= 0) end += count + 2;
    return end <= text.length ? end : null;
  }
  if (!'*%~>'.includes(mark)) return end;
  for (let items = mark === '%' ? 2 * count : count; items > 0; items--) {
    const next = valueEnd(text, end);
    if (next === null) return null;
    end = next;
  }
  return end;
}

/** Two runs of stock differ in the order of its tables, in ids, ages and chance. */
function settled(answer: string, words: readonly string[]): string {
  if (words[0]?.toUpperCase() === 'HELLO' && !answer.startsWith('-')) return answer.slice(0, 1);
  if (words[1]?.toUpperCase() === 'CAT') return answer.split('\r\n').sort().join(' ');
  return answer
    .replace(/\$\d+\r\n/g, '$\r\n')
    .replace(/(?:[+-][a-z][^ )\r]*[ ]?)+/g, (run) => run.trim().split(' ').sort().join(' '))
    .replace(/\r\nid=\d+ [^\r]*/g, maskedClient)
    .replace(/(age-seconds\r\n)[$,][^$]*/g, '$1AGE\r\n')
    .replace(/^\$\r\n[0-9a-f]+\r\n$/, (text) => `${text.length} by chance`);
}

function maskedClient(text: string): string {
  const [, name, user, protocol] = / name=(\S*) .* user=(\S*) .*resp=(\d)/.exec(text) ?? [];
  return `\r\nCLIENT ${name} ${user} ${protocol}`;
}
