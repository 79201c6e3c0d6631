// The page of the command line: how it finds the Sentinels, and the help of every verb as it is
// printed.

import { CATALOGUE } from '../../src/cli/catalogue.ts';
import { EXIT } from '../../src/cli/exit.ts';
import { OUTPUT_OPTIONS, SENTINEL_OPTIONS } from '../../src/cli/options.ts';
import { shortHelpOf } from '../../src/cli/program.ts';
import { code, opening, type Page, table } from './page.ts';

/** Each with the options in whose place it stands. */
export const VARIABLES: readonly (readonly [string, string])[] = [
  ['`VEDETTE_SENTINELS`', '`--sentinels`'],
  ['`VEDETTE_CONFIG`', '`--config`'],
  ['`VEDETTE_USER`', '`--user`'],
  ['`VEDETTE_PASSWORD`, or a file in `VEDETTE_PASSWORD_FILE`', '`--password-file`'],
  [
    '`VEDETTE_TLS=yes`, `VEDETTE_TLS_CA`, `VEDETTE_TLS_CERT`, `VEDETTE_TLS_KEY`',
    '`--tls`, `--tls-ca`, `--tls-cert`, `--tls-key`',
  ],
  ['`VEDETTE_ANSWER_WITHIN`', '`--answer-within`'],
  ['`NO_COLOR`', '`--no-color`'],
];

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
  table(['variable', 'instead of'], VARIABLES),
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

const DRAIN: string = [
  '',
  'What it promises when it returns 0, of every group in which a Sentinel knows the node:',
  '',
  '- A majority of the Sentinels of the group has answered, all that have answered tell the same ' +
    'master, it is another node and up, and no failover is under way. One that does not tell ' +
    'which replicas or which other Sentinels there are does not count as one that has answered.',
  '- If the node was the master, it was handed over: every write that it has acknowledged is on ' +
    'the new one, and the node follows it. With `--force` a failover that may lose the last ' +
    'writes is taken where no other can be had.',
  '- Every Sentinel of Vedette that has answered has the node in maintenance: none of them ' +
    'promotes it in the moment before it stops, nor brings it back or starts a failover because ' +
    'it is down. A Sentinel that could not be asked, and a stock one, do not know.',
  '- Another replica is fit to be promoted, where the group has more than one: a rolling restart ' +
    'does not take away the last one.',
  '',
  'It does not promise that it stays so for ever: stop the node right after it. It does not end ' +
    'the connections of clients, and knows nothing of clients that do not ask a Sentinel. When ' +
    'it does not return 0 it has ended the maintenance that it began, also when it is ' +
    'interrupted; where a Sentinel could not be told so, that stands on standard error.',
  '',
  'The address of a Sentinel is taken as well: then 0 says that the others are enough to agree ' +
    'on a failover and to elect a leader, and that none is under way.',
  '',
  'In a stop hook, with less time than the orchestrator gives; and after the start:',
  '',
  '```',
  '# Kubernetes, a container of the pod of the node',
  'lifecycle:',
  "  preStop: {exec: {command: [sh, -c, 'vedette drain $POD_IP:6379 --timeout 25s']}}",
  "  postStart: {exec: {command: [sh, -c, 'vedette drain $POD_IP:6379 --undo || true']}}",
  '',
  '# systemd, in the unit of the node',
  'ExecStop=-/usr/bin/vedette drain 10.0.0.1:6379 --timeout 25s',
  'ExecStartPost=-/usr/bin/vedette drain 10.0.0.1:6379 --undo',
  '```',
].join('\n');

/** What stands behind the help of a verb. */
const MORE: Readonly<Record<string, string>> = { drain: DRAIN };

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
  const verbs = await Promise.all(
    Object.entries(CATALOGUE).map(async ([name, { load }]) => {
      const verb = await load();
      const helps =
        'verbs' in verb ? verb.verbs.map((each) => shortHelpOf(each, name)) : [shortHelpOf(verb)];
      return [`## ${code(`vedette ${name}`)}`, ...helps.map(block), MORE[name]?.trim() ?? '']
        .join('\n\n')
        .trimEnd();
    }),
  );
  const text = [
    opening('The command line', 'src/cli/', 'The help of each verb stands at its end.'),
    INTRODUCTION,
    table(['code', 'meaning'], exitCodes()),
    '## Options of all verbs\n',
    table(
      ['option', 'meaning'],
      [...OUTPUT_OPTIONS, ...SENTINEL_OPTIONS].map(({ flags, meaning }) => [code(flags), meaning]),
    ),
    `${verbs.join('\n\n')}\n`,
  ].join('\n');
  return { path: 'docs/operating/command-line.md', text };
}

/** Of all verbs, each with what it means. */
export function exitCodes(): readonly (readonly [string, string])[] {
  return Object.entries(EXIT).map(([name, value]) => [String(value), meaningOf(name)]);
}

function meaningOf(name: string): string {
  return Object.entries(MEANINGS).find(([key]) => key === name)?.[1] ?? '';
}

function block(text: string): string {
  return `\`\`\`\n${text.trimEnd()}\n\`\`\``;
}
