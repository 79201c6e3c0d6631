// Reads a script of commands: cases with an empty line between them, each on connections of its
// own. What stands in a line: docs/conformance.md. Knows no server.

import { splitWords } from '../../src/config/words.ts';

export interface Script {
  readonly path: string;
  /** Which pair of servers it is meant for. */
  readonly stage: string;
  readonly cases: readonly Case[];
}

export interface Case {
  readonly protocols: readonly (2 | 3)[];
  /** Words that are sent before all others, and whose answer is not compared; null: none. */
  readonly login: readonly string[] | null;
  readonly steps: readonly Step[];
}

export type Step = Settle | Exchange;

/** Waits until both servers know their whole group again. */
export interface Settle {
  readonly kind: 'settle';
}

/** One write to one connection, and all that comes back. */
export interface Exchange {
  readonly kind: 'exchange';
  readonly lineNumber: number;
  /** As it stands in the script. */
  readonly text: string;
  /** The difference of docs/compat.md that it shows; null: there is to be none. */
  readonly allowance: string | null;
  readonly connection: string;
  /** Sent in one write. */
  readonly sends: readonly Send[];
}

export type Send =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'raw'; readonly bytes: string };

const BOTH: readonly (2 | 3)[] = [2, 3];

/** Throws an error that names the line when a line cannot be understood. */
export function parseScript(path: string, text: string): Script {
  let stage = '';
  const cases: Case[] = [];
  let draft = newDraft();
  const close = (): void => {
    if (draft.steps.length > 0) cases.push(draft);
    draft = newDraft();
  };
  for (const [index, line] of text.split('\n').entries()) {
    const lineNumber = index + 1;
    if (line.trim() === '') close();
    else if (line.startsWith('#')) continue;
    else if (line.startsWith('stage ')) stage = line.slice('stage '.length);
    else readLine(draft, line, { path, lineNumber });
  }
  close();
  return { path, stage, cases };
}

interface Draft {
  protocols: readonly (2 | 3)[];
  login: readonly string[] | null;
  steps: Step[];
}

function newDraft(): Draft {
  return { protocols: BOTH, login: null, steps: [] };
}

interface Where {
  readonly path: string;
  readonly lineNumber: number;
}

function readLine(draft: Draft, line: string, where: Where): void {
  const [, only] = /^only ([23])$/.exec(line) ?? [];
  if (only !== undefined) draft.protocols = only === '2' ? [2] : [3];
  else if (line === 'settle') draft.steps.push({ kind: 'settle' });
  else if (line.startsWith('login ')) draft.login = wordsOf(line.slice('login '.length), where);
  else if (line.startsWith('| ')) extend(draft.steps, readSend(line.slice(2), where), where);
  else draft.steps.push(readExchange(line, where));
}

function extend(steps: Step[], send: Send, where: Where): void {
  const last = steps.pop();
  if (last?.kind !== 'exchange') throw odd(where, 'follows no command');
  steps.push({ ...last, sends: [...last.sends, send] });
}

function readExchange(line: string, where: Where): Exchange {
  const [, allowance = null, connection = 'a', rest = ''] =
    /^(?:\[(C-\d+)\] )?(?:([b-z]): )?(.*)$/s.exec(line) ?? [];
  return {
    kind: 'exchange',
    lineNumber: where.lineNumber,
    text: rest,
    allowance,
    connection,
    sends: [readSend(rest, where)],
  };
}

function readSend(text: string, where: Where): Send {
  const words = wordsOf(text, where);
  if (words[0] !== 'raw') return { kind: 'words', words };
  return { kind: 'raw', bytes: words.slice(1).join('') };
}

function wordsOf(text: string, where: Where): readonly string[] {
  const words = splitWords(text);
  if (words === null || words.length === 0) throw odd(where, 'has unbalanced quotes');
  return words;
}

function odd({ path, lineNumber }: Where, why: string): Error {
  return new Error(`${path}:${lineNumber} ${why}`);
}
