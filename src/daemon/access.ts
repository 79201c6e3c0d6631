// What the file says about who may come in and how links are protected, as far as we can keep it.
// What we cannot keep must not be passed over in silence: better no Sentinel than an open one.

import type { ServerSettings } from '../config/server-settings.ts';
import { type UserRights, userRights } from '../config/user-rules.ts';
import { passwordHash } from '../server/password.ts';

export interface ClientAccess {
  /** As `passwordHash` gives them; null: nobody is asked for a password. */
  readonly passwordHashes: readonly string[] | null;
  /** One of the passwords, for peers that ask for the same; null: none is known. */
  readonly plainPassword: string | null;
  /** Only clients of this machine may come in. */
  readonly localOnly: boolean;
}

/** A password of requirepass counts also where the rules of the default user ask for none: whoever
 *  adds it to a file that a stock Sentinel has written means it. */
export function clientAccess(server: ServerSettings): ClientAccess {
  const { requirePass, protectedMode } = server;
  const { passwords, passwordHashes } = defaultUser(server) ?? NOBODY;
  const hashes = [...passwordHashes, ...passwords.map(passwordHash)];
  const required = requirePass === null ? null : [passwordHash(requirePass)];
  const asked = hashes.length > 0 ? hashes : required;
  return {
    passwordHashes: asked,
    plainPassword: requirePass ?? passwords[0] ?? null,
    localOnly: protectedMode && asked === null,
  };
}

/** Why we must not start with these settings; null: we may. */
export function accessFault(server: ServerSettings): string | null {
  const { tls, requirePass } = server;
  if (tls.port !== 0) return 'tls-port is set, and this version does not speak TLS. Exiting...';
  if (tls.outgoing) return 'tls-replication is on, and this version does not speak TLS. Exiting...';
  const user = defaultUser(server);
  if (user === null) return null;
  const { isOn, isOpen, passwords, passwordHashes, isFull } = user;
  if (!isOn) return 'The default user is off, and this version serves no other. Exiting...';
  if (!isFull) {
    return 'The default user may not do everything, and this version allows all or nothing. Exiting...';
  }
  const isClosed = !isOpen && passwords.length + passwordHashes.length === 0;
  if (!isClosed || requirePass !== null) return null;
  return 'The default user has no password and needs one. Exiting...';
}

/** What is set and has no effect, for the log. */
export function accessWarnings(server: ServerSettings): readonly string[] {
  const warnings: string[] = [];
  if (server.users.some(([name]) => name !== 'default')) {
    warnings.push('Users other than default are not served: clients cannot log in as one of them');
  }
  if (server.unixSocket !== null) warnings.push('unixsocket has no effect: only TCP is served');
  return warnings;
}

const NOBODY: Pick<UserRights, 'passwords' | 'passwordHashes'> = {
  passwords: [],
  passwordHashes: [],
};

/** null: no rules speak of it, and everybody may do everything. */
function defaultUser({ users }: ServerSettings): UserRights | null {
  const line = users.find(([name]) => name === 'default');
  return line === undefined ? null : userRights(line.slice(1));
}
