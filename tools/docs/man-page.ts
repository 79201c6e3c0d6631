// The manual page, in the language of man(7): the daemon from its usage, the command line from its
// verbs, and the settings of our own by their records.

import { CATALOGUE } from '../../src/cli/catalogue.ts';
import { OUTPUT_OPTIONS, SENTINEL_OPTIONS } from '../../src/cli/options.ts';
import { exitsOf } from '../../src/cli/program.ts';
import type { Verb, VerbOption } from '../../src/cli/verb.ts';
import { OWN_SETTINGS } from '../../src/config/own-settings.ts';
import { USAGE } from '../../src/daemon/about.ts';
import { exitCodes, VARIABLES } from './command-line-page.ts';
import type { Page } from './page.ts';

export async function manPage(): Promise<Page> {
  const verbs: string[] = [];
  for (const [name, { load }] of Object.entries(CATALOGUE)) {
    const verb = await load();
    if ('verbs' in verb) verbs.push(...verb.verbs.map((each) => verbPart(each, `${name} `)));
    else verbs.push(verbPart(verb, ''));
  }
  const text = [
    '.\\" Written by node dist/tools/docs.js from src/cli, src/daemon and src/config: change these.',
    '.TH VEDETTE 1 "" "Vedette" "User Commands"',
    // No hyphenation and no justification: there are addresses and options in these texts.
    '.nh',
    '.ad l',
    '.SH NAME',
    roff('vedette - a Sentinel for Redis and Valkey, and its command line'),
    '.SH SYNOPSIS',
    ...['FILE [--directive value ...] [-]', '[FILE] --state-file PATH [--directive value ...] [-]']
      .concat(['VERB [options]', '--version | --help | --check-system'])
      .flatMap((words, at) => [...(at === 0 ? [] : ['.br']), `.B vedette\n${roff(words)}`]),
    '.SH DESCRIPTION',
    ...DESCRIPTION.flatMap((paragraph) => ['.PP', roff(paragraph)]),
    '.SH OPTIONS OF THE DAEMON',
    ...daemonOptions().map(([words, meaning]) => item(words, meaning)),
    '.SH SETTINGS OF VEDETTE',
    roff(
      'They stand in the configuration as comments, "# vedette: NAME VALUE", which a stock ' +
        'Sentinel passes over, or on the command line as --NAME VALUE.',
    ),
    ...OWN_SETTINGS.map((setting) => item(formOf(setting), plain(setting.summary))),
    '.SH VERBS',
    ...verbs,
    '.SH OPTIONS OF ALL VERBS',
    ...OUTPUT_OPTIONS.map(optionItem),
    '.PP',
    'Of those that ask Sentinels:',
    ...SENTINEL_OPTIONS.map(optionItem),
    '.SH EXIT STATUS',
    'Of the daemon 0 after an orderly end, 1 when it could not start. Of the verbs:',
    ...exitCodes().map(([code, meaning]) => item(code, meaning)),
    '.SH ENVIRONMENT',
    ...VARIABLES.map(([names, options]) => item(plain(names), `Instead of ${plain(options)}.`)),
    '.SH FILES',
    ...FILES.map(([path, meaning]) => item(path, meaning)),
    '.SH SIGNALS',
    ...SIGNALS.map(([name, meaning]) => item(name, meaning)),
    '.SH SEE ALSO',
    roff(
      'redis-cli(1), redis-sentinel(1). The pages in docs/ of the package: docs/operating for ',
    ) + roff('operators, docs/generated for every command, directive, event, finding and metric.'),
    '',
  ].join('\n');
  return { path: 'etc/man/vedette.1', text };
}

const DESCRIPTION: readonly string[] = [
  'Vedette watches masters of Redis and Valkey and their replicas, agrees with other Sentinels ' +
    'when a master is gone, makes a replica the new master, and tells clients. It takes the ' +
    'place of redis-sentinel: the same file, commands, replies and events, and one quorum with it.',
  'FILE is its configuration. State is kept in it, so that it and its folder have to be ' +
    'writable, unless there is a state file. Directives on the command line follow those of the ' +
    'file; a - at the end reads more from standard input.',
  'With a verb as its first word it is the command line for people and scripts. A file that is ' +
    'called like a verb is started as ./FILE.',
];

const DAEMON_OPTIONS: readonly (readonly [string, string])[] = [
  ['--directive value ...', 'Any line of the configuration, such as --port 26380.'],
  ['--state-file PATH', 'The configuration is only read, and state is kept in PATH.'],
  ['-', 'At the end: reads more directives from standard input.'],
  ['--sentinel', 'Is taken as with redis-server, and changes nothing.'],
  ['--check-system', 'Looks for what of this machine is in the way; exit status 1 if anything is.'],
  ['-v, --version', 'The version, and that of Redis which it stands for.'],
  ['-h, --help', 'How it is started.'],
];

/** Throws where the usage has an option that is missing above. */
function daemonOptions(): typeof DAEMON_OPTIONS {
  for (const [option] of USAGE.matchAll(/--[a-z-]+/g)) {
    const isExample = option === '--port';
    if (!isExample && !DAEMON_OPTIONS.some(([words]) => words.includes(option))) {
      throw new Error(`the manual page has no ${option}`);
    }
  }
  return DAEMON_OPTIONS;
}

const FILES: readonly (readonly [string, string])[] = [
  ['/etc/vedette/sentinel.conf', 'The configuration, where the units for systemd expect it.'],
  ['FILE.history', 'The history of failovers, beside the file that is written.'],
];

const SIGNALS: readonly (readonly [string, string])[] = [
  [
    'SIGTERM, SIGINT',
    'An orderly end: the file and the log are written first. A second one ends at once.',
  ],
  ['SIGHUP, SIGUSR1', 'Nothing.'],
];

function verbPart(verb: Verb, parent: string): string {
  const words = verb.words.map(({ form }) => ` ${form}`).join('');
  return [
    `.SS ${roff(`vedette ${parent}${verb.name}${words}`)}`,
    roff(verb.about),
    ...verb.words.map(({ form, meaning }) => item(form, meaning)),
    ...verb.options.map(optionItem),
    '.PP',
    roff(
      `Exit status: ${exitsOf(verb)
        .map(([code, meaning]) => `${code} ${meaning}`)
        .join('; ')}.`,
    ),
    '.PP',
    '.nf',
    ...verb.examples.map(roff),
    '.fi',
  ].join('\n');
}

function formOf({ record, takes }: (typeof OWN_SETTINGS)[number]): string {
  return `${record.name} ${record.kind === 'group' ? 'GROUP ' : ''}${takes}`;
}

function optionItem({ flags, meaning }: VerbOption): string {
  return item(flags, meaning);
}

function item(term: string, meaning: string): string {
  return `.TP\n.B ${roff(term)}\n${roff(meaning)}`;
}

/** Without the marks of markdown. */
function plain(text: string): string {
  return text.replaceAll('`', '').replaceAll('\\|', '|');
}

/** A line that begins with a dot or a quote would be a request; a bare - is a hyphen. */
function roff(text: string): string {
  const safe = text.replaceAll('\\', '\\e').replaceAll('-', '\\-');
  return /^[.']/.test(safe) ? `\\&${safe}` : safe;
}
