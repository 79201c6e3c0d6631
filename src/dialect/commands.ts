// From a request to the commands that carry it, in the words of Redis and Valkey. Every command
// name goes through the group's renamed commands (LINK-2). One reply comes for each command;
// replies.ts reads them.

import type { Address } from '../core/address.ts';
import type { LinkSpec } from '../core/output.ts';
import type { Request, Statement } from '../core/requests.ts';
import { formatHello, HELLO_CHANNEL } from './hello.ts';

/** A command's name and its arguments. */
export type Command = readonly string[];

type Renamed = ReadonlyMap<string, string>;
type Reconfigure = Extract<Statement, { kind: 'reconfigure' }>;

/** The commands of one request, in the order in which they are sent and answered. */
export function encodeRequest(request: Request, renamed: Renamed): readonly Command[] {
  const commands = commandsOf(request);
  return renamed.size === 0 ? commands : commands.map((command) => rename(command, renamed));
}

/** What a link says before anything else (LINK-2). */
export function preamble(spec: LinkSpec): readonly Command[] {
  const commands: Command[] = [];
  if (spec.password !== null) {
    const credentials = spec.user === null ? [spec.password] : [spec.user, spec.password];
    commands.push(['AUTH', ...credentials]);
  }
  commands.push(['CLIENT', 'SETNAME', spec.clientName]);
  if (spec.purpose === 'pubsub') commands.push(['SUBSCRIBE', HELLO_CHANNEL]);
  return commands.map((command) => rename(command, spec.renamedCommands));
}

const PING: readonly Command[] = [['PING']];
const INFO: readonly Command[] = [['INFO']];
const SCRIPT_KILL: readonly Command[] = [['SCRIPT', 'KILL']];
const KEEP_ROLE: readonly Command[] = [['CONFIG', 'REWRITE']];
const LIFT: readonly Command[] = [['CLIENT', 'UNPAUSE']];
const WRITTEN: Command = ['INFO', 'replication'];

/** HANDOVER-2: what a hand-over needs, and behind it what it would like (DOCTOR-2). The transaction
 *  comes first and alone: where it is refused, what is to be queued in it would be done. */
const TRIALS: Readonly<Record<Extract<Request, { kind: 'trial' }>['of'], readonly Command[]>> = {
  transaction: [['MULTI']],
  master: [
    ['CLIENT', 'PAUSE', '1', 'WRITE'],
    ['CLIENT', 'UNPAUSE'],
    ['SLAVEOF', 'NO', 'ONE'],
    WRITTEN,
    ['CLIENT', 'KILL', 'TYPE', 'normal'],
    ['CONFIG', 'REWRITE'],
  ],
  replica: [
    ['SLAVEOF', 'NO', 'ONE'],
    ['CLIENT', 'KILL', 'TYPE', 'normal'],
    ['CONFIG', 'REWRITE'],
    ['CLIENT', 'PAUSE', '1', 'WRITE'],
    ['CLIENT', 'UNPAUSE'],
  ],
};

/** How many of them a hand-over cannot do without. */
export const NEEDED_OF_TRIAL: Readonly<Record<keyof typeof TRIALS, number>> = {
  transaction: 1,
  master: 4,
  replica: 1,
};

function commandsOf(request: Request): readonly Command[] {
  switch (request.kind) {
    case 'ping':
      return PING;
    case 'info':
      return INFO;
    case 'kill-script':
      return SCRIPT_KILL;
    case 'hello':
      return [['PUBLISH', HELLO_CHANNEL, formatHello(request.hello)]];
    case 'ask':
      return [questionOf(request)];
    case 'reconfigure':
      return reconfiguration(request);
    case 'hold':
    case 'fence':
      return [['CLIENT', 'PAUSE', String(request.ms), 'WRITE']];
    case 'lift':
      return LIFT;
    case 'keep-role':
      return KEEP_ROLE;
    case 'master-of':
      // In this order: stock changes the epoch no later than the address.
      return [
        ['SENTINEL', 'MASTER', request.groupName],
        ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', request.groupName],
      ];
    case 'identify':
      return [
        ['SENTINEL', 'MYID'],
        ['SENTINEL', 'MASTER', request.groupName],
        ['INFO', 'server'],
      ];
    case 'reaches':
      return [['SENTINEL', 'SENTINELS', request.groupName]];
    case 'epoch-of':
      return epochQuestions(request);
    case 'forget':
      return [forgetting(request)];
    case 'trial':
      return TRIALS[request.of];
  }
}

/** Stock answers it with an error, whatever else it says. */
function forgetting({ groupName, who }: Extract<Statement, { kind: 'forget' }>): Command {
  const { kind } = who;
  const words = kind === 'replica' ? [who.address.host, String(who.address.port)] : [who.runId];
  return ['SENTINEL', 'FORGET', groupName, kind, ...words, 'HERE'];
}

/** TRUST-9: a question for a vote in epoch 0 gets none, and is answered with the last one. */
function epochQuestions(request: Extract<Request, { kind: 'epoch-of' }>): readonly Command[] {
  const { groupName, master, askedBy } = request;
  const place = [master.host, String(master.port)];
  return [
    ['SENTINEL', 'MASTER', groupName],
    ['SENTINEL', 'is-master-down-by-addr', ...place, '0', askedBy],
    ['INFO', 'epoch'],
  ];
}

function questionOf(request: Extract<Statement, { kind: 'ask' }>): Command {
  const { master, epoch, candidate } = request;
  const place = [master.host, String(master.port)];
  return ['SENTINEL', 'is-master-down-by-addr', ...place, String(epoch), candidate ?? '*'];
}

/** PROMOTE-1. The plain form opens with DISCARD: a node that knows MULTI but no EXEC still queues,
 *  and SLAVEOF would be queued for ever. Elsewhere DISCARD is an error that harms nothing. */
function reconfiguration(request: Reconfigure): readonly Command[] {
  const follow = slaveOf(request.follow);
  const lift = request.lift ? LIFT : [];
  // HANDOVER-6: in the transaction, so that nothing can be written in between.
  const measure = request.lift ? [WRITTEN] : [];
  if (request.plain) return [['DISCARD'], follow, ...lift];
  return [
    ['MULTI'],
    follow,
    ['CLIENT', 'KILL', 'TYPE', 'normal'],
    ['CLIENT', 'KILL', 'TYPE', 'pubsub'],
    ...lift,
    ...measure,
    ['EXEC'],
  ];
}

function slaveOf(master: Address | null): Command {
  return master === null ? ['SLAVEOF', 'NO', 'ONE'] : ['SLAVEOF', master.host, String(master.port)];
}

function rename(command: Command, renamed: Renamed): Command {
  const [name = '', ...args] = command;
  return [renamed.get(name.toLowerCase()) ?? name, ...args];
}
