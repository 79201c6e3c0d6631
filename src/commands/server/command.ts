// COMMAND and its subcommands: the catalogue as clients read it at their start. Everything here is
// derived from the records of the commands.

import { matchesGlob } from '../../resp/glob.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Command } from '../command.ts';
import { ARGUMENTS, type Argument } from '../command-arguments.ts';
import { SYNTAX_ERROR } from '../errors.ts';
import { array, bulk, bulks, error, integer, map, reply, set, simple } from '../reply.ts';

/** COMMAND itself and all its subcommands but HELP. The catalogue holds them too, so it comes late. */
export function commandCommands(catalogue: () => readonly Command[]): readonly Command[] {
  return [
    command(catalogue),
    count(catalogue),
    docs(catalogue),
    getKeys(catalogue, 'getkeys', 'Gives the keys among the arguments of a command.'),
    getKeys(catalogue, 'getkeysandflags', 'The same, with what the command does to each.'),
    info(catalogue),
    list(catalogue),
  ];
}

const UNORDERED: readonly string[] = ['nondeterministic_output_order'];

type Catalogue = () => readonly Command[];
type Derived = Pick<Command, 'name' | 'arity' | 'since' | 'usage' | 'summary' | 'tips' | 'run'>;

function derived(record: Derived): Command {
  return {
    ...record,
    group: 'server',
    flags: ['loading', 'stale'],
    categories: ['slow', 'connection'],
  };
}

function command(catalogue: Catalogue): Command {
  return derived({
    name: 'command',
    arity: -1,
    since: '2.8.13',
    usage: '(no subcommand)',
    summary: 'Describes all commands.',
    tips: UNORDERED,
    run: () => reply(describeAll(catalogue())),
  });
}

function count(catalogue: Catalogue): Command {
  return derived({
    name: 'command|count',
    arity: 2,
    since: '2.8.13',
    usage: 'COUNT',
    summary: 'Counts the commands.',
    run: () => reply(integer(topLevel(catalogue()).length)),
  });
}

function docs(catalogue: Catalogue): Command {
  return derived({
    name: 'command|docs',
    arity: -2,
    since: '7.0.0',
    usage: 'DOCS [<command-name> ...]',
    summary: 'Documents the commands that are named, or all of them.',
    tips: UNORDERED,
    run([, , ...names]) {
      const all = catalogue();
      const chosen = names.length === 0 ? topLevel(all) : names.map((name) => find(all, name));
      const known = chosen.filter((found) => found !== undefined);
      return reply(map(known.map((found) => documentation(all, found))));
    },
  });
}

function info(catalogue: Catalogue): Command {
  return derived({
    name: 'command|info',
    arity: -2,
    since: '2.8.13',
    usage: 'INFO [<command-name> ...]',
    summary: 'Describes the commands that are named, or all of them.',
    tips: UNORDERED,
    run([, , ...names]) {
      const all = catalogue();
      if (names.length === 0) return reply(describeAll(all));
      const found = names.map((name) => find(all, name));
      const nothing: RespValue = { kind: 'null' };
      return reply(array(found.map((one) => (one === undefined ? nothing : describe(all, one)))));
    },
  });
}

/** No command of a Sentinel has keys: only what is wrong can be said. */
function getKeys(catalogue: Catalogue, name: string, summary: string): Command {
  return derived({
    name: `command|${name}`,
    arity: -4,
    since: name === 'getkeys' ? '2.8.13' : '7.0.0',
    usage: `${name.toUpperCase()} <full-command>`,
    summary,
    run: ([, , ...words]) => reply(isCommand(catalogue(), words) ? NO_KEYS : NO_COMMAND),
  });
}

const NO_KEYS = error('ERR The command has no key arguments');
const NO_COMMAND = error('ERR Invalid command specified');

function isCommand(all: readonly Command[], [first = '', second = '']: readonly string[]): boolean {
  const found = find(topLevel(all), first);
  if (found === undefined) return false;
  const subs = subcommands(all, found);
  return subs.length === 0 || find(subs, `${found.name}|${second}`) !== undefined;
}

function list(catalogue: Catalogue): Command {
  return derived({
    name: 'command|list',
    arity: -2,
    since: '7.0.0',
    usage: 'LIST [FILTERBY (MODULE <name>|ACLCAT <category>|PATTERN <pattern>)]',
    summary: 'Lists the names of all commands and subcommands, or of those that match.',
    tips: UNORDERED,
    run([, , ...words]) {
      const wanted = readFilter(words);
      if (wanted === null) return reply(SYNTAX_ERROR);
      return reply(
        bulks(
          catalogue()
            .filter(wanted)
            .map(({ name }) => name),
        ),
      );
    },
  });
}

/** null: not a filter. */
function readFilter(words: readonly string[]): ((command: Command) => boolean) | null {
  if (words.length === 0) return () => true;
  const [filterby = '', kind = '', value = ''] = words;
  if (words.length !== 3 || filterby.toLowerCase() !== 'filterby') return null;
  switch (kind.toLowerCase()) {
    case 'module':
      return () => false;
    case 'aclcat':
      return ({ categories }) => categories.includes(value.toLowerCase());
    case 'pattern':
      return ({ name }) => matchesGlob(value, name, { ignoreCase: true });
    default:
      return null;
  }
}

function topLevel(all: readonly Command[]): readonly Command[] {
  return all.filter(({ name }) => !name.includes('|'));
}

function subcommands(all: readonly Command[], { name }: Command): readonly Command[] {
  return all.filter((other) => other.name.startsWith(`${name}|`));
}

function find(all: readonly Command[], name: string): Command | undefined {
  const wanted = name.toLowerCase();
  return all.find((candidate) => candidate.name === wanted);
}

function describeAll(all: readonly Command[]): RespValue {
  return array(topLevel(all).map((one) => describe(all, one)));
}

/** Name, arity, flags, first key, last key, step, categories, tips, key specifications,
 *  subcommands. No command of a Sentinel has keys. All sets but the subcommands, which are one only
 *  where there are none: so it is in stock. */
function describe(all: readonly Command[], one: Command): RespValue {
  const listed = subcommands(all, one);
  return array([
    bulk(one.name),
    integer(one.arity),
    set(one.flags.map(simple)),
    integer(0),
    integer(0),
    integer(0),
    set(one.categories.map((category) => simple(`@${category}`))),
    set((one.tips ?? []).map(bulk)),
    set([]),
    listed.length === 0 ? set([]) : array(listed.map((sub) => describe(all, sub))),
  ]);
}

function documentation(all: readonly Command[], one: Command): readonly [string, RespValue] {
  const subs = subcommands(all, one).map((sub) => documentation(all, sub));
  const parts = ARGUMENTS.get(one.name) ?? [];
  const { deprecated } = one;
  return [
    one.name,
    map([
      ['summary', bulk(one.summary)],
      ['since', bulk(one.since)],
      ['group', bulk(one.group)],
      ...(deprecated === undefined
        ? []
        : [
            ['doc_flags', set([simple('deprecated')])] as const,
            ['deprecated_since', bulk(deprecated.since)] as const,
            ['replaced_by', bulk(deprecated.replacedBy)] as const,
          ]),
      ...(parts.length === 0 ? [] : [['arguments', array(parts.map(argument))] as const]),
      ...(subs.length === 0 ? [] : [['subcommands', map(subs)] as const]),
    ]),
  ];
}

function argument(one: Argument): RespValue {
  const texts: readonly (readonly [string, string | undefined])[] = [
    ['name', one.name],
    ['type', one.type],
    ['token', one.token],
    ['since', one.since],
    ['deprecated_since', one.deprecatedSince],
  ];
  const given = texts.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, bulk(value)] as const],
  );
  const { flags = [], arguments: parts = [] } = one;
  return map([
    ...given,
    ...(flags.length === 0 ? [] : [['flags', set(flags.map(simple))] as const]),
    ...(parts.length === 0 ? [] : [['arguments', array(parts.map(argument))] as const]),
  ]);
}
