// The page of the command line: how it finds the Sentinels, and the help of every verb as it is
// printed.

import { CATALOGUE } from '../../src/cli/catalogue.ts';
import { EXIT } from '../../src/cli/exit.ts';
import { OUTPUT_OPTIONS, SENTINEL_OPTIONS } from '../../src/cli/options.ts';
import { shortHelpOf } from '../../src/cli/program.ts';
import { code, opening, type Page, table } from './page.ts';

const INTRODUCTION: string = [
  '`vedette VERB ...` is the command line beside the daemon; `vedette FILE ...` starts a ' +
    'Sentinel, as ever. A verb is recognised as the first word only. A configuration that is ' +
    'called like a verb is started with a path: `vedette ./status`.',
  '',
  '## Which Sentinels it asks',
  '',
  'In this order: `--sentinels`, `--config`, `VEDETTE_SENTINELS`, `VEDETTE_CONFIG`, and ' +
    'without any of these `127.0.0.1:26379`. One that answers is enough: it names the others,' +
    ' and these are asked too (`--only` asks none but those that are named). All are asked at' +
    ' the same time, each for two seconds at most (`--answer-within`); who does not answer is' +
    ' shown with the reason and holds nobody up.',
  '',
  'Stock Sentinels are asked as well. What they cannot tell or do is said: they have no ' +
    'EXPLAIN, DOCTOR, HISTORY, PAUSE, MAINTENANCE, FORGET and no options of FAILOVER.',
  '',
  '| variable | instead of |',
  '|---|---|',
  '| `VEDETTE_SENTINELS` | `--sentinels` |',
  '| `VEDETTE_CONFIG` | `--config` |',
  '| `VEDETTE_USER` | `--user` |',
  '| `VEDETTE_PASSWORD`, or a file in `VEDETTE_PASSWORD_FILE` | `--password-file` |',
  '| `VEDETTE_TLS=yes`, `VEDETTE_TLS_CA`, `VEDETTE_TLS_CERT`, `VEDETTE_TLS_KEY` | `--tls`, ' +
    '`--tls-ca`, `--tls-cert`, `--tls-key` |',
  '| `VEDETTE_ANSWER_WITHIN` | `--answer-within` |',
  '| `NO_COLOR` | `--no-color` |',
  '',
  'No option takes a password itself: every user of a machine can read the words of a ' +
    'process. With `--config` the password and the certificates of the file are used.',
  '',
  'Durations are numbers with ms, s, m or h; without a unit they are seconds. With `--json`' +
    ' the answer is JSON on standard output; what is said beside it stands on standard error.',
  '',
  '## Exit codes',
  '',
  'The same for all verbs; the help of each says what it makes of them.',
  '',
].join('\n');

const MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  good: 'done; all is well',
  no: 'the answer is no: refused, or there are warnings',
  critical: 'something is critical',
  unreachable: 'no Sentinel could be asked',
  unknown: 'no Sentinel knows the group or the node',
  late: 'the time was up first',
  usage: 'the words were not understood, or a file that they name cannot be read',
};

export async function commandLinePage(): Promise<Page> {
  const exits = Object.entries(EXIT).map(([name, value]) => [String(value), meaningOf(name)]);
  const verbs = await Promise.all(
    Object.entries(CATALOGUE).map(async ([name, { load }]) => {
      const verb = await load();
      const helps =
        'verbs' in verb ? verb.verbs.map((each) => shortHelpOf(each, name)) : [shortHelpOf(verb)];
      return [`## ${code(`vedette ${name}`)}`, ...helps.map(block), ''].join('\n\n').trimEnd();
    }),
  );
  const text = [
    opening('The command line', 'src/cli/', 'The help of each verb stands at its end.'),
    INTRODUCTION,
    table(['code', 'meaning'], exits),
    '## Options of all verbs\n',
    table(
      ['option', 'meaning'],
      [...OUTPUT_OPTIONS, ...SENTINEL_OPTIONS].map(({ flags, meaning }) => [code(flags), meaning]),
    ),
    `${verbs.join('\n\n')}\n`,
  ].join('\n');
  return { path: 'docs/operating/command-line.md', text };
}

function meaningOf(name: string): string {
  return Object.entries(MEANINGS).find(([key]) => key === name)?.[1] ?? '';
}

function block(text: string): string {
  return `\`\`\`\n${text.trimEnd()}\n\`\`\``;
}
