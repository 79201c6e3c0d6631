// Malformed streams of bytes to a running server, on many connections at once: it has to answer
// afterwards, hold no more memory than before, and say nothing of a mistake of its own.

import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { COMMANDS } from '../../src/commands/catalogue.ts';
import { below, type Random, random } from '../../src/core/random.ts';
import { formatHello } from '../../src/dialect/hello.ts';
import { anyBytes, oddNumber, once, pick, several } from './chance.ts';
import { chunksOf } from './chunks.ts';
import { HELLO } from './hello.ts';
import { mutate } from './mutate.ts';
import { requests } from './requests.ts';

/** What ends or stops the server when it is obeyed, which is no fault of it. */
const LEFT_OUT = /^(shutdown|sentinel\|simulate-failure|client\|pause|acl\|(setuser|deluser))$/;

const CONNECTIONS_AT_ONCE = 50;
/** A connection that is still open then is closed by us: the stream may want more bytes. */
const PATIENCE_MS = 20;
/** Nor is it waited longer for the end of a connection. */
const GIVE_UP_MS = 2_000;

export interface LiveResult {
  readonly streams: number;
  /** Replies that tell of a mistake of the server. */
  readonly internalErrors: readonly string[];
}

/** Sends so many streams; the same seed sends the same. */
export async function fuzzServer(port: number, seed: number, streams: number): Promise<LiveResult> {
  const chance = random(seed);
  const internalErrors: string[] = [];
  for (let done = 0; done < streams; done += CONNECTIONS_AT_ONCE) {
    const count = Math.min(CONNECTIONS_AT_ONCE, streams - done);
    const answers = await Promise.all(
      Array.from({ length: count }, () => play(port, chunksOf(chance, stream(chance)))),
    );
    internalErrors.push(...answers.filter((answer) => answer.includes('-ERR internal error')));
  }
  return { streams, internalErrors };
}

/** KiB that the process has in memory; it must be on this machine. */
export function residentKiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN);
}

function stream(chance: Random): string {
  const text = once(chance, 3)
    ? requests.generate(chance)
    : several(chance, 6, () => command(chance)).join('');
  if (once(chance, 2)) return text;
  return mutate(chance, text, { words: requests.words, other: pick(chance, requests.seeds) });
}

const NAMES: readonly string[] = COMMANDS.map(({ name }) => name).filter(
  (name) => !LEFT_OUT.test(name),
);

const ARGUMENTS = [
  'mymaster',
  'other',
  '127.0.0.1',
  '*',
  'quorum',
  'GET',
  'default',
  'yes',
] as const;

function command(chance: Random): string {
  const name = NAMES[below(chance, NAMES.length)] ?? 'ping';
  const args = several(chance, 5, () => {
    switch (below(chance, 6)) {
      case 0:
        return oddNumber(chance);
      case 1:
        return anyBytes(chance, 30);
      case 2:
        return once(chance, 20) ? 'x'.repeat(100_000) : formatHello(HELLO);
      default:
        return pick(chance, ARGUMENTS);
    }
  });
  const words = [...name.split('|'), ...args];
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
}

/** What came back until the other side closed or nothing came any more. */
function play(port: number, chunks: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const timer = setTimeout(() => socket.destroy(), GIVE_UP_MS);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      answer += text.slice(0, 4_096);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answer);
    });
    socket.on('connect', () => {
      for (const chunk of chunks) socket.write(chunk, 'latin1');
      socket.end();
      setTimeout(() => socket.destroy(), PATIENCE_MS);
    });
  });
}
