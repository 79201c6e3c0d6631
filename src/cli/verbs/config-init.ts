// `vedette config init`: writes a configuration that loads, from options and, on a terminal, from
// the answers to a few questions.

import { chownSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline/promises';
import { parseHostPort } from '../../client/address.ts';
import type { Desk } from '../desk.ts';
import { parseDuration } from '../duration.ts';
import { EXIT, Stop, usage } from '../exit.ts';
import { type NewConfig, newConfigText } from '../new-config.ts';
import { isOn, type Options, textOption } from '../options.ts';
import { passwordOf, USUAL_PORT } from '../target.ts';
import type { Call, Verb } from '../verb.ts';

const USUAL_FILE = 'sentinel.conf';
/** It may hold passwords. */
const FILE_MODE = 0o600;

export const configInit: Verb = {
  name: 'init',
  words: [{ form: '[file]', meaning: `what to write: ${USUAL_FILE}`, kind: 'file' }],
  about:
    'Writes a configuration for one Sentinel. What no option says is asked for on a ' +
    'terminal, and elsewhere is what is usual; only the master has to be named. The file is' +
    ' for its owner alone, because it may hold passwords, and the folder has to be writable' +
    ' for the Sentinel. The same file, with its own --announce-ip, is good for each of the ' +
    'others. A file that is there already is kept.',
  options: [
    { flags: '--master <host:port>', meaning: 'the master, as replicas and clients reach it' },
    { flags: '--name <name>', meaning: 'of the group: mymaster' },
    { flags: '--quorum <number>', meaning: 'Sentinels that have to agree that it is down: 2' },
    { flags: '--port <port>', meaning: `to listen on: ${USUAL_PORT}` },
    {
      flags: '--bind <addresses>',
      meaning: 'to listen on, parted by commas or blanks; without it, all',
    },
    { flags: '--announce-ip <host>', meaning: 'where others reach this one, as behind NAT' },
    { flags: '--down-after <duration>', meaning: 'silence after which it is down: 5s' },
    { flags: '--failover-timeout <duration>', meaning: 'time for a failover: 60s' },
    { flags: '--node-user <name>', meaning: 'the user at the nodes' },
    {
      flags: '--node-password-file <file>',
      meaning: 'a file with the password of the nodes (VEDETTE_NODE_PASSWORD)',
      kind: 'file',
    },
    {
      flags: '--own-password-file <file>',
      meaning: 'a file with the password that this Sentinel asks for',
      kind: 'file',
    },
    { flags: '--yes', meaning: 'ask nothing' },
    { flags: '--force', meaning: 'replace a file that is there' },
    { flags: '--stdout', meaning: 'print it, and write no file' },
  ],
  asksSentinels: false,
  exits: [
    [EXIT.good, 'it is written'],
    [EXIT.no, 'there is a file already, or it cannot be written'],
  ],
  examples: [
    'vedette config init',
    'vedette config init /etc/redis/sentinel.conf --master 10.0.0.1:6379 --quorum 2 --yes',
  ],
  run: runInit,
};

async function runInit({ words: [file = USUAL_FILE], options, desk }: Call): Promise<number> {
  const asks = desk.isTerminal && process.stdin.isTTY === true && !isOn(options, 'yes');
  const lines = asks ? createInterface({ input: process.stdin, output: process.stderr }) : null;
  let settings: NewConfig;
  try {
    settings = await collect(options, desk, lines);
  } finally {
    lines?.close();
  }
  const text = newConfigText(settings);
  if (isOn(options, 'stdout')) {
    desk.paper.line(text.trimEnd());
    return EXIT.good;
  }
  write(file, text, isOn(options, 'force'));
  if (desk.json) desk.paper.json({ file: resolve(file), groups: [settings.name] });
  else desk.paper.line(afterwards(file));
  return EXIT.good;
}

function afterwards(file: string): string {
  return [
    `${file} is written. Next:`,
    `  vedette config check ${file}`,
    `  vedette ${file}`,
    `  vedette status --config ${file}`,
  ].join('\n');
}

function write(file: string, text: string, isForced: boolean): void {
  try {
    if (isForced) replace(file, text);
    else writeFileSync(file, text, { flag: 'wx', mode: FILE_MODE });
  } catch (error) {
    const isThere =
      !isForced && error instanceof Error && 'code' in error && error.code === 'EEXIST';
    const reason = error instanceof Error ? error.message : String(error);
    const text = isThere
      ? `${file} is there already and is kept: name another, or say --force.`
      : `${file} cannot be written: ${reason}\nThe folder is ${dirname(resolve(file))}.`;
    throw new Stop(EXIT.no, text);
  }
}

/** By a new file: the old one may be open to everybody, and who has opened it would read on. It
 *  stays that of its owner, who is the user of the Sentinel, as far as we may give it away. */
function replace(file: string, text: string): void {
  const before = statSync(file, { throwIfNoEntry: false });
  if (before?.isFile() === false) throw new Error('what is there is no file');
  const path = before === undefined ? file : realpathSync(file);
  const temporary = `${path}.${process.pid}.vedette-tmp`;
  rmSync(temporary, { force: true });
  try {
    writeFileSync(temporary, text, { flag: 'wx', mode: FILE_MODE });
    if (before !== undefined && process.getuid?.() === 0)
      chownSync(temporary, before.uid, before.gid);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** As the file has them: parted by blanks. */
function bindOf(options: Options): string | null {
  const text = textOption(options, 'bind');
  if (text === null) return null;
  const words = text.split(/[,\s]+/).filter((word) => word !== '');
  const wrong = words.find((word) => !/^-?[\w.:*%-]+$/.test(word));
  if (wrong !== undefined) throw usage(`--bind: '${wrong}' is no address.`);
  if (words.length === 0) throw usage('--bind names no address.');
  return words.join(' ');
}

/** One setting: from its option, else from the answer to its question, else what is usual. */
interface Question {
  readonly option: string;
  readonly question: string;
  /** null: it has to be said. */
  readonly usual: string | null;
  /** What is wrong with a value; null: nothing. */
  problem(value: string): string | null;
}

async function collect(
  options: Options,
  { environment }: Desk,
  lines: Interface | null,
): Promise<NewConfig> {
  const get = (question: Question): Promise<string> => answerTo(question, options, lines);
  const master = parseHostPort(await get(MASTER));
  if (master === null) throw usage('The master has to be named: --master host:port.');
  const name = await get(NAME);
  const quorum = Number(await get(QUORUM));
  const port = Number(await get(PORT));
  const downAfterMs = parseDuration(await get(DOWN_AFTER)) ?? 0;
  const announceIp = await get(ANNOUNCE);
  const failoverTimeoutMs =
    parseDuration(textOption(options, 'failoverTimeout') ?? '60s') ?? Number.NaN;
  if (Number.isNaN(failoverTimeoutMs)) throw usage('--failover-timeout is no duration.');
  const own = { option: 'ownPasswordFile', variable: 'VEDETTE_PASSWORD' };
  const nodes = { option: 'nodePasswordFile', variable: 'VEDETTE_NODE_PASSWORD' };
  return {
    ...{ name, master, quorum, port, downAfterMs, failoverTimeoutMs },
    bind: bindOf(options),
    announceIp: announceIp === '' ? null : announceIp,
    nodeUser: textOption(options, 'nodeUser'),
    nodePassword: passwordOf(options, environment, nodes),
    ownPassword:
      textOption(options, 'ownPasswordFile') === null ? null : passwordOf(options, {}, own),
  };
}

async function answerTo(
  { option, question, usual, problem }: Question,
  options: Options,
  lines: Interface | null,
): Promise<string> {
  const given = textOption(options, option);
  if (given !== null) {
    const wrong = problem(given);
    if (wrong !== null) throw usage(wrong);
    return given;
  }
  if (lines === null) {
    if (usual === null) throw usage(`${question}? Say it with --${option}.`);
    return usual;
  }
  for (;;) {
    const hint = usual === null || usual === '' ? '' : ` [${usual}]`;
    const answer = (await ask(lines, `${question}${hint}: `)).trim();
    const value = answer === '' ? (usual ?? '') : answer;
    const wrong = problem(value);
    if (wrong === null) return value;
    process.stderr.write(`  ${wrong}\n`);
  }
}

/** Stops where the answers end, or somebody has had enough. */
async function ask(lines: Interface, question: string): Promise<string> {
  const ended = new AbortController();
  const end = (): void => ended.abort();
  lines.once('close', end);
  try {
    return await lines.question(question, { signal: ended.signal });
  } catch {
    throw new Stop(EXIT.no, '\nNothing is written.');
  } finally {
    lines.off('close', end);
  }
}

function wholeNumber(text: string, [least, most]: readonly [number, number]): boolean {
  return /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most;
}

const MASTER: Question = {
  option: 'master',
  question: 'Address of the master, host:port',
  usual: null,
  problem: (value) =>
    parseHostPort(value) === null ? `'${value}' is no address: write host:port.` : null,
};

const NAME: Question = {
  option: 'name',
  question: 'Name of the group',
  usual: 'mymaster',
  problem: (value) =>
    /^[A-Za-z0-9._-]+$/.test(value) ? null : 'A name has letters, digits, and . _ - only.',
};

const QUORUM: Question = {
  option: 'quorum',
  question: 'How many Sentinels have to agree that the master is down',
  usual: '2',
  problem: (value) => (wholeNumber(value, [1, 1_000]) ? null : 'A quorum is 1 or more.'),
};

const PORT: Question = {
  option: 'port',
  question: 'Port of this Sentinel',
  usual: String(USUAL_PORT),
  problem: (value) => (wholeNumber(value, [1, 65_535]) ? null : 'A port is from 1 to 65535.'),
};

const DOWN_AFTER: Question = {
  option: 'downAfter',
  question: 'After how long a silence is a node down',
  usual: '5s',
  problem: (value) =>
    parseDuration(value) === null ? 'Write a number with ms, s or m, as in 5s.' : null,
};

const ANNOUNCE: Question = {
  option: 'announceIp',
  question: 'Address at which others reach this Sentinel, where it is not its own (else empty)',
  usual: '',
  problem: (value) => (/\s/.test(value) ? 'An address has no spaces.' : null),
};
