// Which Sentinels are meant and how to come in: from the options, else from the environment, from a
// configuration file where one is named, else the usual port of this machine. A password is never
// taken from the command line, where everybody on the machine could read it.

import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { parseHostPort } from '../client/address.ts';
import type { Entry } from '../client/connection.ts';
import type { Address } from '../core/address.ts';
import type { Environment, Found } from './desk.ts';
import { parseDuration } from './duration.ts';
import { usage } from './exit.ts';
import { durationOption, isOn, type Options, textOption } from './options.ts';

export const USUAL_PORT = 26_379;
const PATIENCE_MS = 2_000;

/** What a configuration file tells of the Sentinels, as far as it does. */
export interface Hints {
  readonly addresses: readonly Address[];
  readonly password: string | null;
  readonly tls: ConnectionOptions | null;
  /** How to come in at the nodes of each group. */
  readonly nodes: ReadonlyMap<string, Pick<Entry, 'user' | 'password'>>;
  /** null: plainly. */
  readonly nodesTls: ConnectionOptions | null;
}

const NO_HINTS: Hints = {
  ...{ addresses: [], password: null, tls: null },
  ...{ nodes: new Map(), nodesTls: null },
};

export async function findTarget(options: Options, environment: Environment): Promise<Found> {
  const list = textOption(options, 'sentinels');
  const file =
    textOption(options, 'config') ?? (list === null ? environment['VEDETTE_CONFIG'] : '');
  const ownList = list ?? (textOption(options, 'config') === null ? named(environment) : null);
  const hints = (file ?? '') === '' ? NO_HINTS : await hintsOf(file ?? '');
  const addresses = ownList === null ? hints.addresses : parseList(ownList);
  return {
    target: {
      addresses: addresses.length > 0 ? addresses : [{ host: '127.0.0.1', port: USUAL_PORT }],
      entry: entryOf(options, environment, hints),
      patienceMs: patienceOf(options, environment),
      peers: isOn(options, 'only') ? 'listed' : 'visited',
    },
    hints,
    said: saidBy({ list, file: file ?? '', fromEnvironment: ownList !== null }),
  };
}

function named(environment: Environment): string | null {
  const list = environment['VEDETTE_SENTINELS'] ?? '';
  return list === '' ? null : list;
}

function saidBy(from: {
  readonly list: string | null;
  readonly file: string;
  readonly fromEnvironment: boolean;
}): string {
  if (from.list !== null) return 'These are those of --sentinels.';
  if (from.fromEnvironment) return 'These are those of VEDETTE_SENTINELS.';
  if (from.file !== '') return `These are those of ${from.file}.`;
  return 'Name yours with --sentinels host:port,..., --config FILE or VEDETTE_SENTINELS.';
}

async function hintsOf(file: string): Promise<Hints> {
  const { hintsOfFile } = await import('./target-file.ts');
  return hintsOfFile(file);
}

function parseList(text: string): readonly Address[] {
  const words = text.split(/[,\s]+/).filter((word) => word !== '');
  if (words.length === 0) throw usage('No Sentinel is named: write host:port,host:port.');
  return words.map((word) => {
    const address = parseHostPort(word, USUAL_PORT);
    if (address === null) throw usage(`'${word}' is no address: write host:port or [ipv6]:port.`);
    return address;
  });
}

function patienceOf(options: Options, environment: Environment): number {
  const given = durationOption(options, 'answerWithin');
  if (given !== null) return given;
  const text = environment['VEDETTE_ANSWER_WITHIN'] ?? '';
  if (text === '') return PATIENCE_MS;
  const ms = parseDuration(text);
  if (ms === null) throw usage(`VEDETTE_ANSWER_WITHIN is '${text}', which is no duration.`);
  return ms;
}

function entryOf(options: Options, environment: Environment, hints: Hints): Entry {
  const user = textOption(options, 'user') ?? environment['VEDETTE_USER'] ?? '';
  return {
    user: user === '' ? null : user,
    password:
      passwordOf(options, environment, { option: 'passwordFile', variable: 'VEDETTE_PASSWORD' }) ??
      hints.password,
    tls: tlsOf(options, environment) ?? hints.tls,
  };
}

/** From a file that an option or the environment names, else from the environment itself. */
export function passwordOf(
  options: Options,
  environment: Environment,
  { option, variable }: { readonly option: string; readonly variable: string },
): string | null {
  const file = textOption(options, option);
  if (file !== null) return firstLine(file);
  const plain = environment[variable] ?? '';
  if (plain !== '') return plain;
  const named = environment[`${variable}_FILE`] ?? '';
  return named === '' ? null : firstLine(named);
}

function firstLine(file: string): string {
  const line = read(file, 'The password').split(/\r?\n/)[0] ?? '';
  if (line === '') throw usage(`${file} has no password in its first line.`);
  return line;
}

function read(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw usage(`${what} cannot be read: ${error instanceof Error ? error.message : file}`);
  }
}

function tlsOf(options: Options, environment: Environment): ConnectionOptions | null {
  const file = (option: string, variable: string): string | null => {
    const name = textOption(options, option) ?? environment[variable] ?? '';
    return name === '' ? null : read(name, 'A file for TLS');
  };
  const ca = file('tlsCa', 'VEDETTE_TLS_CA');
  const cert = file('tlsCert', 'VEDETTE_TLS_CERT');
  const key = file('tlsKey', 'VEDETTE_TLS_KEY');
  const isInsecure = isOn(options, 'tlsInsecure');
  const isAsked = isOn(options, 'tls') || /^(yes|1|true)$/i.test(environment['VEDETTE_TLS'] ?? '');
  if (!isAsked && !isInsecure && ca === null && cert === null) return null;
  return {
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    rejectUnauthorized: !isInsecure,
    ...ANY_NAME,
  };
}

/** Sentinels are known by addresses, which certificates rarely name: who has signed it counts, as
 *  with the tools of Redis. */
export const ANY_NAME: ConnectionOptions = { checkServerIdentity: () => undefined };
