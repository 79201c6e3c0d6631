// The errors that more than one command answers with, and those of the checks before a command
// runs. Texts are those of a running stock Sentinel: clients and people know some of them by heart.

import type { Denial } from '../acl/permission.ts';
import type {
  Failed,
  OperatorErrorCode,
  OperatorOutcome,
  TargetRefusal,
} from '../core/operator-request.ts';
import { handOverProblemText } from '../events/hand-over-problem.ts';
import type { RespValue } from '../resp/value.ts';
import { array, bulks, error, integer, OK, simple } from './reply.ts';
import { REFUSED } from './sentinel/explain-lines.ts';

export const NO_SUCH_MASTER: RespValue = error('ERR No such master with that name');
export const NOT_AN_INTEGER: RespValue = error('ERR value is not an integer or out of range');
export const SYNTAX_ERROR: RespValue = error('ERR syntax error');
export const AUTHENTICATION_REQUIRED: RespValue = error('NOAUTH Authentication required.');
export const WRONG_PASSWORD: RespValue = error(
  'WRONGPASS invalid username-password pair or user is disabled.',
);
export const BAD_CLIENT_NAME: RespValue = error(
  'ERR Client names cannot contain spaces, newlines or special characters.',
);

/** How much of a name, and of all arguments together, an unknown command's error repeats. */
const ECHO_LIMIT_BYTES = 128;

/** `args` with the command's own name. */
export function unknownCommand(args: readonly string[]): RespValue {
  const [name = '', ...rest] = args;
  let echo = '';
  for (const argument of rest) {
    if (echo.length >= ECHO_LIMIT_BYTES) break;
    echo += `'${shown(argument, ECHO_LIMIT_BYTES - echo.length)}' `;
  }
  const command = shown(name, ECHO_LIMIT_BYTES);
  return error(`ERR unknown command '${command}', with args beginning with: ${echo}`);
}

export function unknownSubcommand(container: string, name: string): RespValue {
  const subcommand = shown(name, ECHO_LIMIT_BYTES);
  return error(`ERR unknown subcommand '${subcommand}'. Try ${container.toUpperCase()} HELP.`);
}

/** `name` as in the catalogue: `sentinel|master`. */
export function wrongArity(name: string): RespValue {
  return error(`ERR wrong number of arguments for '${name}' command`);
}

/** What a user hears of a call that is not allowed. `name` as in the catalogue. */
export function notPermitted(denial: Denial, name: string): RespValue {
  const what =
    denial.reason === 'command'
      ? `run the '${name}' command`
      : 'access one of the channels used as arguments';
  return error(`NOPERM this user has no permissions to ${what}`);
}

/** The same as ACL DRYRUN says it. */
export function deniedInWords(denial: Denial, name: string): string {
  const what =
    denial.reason === 'command'
      ? `run the '${name}' command`
      : `access the '${denial.channel}' channel`;
  return `This user has no permissions to ${what}`;
}

/** What a RESP2 subscriber hears of any other command. `name` as in the catalogue. */
export function notWhileSubscribed(name: string): RespValue {
  const allowed = '(P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET';
  return error(`ERR Can't execute '${name}': only ${allowed} are allowed in this context`);
}

/** The end of an operator's request, as it is answered. */
export function renderOutcome(outcome: OperatorOutcome): RespValue {
  switch (outcome.kind) {
    case 'done':
      return OK;
    case 'count':
      return integer(outcome.count);
    case 'comes-back':
      return simple(`OK, but ${COMES_BACK[outcome.why]}`);
    case 'unprotected':
      return simple(`OK, but writes can be lost: ${handOverProblemText(outcome.problem)}`);
    case 'not-handed-over':
      return error(`NOGOODPRIMARY ${handOverProblemText(outcome.problem)}`);
    case 'forgotten':
      return array(outcome.by.map(({ runId, result }) => bulks([runId, result])));
    case 'rehearsed':
      return renderOutcome(outcome.rehearsed.outcome);
    case 'failed':
      return failure(outcome);
  }
}

function failure({ code, named }: Failed): RespValue {
  const plain = OPERATOR_ERRORS[code];
  if (named === undefined || plain.kind !== 'error') return plain;
  return error(`${plain.text}: ${named.node}: ${TARGET_REFUSED[named.why]}`);
}

const TARGET_REFUSED: Readonly<Record<TargetRefusal, string>> = {
  ...REFUSED,
  'is-master': 'it is the master',
  'not-known': 'no replica of the group is known there',
};

const COMES_BACK = {
  listed: 'the master lists it, and it comes back with the next INFO',
  'says-hello': 'it can be reached, and comes back with its next hello',
} as const;

const OPERATOR_ERRORS: { readonly [C in OperatorErrorCode]: RespValue } = {
  'no-such-master': NO_SUCH_MASTER,
  'duplicate-name': error('ERR Duplicate master name.'),
  'host-not-found': error('ERR Invalid IP address or hostname specified'),
  'name-in-use': error('ERR The host name of a master leads nowhere now, and has to be kept'),
  'failover-in-progress': error('INPROG Failover already in progress'),
  'no-good-replica': error('NOGOODSLAVE No suitable replica to promote'),
  'in-tilt': error('ERR This Sentinel is in tilt and starts no failover'),
  'too-many-dry-runs': error('ERR Too many dry runs of that group at once'),
  'no-such-node': error('ERR No such replica or Sentinel in that group'),
  'is-master': error('ERR That is the master of the group'),
  'is-self': error('ERR That is this Sentinel'),
  'too-many-forgets': error('ERR Too many nodes are being forgotten everywhere at once'),
  'not-saved': error('ERR Failed to save config file. Check server logs.'),
};

/** Up to the first zero byte, as a C string ends there. */
function shown(text: string, limit: number): string {
  const end = text.indexOf('\0');
  return (end < 0 ? text : text.slice(0, end)).slice(0, limit);
}
