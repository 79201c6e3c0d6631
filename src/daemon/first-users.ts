// The users that the process starts with: those of the configuration or of its `aclfile`, and what
// `requirepass` adds to them.

import { readFileSync } from 'node:fs';
import { type Users, usersOfLines } from '../acl/user-lines.ts';
import { systemErrorText } from '../adapters/system-error.ts';
import type { ServerSettings } from '../config/server-settings.ts';
import { aclFilePath } from './acl-file.ts';
import { type ClosedUsers, contextOf, usersOfAclFile, withPassword } from './required-password.ts';

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
  const read = aclFile === null ? readLines(server) : readFile(server, aclFile);
  if (!read.ok) return { ok: false, reasons: reasonsOf(read.reason, aclFile) };
  const notices = aclFile === null ? lines.flatMap(([name]) => offNotice(name, read.users)) : [];
  return { ok: true, users: read.users, notices, warnings: read.warnings };
}

const TWO_PLACES =
  'Configuring Redis with users defined in redis.conf and at the same setting an ACL file path ' +
  'is invalid. This setup is very likely to lead to configuration errors and security holes, ' +
  'please define either an ACL file or declare users directly in your redis.conf, but not both.';

function readLines(server: ServerSettings): ClosedUsers {
  const read = usersOfLines(server.users, contextOf(server));
  return read.ok ? withPassword(read.users, server) : read;
}

function readFile(server: ServerSettings, aclFile: string): ClosedUsers {
  try {
    return usersOfAclFile(readFileSync(aclFilePath(server), 'latin1'), aclFile, server);
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
