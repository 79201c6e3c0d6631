// From a verb's record to a program of commander, which reads the words and writes the help. The
// only file that knows commander.

import { Command, CommanderError, Option } from 'commander';
import { CATALOGUE } from './catalogue.ts';
import { COMMON_EXITS, EXIT, SENTINEL_EXITS } from './exit.ts';
import { type Options, optionsOf } from './options.ts';
import type { AnyVerb, Verb, VerbGroup, VerbOption } from './verb.ts';

export type Parsed =
  /** Help was shown, or a complaint. */
  | { readonly kind: 'done'; readonly code: number }
  | {
      readonly kind: 'run';
      readonly verb: Verb;
      readonly words: readonly string[];
      readonly options: Options;
    };

const HELP_WIDTH_MAX = 100;

/** `verb` null: help about all of them, or about the one that `words` name. */
export async function parseWords(verb: AnyVerb | null, words: readonly string[]): Promise<Parsed> {
  if (verb === null) return await help(words);
  if (!('verbs' in verb)) return await parseVerb(verb, null, words);
  const [name, ...rest] = words;
  const inner = verb.verbs.find((each) => each.name === name);
  if (inner !== undefined) return await parseVerb(inner, verb.name, rest);
  const isAsked = name === '--help' || name === '-h';
  (isAsked ? process.stdout : process.stderr).write(groupHelp(verb));
  return { kind: 'done', code: isAsked ? EXIT.good : EXIT.usage };
}

async function parseVerb(
  verb: Verb,
  parent: string | null,
  words: readonly string[],
): Promise<Parsed> {
  let parsed: Parsed = { kind: 'done', code: EXIT.good };
  const command = commandOf(verb, parent, (found, options) => {
    parsed = { kind: 'run', verb, words: found, options };
  });
  try {
    await command.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { kind: 'done', code: error.exitCode === 0 ? EXIT.good : EXIT.usage };
  }
  return parsed;
}

async function help([name]: readonly string[]): Promise<Parsed> {
  const entry = name === undefined ? undefined : CATALOGUE[name];
  if (entry !== undefined) {
    process.stdout.write(helpOf(await entry.load()));
    return { kind: 'done', code: EXIT.good };
  }
  if (name !== undefined) process.stderr.write(`There is no verb '${name}'.\n`);
  process.stdout.write(overview());
  return { kind: 'done', code: name === undefined ? EXIT.good : EXIT.usage };
}

export function overview(): string {
  const width = Math.max(...Object.keys(CATALOGUE).map((name) => name.length)) + 2;
  const lines = Object.entries(CATALOGUE).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}${summary}`,
  );
  return [
    'Usage: vedette VERB ...          what is below',
    '       vedette FILE ...          starts the Sentinel with this configuration: vedette --help',
    '',
    ...lines,
    '',
    'vedette VERB --help tells more of each. A file that is called like a verb is started with',
    'vedette ./FILE.',
    '',
  ].join('\n');
}

/** What `--help` prints, in a width that does not depend on the terminal. `parent`: the word before
 *  its name, as in `config check`. */
export function helpOf(verb: AnyVerb, parent: string | null = null): string {
  if ('verbs' in verb) return groupHelp(verb);
  return `${commandOf(verb, parent, () => {}).helpInformation()}${epilogue(verb)}`;
}

/** For the page, which has the options that all verbs share only once. */
export function shortHelpOf(verb: Verb, parent: string | null = null): string {
  const command = commandOf({ ...verb, asksSentinels: false }, parent, () => {}, verb.options);
  return `${command.helpInformation()}${epilogue(verb)}`;
}

function groupHelp({ name, about, verbs }: VerbGroup): string {
  const lines = verbs.map((verb) => `  vedette ${usageOf(verb, name)}`);
  return [about, '', ...lines, '', `vedette ${name} VERB --help tells more of each.`, ''].join(
    '\n',
  );
}

function commandOf(
  verb: Verb,
  parent: string | null,
  found: (words: readonly string[], options: Options) => void,
  options: readonly VerbOption[] = optionsOf(verb),
): Command {
  const command = new Command('vedette')
    .usage(usageOf(verb, parent))
    .description(verb.about)
    .exitOverride()
    .helpOption('-h, --help', 'show this')
    .configureHelp({ helpWidth: HELP_WIDTH_MAX })
    .showHelpAfterError(`vedette ${pathOf(verb, parent)} --help tells what there is.`)
    .addHelpText('after', epilogue(verb).trimEnd());
  for (const { form, meaning } of verb.words) command.argument(form, meaning);
  for (const { flags, meaning } of options) command.addOption(new Option(flags, meaning));
  return command.allowExcessArguments(false).action(() => found(command.args, command.opts()));
}

function pathOf({ name }: Verb, parent: string | null): string {
  return parent === null ? name : `${parent} ${name}`;
}

function usageOf(verb: Verb, parent: string | null): string {
  return [pathOf(verb, parent), ...verb.words.map(({ form }) => form), '[options]'].join(' ');
}

export function exitsOf(verb: Verb): readonly (readonly [number, string])[] {
  const all = [...verb.exits, ...(verb.asksSentinels ? SENTINEL_EXITS : []), ...COMMON_EXITS];
  return all.sort(([one], [other]) => one - other);
}

function epilogue(verb: Verb): string {
  const exits = exitsOf(verb).map(([code, meaning]) => `  ${String(code).padStart(2)}  ${meaning}`);
  const examples = verb.examples.map((example) => `  ${example}`);
  return ['', 'Exit codes:', ...exits, '', 'Examples:', ...examples, ''].join('\n');
}
