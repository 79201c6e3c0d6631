// The users that the process starts with: those of the configuration or of its `aclfile`, and what
// `requirepass` adds to them.

import { readFileSync } from 'node:fs';
import { readAclFile } from '../acl/acl-file.ts';
import { applyRule, DEFAULT_USER, type User } from '../acl/user.ts';
import { type ReadUsers, type Users, usersOfLines } from '../acl/user-lines.ts';
import { systemErrorText } from '../adapters/system-error.ts';
import type { ServerSettings } from '../config/server-settings.ts';
import { ruleContext } from '../server/user-book.ts';
import { aclFilePath } from './acl-file.ts';

export type FirstUsers =
  | {
      readonly ok: true;
      readonly users: Users;
      /** For the log. */
      readonly notices: readonly string[];
      readonly warnings: readonly string[];
    }
  /** Lines for the log: why the process must not start. */
  | { readonly ok: false; readonly reasons: readonly string[] };

export function firstUsers(server: ServerSettings): FirstUsers {
  const { aclFile, users: lines } = server;
  if (aclFile !== null && lines.length > 0) return { ok: false, reasons: [TWO_PLACES] };
  const read =
    aclFile === null ? usersOfLines(lines, contextOf(server)) : readFile(server, aclFile);
  if (!read.ok) return { ok: false, reasons: reasonsOf(read.reason, aclFile) };
  const notices = aclFile === null ? lines.flatMap(([name]) => offNotice(name, read.users)) : [];
  const user = read.users.get(DEFAULT_USER);
  if (server.requirePass === null || user?.isOpen !== true) {
    return { ok: true, users: read.users, notices, warnings: [] };
  }
  const users = new Map(read.users).set(DEFAULT_USER, closed(user, server.requirePass, server));
  return { ok: true, users, notices, warnings: isSaid(server) ? [PASSWORD_HOLDS] : [] };
}

/** For rules that are applied under these settings. */
export function contextOf({ aclPubsubDefault }: ServerSettings): ReturnType<typeof ruleContext> {
  return ruleContext(aclPubsubDefault === 'allchannels' ? 'all' : 'none');
}

/** Do rules speak of the default user? An aclfile that does not leaves it without a password. */
function isSaid({ aclFile, users }: ServerSettings): boolean {
  return aclFile !== null || users.some(([name]) => name === DEFAULT_USER);
}

const PASSWORD_HOLDS =
  'The rules of the default user ask for no password, and requirepass gives one: it is asked for';

const TWO_PLACES =
  'Configuring Redis with users defined in redis.conf and at the same setting an ACL file path ' +
  'is invalid. This setup is very likely to lead to configuration errors and security holes, ' +
  'please define either an ACL file or declare users directly in your redis.conf, but not both.';

function readFile(server: ServerSettings, aclFile: string): ReadUsers {
  try {
    const text = readFileSync(aclFilePath(server), 'latin1');
    return readAclFile(text, aclFile, contextOf(server));
  } catch (error) {
    const reason = `Error loading ACLs, opening file '${aclFile}': ${systemErrorText(error)}`;
    return { ok: false, reason };
  }
}

function reasonsOf(reason: string, aclFile: string | null): readonly string[] {
  if (aclFile !== null) return [`Aborting Redis startup because of ACL errors: ${reason}`];
  return [reason, 'Critical error while loading ACLs. Exiting.'];
}

function offNotice(name: string | undefined, users: Users): readonly string[] {
  if (users.get(name ?? '')?.isOn !== false) return [];
  return [
    `The user '${name}' is disabled (there is no 'on' modifier in the user description). Make ` +
      'sure this is not a configuration error.',
  ];
}

/** A password of requirepass counts also where the rules of the default user ask for none: whoever
 *  adds it to a file that a stock Sentinel has written means it. */
function closed(user: User, password: string, server: ServerSettings): User {
  const changed = applyRule(user, `>${password}`, contextOf(server));
  if (typeof changed === 'string') throw new Error('a password can always be added to none');
  return changed;
}
