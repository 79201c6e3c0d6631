// The command line beside the daemon: finds the verb, reads its words, runs it, and ends the
// process with its code. What is wrong is said in a sentence, never as a stack.

import { statSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { CATALOGUE, isVerb } from './catalogue.ts';
import { Desk } from './desk.ts';
import { EXIT, Stop } from './exit.ts';
import { isOn, type Options } from './options.ts';
import { Paper, wantsColour } from './paper.ts';
import { plainUse } from './plain-words.ts';
import type { Parsed } from './program.ts';
import type { AnyVerb } from './verb.ts';

export { isVerb };

/** How much of a function runs before it is worth the optimising compiler: as counted by V8, which
 *  takes 67584. Most verbs end before that pays, and it keeps a whole processor busy for them. */
const OPTIMISE_AFTER = 2_000_000;

/** `words` are those after `vedette`; the first one is a verb. */
export async function main(words: readonly string[]): Promise<void> {
  setFlagsFromString(`--interrupt-budget=${OPTIMISE_AFTER}`);
  process.stdout.on('error', (error) => process.exit(unwritten(error)));
  const [first = '', ...rest] = words;
  tellOfFile(first);
  const code = await run(first, rest);
  process.exitCode = code;
  // Nothing of a finished verb may hold the process, as a name that is still looked up.
  process.stdout.write('', (error) => process.exit(error ? unwritten(error) : code));
}

/** Whoever reads us may have enough: `vedette status | head -1`. Any other reader misses something. */
function unwritten(error: Error): number {
  if ('code' in error && error.code === 'EPIPE') return EXIT.good;
  process.stderr.write(`What was found cannot be written: ${error.message}\n`);
  return EXIT.no;
}

/** A verb is a verb, also where a file of its name lies. */
function tellOfFile(word: string): void {
  const isFile = statSync(word, { throwIfNoEntry: false })?.isFile() === true;
  if (!isFile) return;
  process.stderr.write(
    `'${word}' is taken as the verb; the file here is started with: vedette ./${word}\n`,
  );
}

async function run(first: string, rest: readonly string[]): Promise<number> {
  try {
    const verb = first === 'help' ? null : ((await CATALOGUE[first]?.load()) ?? null);
    const parsed = (verb === null ? null : plainUse(verb, rest)) ?? (await parse(verb, rest));
    if (parsed.kind === 'done') return parsed.code;
    return await parsed.verb.run({
      words: parsed.words,
      options: parsed.options,
      desk: deskFor(parsed.options),
    });
  } catch (error) {
    return complain(error);
  }
}

async function parse(verb: AnyVerb | null, words: readonly string[]): Promise<Parsed> {
  const { parseWords } = await import('./program.ts');
  return await parseWords(verb, words);
}

function deskFor(options: Options): Desk {
  const isTerminal = process.stdout.isTTY === true;
  const isPlain = options['color'] === false || isOn(options, 'json');
  const paper = new Paper({
    coloured: !isPlain && wantsColour(process.stdout, process.env),
    columns: isTerminal ? process.stdout.columns : null,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
  return new Desk({ paper, environment: process.env, isTerminal, options });
}

function complain(error: unknown): number {
  if (error instanceof Stop) {
    process.stderr.write(`${error.message}\n`);
    return error.code;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`This is a mistake of vedette itself:\n${text}\n`);
  return EXIT.no;
}
