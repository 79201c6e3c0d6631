// Whether a model node takes a command now: what refuses it, in the order of the real one, and what
// a pause holds back.

import type { RespValue } from '../../src/resp/value.ts';
import { type CommandFlag, findCommand, type NodeCommand } from './commands.ts';
import { error } from './reply.ts';
import type { Session } from './session.ts';

/** What of a node decides. */
export interface Doorkeeper {
  /** null: none is needed, also on connections that gave a wrong one. */
  readonly password: string | null;
  readonly refusedCommands: ReadonlySet<string>;
  readonly isReplica: boolean;
  readonly isLoading: boolean;
  readonly isBusy: boolean;
  readonly pausing: 'nothing' | 'writes' | 'everything';
}

/** null: it may go on. */
export function refusalOf(
  node: Doorkeeper,
  session: Session,
  command: NodeCommand,
): RespValue | null {
  const has = (flag: CommandFlag): boolean => command.flags.includes(flag);
  const isAdmitted = session.isAuthenticated || node.password === null;
  if (!isAdmitted && !has('before-auth')) {
    return error('NOAUTH Authentication required.');
  }
  if (node.refusedCommands.has(command.name)) {
    return error(`NOPERM this user has no permissions to run the '${command.name}' command`);
  }
  if (session.channels.size > 0 && !has('while-subscribed')) {
    return error(`ERR Can't execute '${command.name}' in this context`);
  }
  if (node.isReplica && isFlagged(session, command, 'write')) {
    return error("READONLY You can't write against a read only replica.");
  }
  if (node.isLoading && !has('while-loading')) {
    return error('LOADING Redis is loading the dataset in memory');
  }
  if (node.isBusy && !has('while-busy')) return error('BUSY Redis is busy running a script.');
  return null;
}

/** Replicas are never held back. */
export function isPostponed(node: Doorkeeper, session: Session, command: NodeCommand): boolean {
  if (node.pausing === 'nothing' || session.isFollower) return false;
  if (node.pausing === 'everything') return true;
  return isFlagged(session, command, 'write') || isFlagged(session, command, 'may-replicate');
}

/** For EXEC it counts what was queued. */
function isFlagged(session: Session, command: NodeCommand, flag: CommandFlag): boolean {
  if (command.flags.includes(flag)) return true;
  if (command.name !== 'exec') return false;
  return (session.transaction?.commands ?? []).some((words) => {
    const found = findCommand(words);
    return 'command' in found && found.command.flags.includes(flag);
  });
}
