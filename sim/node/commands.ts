// The commands that a model node knows, one record each. Errors are worded as the real ones, as far
// as their first word: whoever reads more of them is wrong.

import type { RespValue } from '../../src/resp/value.ts';
import type { ModelNode } from './model-node.ts';
import type { Command } from './replication.ts';
import { array, bulk, error, integer, NULL, OK, PONG, simple } from './reply.ts';
import type { Session } from './session.ts';

export type CommandFlag =
  | 'write'
  | 'may-replicate'
  | 'while-loading'
  | 'while-busy'
  | 'before-auth'
  | 'while-subscribed'
  /** Never queued in a transaction. */
  | 'immediate';

export interface NodeCommand {
  /** Lower case; a subcommand is `container|name`. */
  readonly name: string;
  /** Counts the name; negative: at least. */
  readonly arity: number;
  readonly flags: readonly CommandFlag[];
  /** `args` are without the name. null: no reply, or one that was sent already. */
  run(node: ModelNode, session: Session, args: Command): RespValue | null;
}

const NOT_AN_INTEGER = error('ERR value is not an integer or out of range');
const SYNTAX_ERROR = error('ERR syntax error');

const auth: NodeCommand = {
  name: 'auth',
  arity: -2,
  flags: ['while-loading', 'while-busy', 'before-auth', 'immediate'],
  run(node, session, args) {
    if (node.password === null) return error('ERR AUTH called without any password configured');
    session.isAuthenticated = args[args.length - 1] === node.password;
    return session.isAuthenticated ? OK : error('WRONGPASS invalid username-password pair');
  },
};

const ping: NodeCommand = {
  name: 'ping',
  arity: -1,
  flags: ['while-subscribed'],
  run(_node, session, args) {
    if (session.channels.size > 0) return array([bulk('pong'), bulk(args[0] ?? '')]);
    return args[0] === undefined ? PONG : bulk(args[0]);
  },
};

const info: NodeCommand = {
  name: 'info',
  arity: -1,
  flags: ['while-loading'],
  run: (node) => bulk(node.infoText()),
};

const role: NodeCommand = {
  name: 'role',
  arity: 1,
  flags: ['while-loading'],
  run: (node) => node.role(),
};

const get: NodeCommand = {
  name: 'get',
  arity: 2,
  flags: [],
  run(node, _session, [key = '']) {
    const value = node.data.get(key);
    return value === undefined ? NULL : bulk(value);
  },
};

const set: NodeCommand = {
  name: 'set',
  arity: -3,
  flags: ['write'],
  run(node, _session, [key = '', value = '']) {
    node.data.set(key, value);
    node.propagate(['SET', key, value]);
    return OK;
  },
};

const incr: NodeCommand = {
  name: 'incr',
  arity: 2,
  flags: ['write'],
  run(node, _session, [key = '']) {
    const value = Number(node.data.get(key) ?? '0');
    if (!Number.isSafeInteger(value)) return NOT_AN_INTEGER;
    node.data.set(key, String(value + 1));
    node.propagate(['INCR', key]);
    return integer(value + 1);
  },
};

const publish: NodeCommand = {
  name: 'publish',
  arity: 3,
  flags: ['may-replicate', 'while-loading'],
  run(node, _session, [channel = '', message = '']) {
    node.propagate(['PUBLISH', channel, message]);
    return integer(node.deliver(channel, message));
  },
};

const subscribe: NodeCommand = {
  name: 'subscribe',
  arity: -2,
  flags: ['while-loading', 'while-subscribed'],
  run(_node, session, channels) {
    for (const channel of channels) {
      session.channels.add(channel);
      session.send(array([bulk('subscribe'), bulk(channel), integer(session.channels.size)]));
    }
    return null;
  },
};

const multi: NodeCommand = {
  name: 'multi',
  arity: 1,
  flags: ['while-loading', 'while-busy', 'immediate'],
  run(_node, session) {
    if (session.transaction !== null) return error('ERR MULTI calls can not be nested');
    session.transaction = { commands: [], isSpoilt: false };
    return OK;
  },
};

const discard: NodeCommand = {
  name: 'discard',
  arity: 1,
  flags: ['while-loading', 'while-busy', 'immediate'],
  run(_node, session) {
    if (session.transaction === null) return error('ERR DISCARD without MULTI');
    session.transaction = null;
    return OK;
  },
};

const exec: NodeCommand = {
  name: 'exec',
  arity: 1,
  flags: ['while-loading', 'immediate'],
  run(node, session) {
    const { transaction } = session;
    if (transaction === null) return error('ERR EXEC without MULTI');
    session.transaction = null;
    if (transaction.isSpoilt) {
      return error('EXECABORT Transaction discarded because of previous errors.');
    }
    return array(transaction.commands.map((command) => node.call(session, command) ?? OK));
  },
};

const slaveof: NodeCommand = {
  name: 'slaveof',
  arity: 3,
  flags: [],
  run(node, { end }, [host = '', port = '']) {
    if (host.toLowerCase() === 'no' && port.toLowerCase() === 'one') {
      node.obey(null, end.remote);
      return OK;
    }
    if (!/^[0-9]{1,5}$/.test(port)) return error('ERR Invalid master port');
    const isNew = node.obey({ host, port: Number(port) }, end.remote);
    return isNew ? OK : simple('OK Already connected to specified master');
  },
};

const configRewrite: NodeCommand = {
  name: 'config|rewrite',
  arity: 2,
  flags: ['while-loading'],
  run: (node) => (node.rewriteConfig() ? OK : error('ERR Rewriting config file: Read-only')),
};

const clientSetname: NodeCommand = {
  name: 'client|setname',
  arity: 3,
  flags: ['while-loading'],
  run(_node, session, [name = '']) {
    session.name = name;
    return OK;
  },
};

const clientGetname: NodeCommand = {
  name: 'client|getname',
  arity: 2,
  flags: ['while-loading'],
  run: (_node, session) => (session.name === '' ? NULL : bulk(session.name)),
};

const clientKill: NodeCommand = {
  name: 'client|kill',
  arity: -3,
  flags: ['while-loading'],
  run(node, session, [filter = '', value = '', ...more]) {
    const type = value.toLowerCase();
    if (filter.toLowerCase() !== 'type' || more.length > 0) return SYNTAX_ERROR;
    if (type === 'normal' || type === 'pubsub' || type === 'replica' || type === 'slave') {
      return integer(node.killSessions(type === 'slave' ? 'replica' : type, session));
    }
    return error(`ERR Unknown client type '${value}'`);
  },
};

const clientPause: NodeCommand = {
  name: 'client|pause',
  arity: -3,
  flags: ['while-loading'],
  run(node, _session, [duration = '', mode = 'ALL']) {
    if (!/^[0-9]{1,12}$/.test(duration)) return error('ERR timeout is not an integer');
    const what = mode.toUpperCase();
    if (what !== 'ALL' && what !== 'WRITE') return SYNTAX_ERROR;
    node.pause(Number(duration), what === 'ALL');
    return OK;
  },
};

const clientUnpause: NodeCommand = {
  name: 'client|unpause',
  arity: 2,
  flags: ['while-loading'],
  run(node) {
    node.unpause();
    return OK;
  },
};

const scriptKill: NodeCommand = {
  name: 'script|kill',
  arity: 2,
  flags: ['while-busy'],
  run(node) {
    if (!node.isBusy) return error('NOTBUSY No scripts in execution right now.');
    node.endScript();
    return OK;
  },
};

const psync: NodeCommand = {
  name: 'psync',
  arity: -3,
  flags: ['immediate'],
  run(node, session, [id = '', from = '', port = '0']) {
    return node.accept(session, { id, from: Number(from), listeningPort: Number(port) });
  },
};

/** A replica says how far it is, which nobody here reads. */
const replconf: NodeCommand = {
  name: 'replconf',
  arity: -1,
  flags: ['while-loading', 'while-busy', 'immediate'],
  run: () => null,
};

const ALL: readonly NodeCommand[] = [
  ...[auth, ping, info, role, get, set, incr, publish, subscribe, multi, discard, exec],
  ...[slaveof, { ...slaveof, name: 'replicaof' }, psync, replconf],
  ...[configRewrite, clientSetname, clientGetname, clientKill, clientPause, clientUnpause],
  scriptKill,
];

const BY_NAME: ReadonlyMap<string, NodeCommand> = new Map(
  ALL.map((command) => [command.name, command]),
);

const CONTAINERS: ReadonlySet<string> = new Set(['client', 'config', 'script']);

/** The command and how many words its name has, or why there is none. */
export function findCommand(
  words: Command,
): { command: NodeCommand; nameWords: number } | { problem: RespValue } {
  const [first = '', second = ''] = words;
  const name = first.toLowerCase();
  const isContainer = CONTAINERS.has(name);
  const full = isContainer ? `${name}|${second.toLowerCase()}` : name;
  const command = BY_NAME.get(full);
  if (isContainer && words.length === 1) return { problem: wrongArity(name) };
  if (command === undefined) {
    return { problem: error(`ERR unknown ${isContainer ? 'subcommand' : 'command'} '${first}'`) };
  }
  const { arity } = command;
  const isRight = arity < 0 ? words.length >= -arity : words.length === arity;
  return isRight
    ? { command, nameWords: isContainer ? 2 : 1 }
    : { problem: wrongArity(command.name) };
}

function wrongArity(name: string): RespValue {
  return error(`ERR wrong number of arguments for '${name}' command`);
}
