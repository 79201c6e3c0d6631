// All that is wrong with a configuration file: errors that keep the daemon from starting, in the
// order of its lines, and warnings about what loads and will not work well.

import { readFileSync } from 'node:fs';
import { fromByteText } from '../adapters/byte-text.ts';
import { configFileProblem, configOutside, readConfigFile } from '../adapters/config-file.ts';
import { loadTls } from '../adapters/tls-material.ts';
import { checkConfig, type FoundError } from '../config/parse-config.ts';
import { ownPort, type ServerSettings } from '../config/server-settings.ts';
import { createState } from '../core/create.ts';
import { examine } from '../core/doctor/examine.ts';
import type { GroupSettings, SentinelSettings } from '../core/settings.ts';
import { firstUsers } from '../daemon/first-users.ts';
import { httpProblem, isTlsDoor } from '../daemon/http.ts';
import { inFolder } from './in-folder.ts';
import { listenProblems } from './listen-problems.ts';

export interface ConfigComplaint {
  readonly severity: 'error' | 'warning';
  /** In the file, or in that which `from` names; null: of no single line. */
  readonly line: number | null;
  readonly text: string;
  /** What an `include` names; null: the file itself. */
  readonly from: string | null;
  readonly reason: string;
  /** Empty: the reason says it. */
  readonly remedy: string;
}

/** `file`: as the user calls it. Blocks. */
export function complaintsAbout(file: string): readonly ConfigComplaint[] {
  const text = readText(file);
  if (typeof text !== 'string') return [text];
  const errors = checkConfig({ text }, configOutside()).map(errorOf);
  if (errors.length > 0) return errors.sort((a, b) => place(a) - place(b));
  const read = readConfigFile({ file, lines: [], stdin: false, outside: configOutside() });
  if (!read.ok) return [errorOf({ ...read.error, from: null })];
  const { sentinel, server, path } = read.config;
  const lines = text.split('\n');
  return [
    ...inFolder(server.directory, () => machineErrors(server, path)),
    ...warnings(sentinel, server).map((each) => ({ ...each, ...lineOf(each.group, lines) })),
  ];
}

function place({ from, line }: ConfigComplaint): number {
  return from === null && line !== null ? line : Number.MAX_SAFE_INTEGER;
}

function readText(file: string): string | ConfigComplaint {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    return errorText(error instanceof Error ? error.message : String(error));
  }
}

function errorText(reason: string, remedy = ''): ConfigComplaint {
  return { severity: 'error', line: null, text: '', from: null, reason, remedy };
}

function errorOf(error: FoundError): ConfigComplaint {
  const { lineNumber, line, reason, from } = error;
  return {
    ...errorText(fromByteText(reason)),
    line: lineNumber === 0 ? null : lineNumber,
    text: fromByteText(line),
    from: from === null ? null : fromByteText(from),
  };
}

/** What only the machine shows. Relative paths belong to the folder that the process is in. */
function machineErrors(server: ServerSettings, path: string): readonly ConfigComplaint[] {
  const problem = configFileProblem(path);
  const users = firstUsers(server);
  const usesTls = server.tls.port !== 0 || server.tls.outgoing || isTlsDoor(server.http);
  const tls = usesTls ? loadTls(server.tls) : null;
  const { port, bind, unixSocket } = server;
  const http = httpProblem(server.http);
  const isDeaf =
    ((port === 0 && server.tls.port === 0) || bind.length === 0) && unixSocket === null;
  return [
    ...(problem === null
      ? []
      : [
          errorText(
            `${path} is not writable for this user: ${problem}`,
            'Check as the user of the Sentinel, or keep the state elsewhere with --state-file.',
          ),
        ]),
    ...(users.ok ? [] : users.reasons.map((reason) => errorText(fromByteText(reason)))),
    ...(tls === null || tls.ok ? [] : [errorText(fromByteText(tls.reason))]),
    ...(http === null ? [] : [errorText(fromByteText(http))]),
    ...listenProblems(server).map(({ reason, remedy }) => errorText(fromByteText(reason), remedy)),
    ...(isDeaf ? [errorText('Configured to not listen anywhere.')] : []),
  ];
}

interface Warning extends ConfigComplaint {
  readonly group: string | null;
}

/** The findings of DOCTOR that need no running group. */
const STATIC_FINDINGS: readonly string[] = [
  'announces-loopback',
  'resolve-without-announce',
  'down-after-short',
  'down-after-low',
  'failover-timeout-long',
];

function warnings(sentinel: SentinelSettings, server: ServerSettings): readonly Warning[] {
  const { groups } = sentinel;
  const none = 'No group is watched: there is no sentinel monitor line.';
  return [
    ...(groups.length === 0 ? [warning(null, none, 'Add one, or SENTINEL MONITOR later.')] : []),
    ...found(sentinel, server),
    ...groups.flatMap((group) => aboutGroup(group, sentinel, server)),
  ];
}

function warning(group: string | null, reason: string, remedy: string): Warning {
  return { ...errorText(reason, remedy), severity: 'warning', group };
}

function found(sentinel: SentinelSettings, server: ServerSettings): readonly Warning[] {
  const myId = sentinel.myId ?? '0'.repeat(40);
  const listenPort = ownPort(server);
  const state = createState({ settings: sentinel, myId, listenPort, seed: 0, nowMs: 0 });
  const around = { saveFailedForMs: null, lastSaveError: '', isExecutable: () => true };
  return examine(state, [...state.groups.values()], around, 0)
    .filter(({ code }) => STATIC_FINDINGS.includes(code))
    .map(({ groupName, meaning, evidence, remedy }) =>
      warning(groupName, `${meaning} (${evidence})`, remedy),
    );
}

function aboutGroup(
  { name, address, quorum, knownPeers }: GroupSettings,
  { groups }: SentinelSettings,
  { bind }: ServerSettings,
): readonly Warning[] {
  const twin = groups.find(
    (other) =>
      other.name < name &&
      other.address.host === address.host &&
      other.address.port === address.port,
  );
  const isLocal = /^(127\.|::1$|localhost$)/i;
  const isAlone = bind.length > 0 && bind.every((each) => isLocal.test(each.replace(/^-/, '')));
  const noPort = `The master has the port ${address.port}.`;
  return [
    ...(address.port === 0 ? [warning(name, noPort, 'Write its port as a number.')] : []),
    ...(twin === undefined
      ? []
      : [warning(name, `${twin.name} has the same master.`, 'Watch each master under one name.')]),
    ...(knownPeers.length > 0 && quorum > knownPeers.length + 1
      ? [
          warning(
            name,
            `The quorum is ${quorum}, and ${knownPeers.length + 1} Sentinels are known: it is never reached.`,
            'Lower it to the majority of the Sentinels.',
          ),
        ]
      : []),
    ...(isAlone && !isLocal.test(address.host)
      ? [
          warning(
            name,
            'bind has only addresses of this machine: the other Sentinels cannot reach this one.',
            'Add an address to bind that they can reach.',
          ),
        ]
      : []),
  ];
}

/** The line that makes the group, where it stands in the file itself. */
function lineOf(
  group: string | null,
  lines: readonly string[],
): { readonly line: number | null; readonly text: string } {
  const index = lines.findIndex((line) => {
    const [first = '', second = '', name = ''] = line.trim().split(/\s+/);
    const isMonitor = first.toLowerCase() === 'sentinel' && second.toLowerCase() === 'monitor';
    return group !== null && isMonitor && name.replace(/^"|"$/g, '') === group;
  });
  return index < 0
    ? { line: null, text: '' }
    : { line: index + 1, text: (lines[index] ?? '').trim() };
}
