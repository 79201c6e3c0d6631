// All commands in one place, and the checks before one of them runs: that it exists and that it has
// as many arguments as it takes. COMMAND, HELP and these errors are derived from this list.

import type { RespValue } from '../resp/value.ts';
import type { Command } from './command.ts';
import { container, help } from './container.ts';
import { unknownCommand, unknownSubcommand, wrongArity } from './errors.ts';
import { ckquorum } from './sentinel/ckquorum.ts';
import { config } from './sentinel/config.ts';
import { debug } from './sentinel/debug.ts';
import { doctor } from './sentinel/doctor.ts';
import { explain } from './sentinel/explain.ts';
import { failover } from './sentinel/failover.ts';
import { flushconfig } from './sentinel/flushconfig.ts';
import { forget } from './sentinel/forget.ts';
import { getMasterAddrByName } from './sentinel/get-master-addr-by-name.ts';
import { history } from './sentinel/history.ts';
import { infoCache } from './sentinel/info-cache.ts';
import { isMasterDownByAddr } from './sentinel/is-master-down-by-addr.ts';
import { master } from './sentinel/master.ts';
import { masters } from './sentinel/masters.ts';
import { monitor } from './sentinel/monitor.ts';
import { myId } from './sentinel/myid.ts';
import { maintenance, pause, resume } from './sentinel/pause.ts';
import { pendingScripts } from './sentinel/pending-scripts.ts';
import { remove } from './sentinel/remove.ts';
import { replicas } from './sentinel/replicas.ts';
import { reset } from './sentinel/reset.ts';
import { alias } from './sentinel/sentinel-command.ts';
import { sentinels } from './sentinel/sentinels.ts';
import { set } from './sentinel/set.ts';
import { simulateFailure } from './sentinel/simulate-failure.ts';
import { aclCommands } from './server/acl.ts';
import { auth } from './server/auth.ts';
import { clientCommands } from './server/client.ts';
import { commandCommands } from './server/command.ts';
import { HABITS } from './server/habits.ts';
import { hello } from './server/hello.ts';
import { info } from './server/info.ts';
import { ping } from './server/ping.ts';
import { publish } from './server/publish.ts';
import { role } from './server/role.ts';
import { shutdown } from './server/shutdown.ts';
import { psubscribe, punsubscribe, subscribe, unsubscribe } from './server/subscriptions.ts';

/** Top-level commands and subcommands, in the order in which HELP and COMMAND LIST show them. */
export const COMMANDS: readonly Command[] = [
  ...aclCommands((words) => find(words)),
  help({ name: 'acl', since: '6.0.0', group: 'server', categories: ['slow'] }, () => COMMANDS),
  auth,
  ...clientCommands,
  help(
    { name: 'client', since: '5.0.0', group: 'connection', categories: ['slow', 'connection'] },
    () => COMMANDS,
  ),
  ...commandCommands(() => COMMANDS),
  help(
    { name: 'command', since: '5.0.0', group: 'server', categories: ['slow', 'connection'] },
    () => COMMANDS,
  ),
  hello,
  info,
  ping,
  psubscribe,
  publish,
  punsubscribe,
  role,
  container({
    name: 'sentinel',
    since: '2.8.4',
    group: 'sentinel',
    flags: ['admin'],
    categories: ['admin', 'slow', 'dangerous'],
    summary: 'Asks or orders what concerns the groups that this Sentinel watches.',
  }),
  ckquorum,
  config,
  debug,
  doctor,
  explain,
  failover,
  flushconfig,
  forget,
  getMasterAddrByName,
  alias(getMasterAddrByName, 'get-primary-addr-by-name', '8.0.0'),
  history,
  infoCache,
  isMasterDownByAddr,
  alias(isMasterDownByAddr, 'is-primary-down-by-addr', '8.0.0'),
  maintenance,
  master,
  alias(master, 'primary', '8.0.0'),
  masters,
  alias(masters, 'primaries', '8.0.0'),
  monitor,
  myId,
  pause,
  pendingScripts,
  remove,
  replicas,
  {
    ...alias(replicas, 'slaves', '2.8.0'),
    deprecated: { since: '5.0.0', replacedBy: '`SENTINEL REPLICAS`' },
  },
  reset,
  resume,
  sentinels,
  set,
  simulateFailure,
  help(
    { name: 'sentinel', since: '6.2.0', group: 'sentinel', categories: ['slow'] },
    () => COMMANDS,
  ),
  shutdown,
  subscribe,
  unsubscribe,
];

const BY_NAME: ReadonlyMap<string, Command> = new Map(
  [...COMMANDS, ...HABITS].map((command) => [command.name, command]),
);

const CONTAINERS: ReadonlySet<string> = new Set(
  COMMANDS.flatMap(({ name }) => (name.includes('|') ? name.split('|', 1) : [])),
);

/** The command that these words call, subcommands by both of their names. */
function find([first = '', second]: readonly string[]): Command | null {
  const name = first.toLowerCase();
  if (name.includes('|')) return null;
  const isFamily = second !== undefined && CONTAINERS.has(name);
  return BY_NAME.get(isFamily ? `${name}|${second.toLowerCase()}` : name) ?? null;
}

export type Resolved =
  | { readonly kind: 'command'; readonly command: Command }
  /** `name`: the command that got too few words or too many; null: there is no such command. */
  | { readonly kind: 'error'; readonly value: RespValue; readonly name: string | null };

/** `args` as they came, names included; names are taken in any case. */
export function resolve(args: readonly string[]): Resolved {
  const name = (args[0] ?? '').toLowerCase();
  const command = BY_NAME.get(name);
  if (command === undefined || name.includes('|')) return refused(unknownCommand(args));
  const second = args[1];
  if (second === undefined || !CONTAINERS.has(name)) return checked(command, args.length);
  const subcommand = BY_NAME.get(`${name}|${second.toLowerCase()}`);
  if (subcommand === undefined) return refused(unknownSubcommand(name, second));
  return checked(subcommand, args.length);
}

function checked(command: Command, count: number): Resolved {
  const { arity } = command;
  const fits = arity < 0 ? count >= -arity : count === arity;
  return fits ? { kind: 'command', command } : refused(wrongArity(command.name), command.name);
}

function refused(value: RespValue, name: string | null = null): Resolved {
  return { kind: 'error', value, name };
}
