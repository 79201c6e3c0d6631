// What the file says about who may come in and how links are protected, as far as we can keep it.
// What we cannot keep must not be passed over in silence: better no Sentinel than an open one.

import type { ServerSettings } from '../config/server-settings.ts';

/** The password of clients; null: everybody may come in. */
export function clientPassword(server: ServerSettings): string | null {
  return server.requirePass ?? defaultUser(server).password;
}

/** Why we must not start with these settings; null: we may. */
export function accessFault(server: ServerSettings): string | null {
  const { tls } = server;
  if (tls.port !== 0) return 'tls-port is set, and this version does not speak TLS. Exiting...';
  if (tls.outgoing) return 'tls-replication is on, and this version does not speak TLS. Exiting...';
  const { isClosed } = defaultUser(server);
  if (server.requirePass !== null || !isClosed) return null;
  return 'The rules of the default user cannot be kept: give its password with requirepass. Exiting...';
}

/** What is set and has no effect, for the log. */
export function accessWarnings(server: ServerSettings): readonly string[] {
  const warnings: string[] = [];
  if (server.users.some(([name]) => name !== 'default')) {
    warnings.push('Users other than default are not served: clients cannot log in as one of them');
  }
  if (server.aclFile !== null) warnings.push('aclfile has no effect: no users are read from it');
  if (server.unixSocket !== null) warnings.push('unixsocket has no effect: only TCP is served');
  if (server.syslogEnabled) warnings.push('syslog-enabled has no effect: see logfile');
  return warnings;
}

interface DefaultUser {
  readonly password: string | null;
  /** Nobody comes in without a password, and we know none. */
  readonly isClosed: boolean;
}

/** Rules count from left to right. A password that is only known by its hash is of no use here. */
function defaultUser({ users }: ServerSettings): DefaultUser {
  let password: string | null = null;
  let isOn = true;
  let isOpen = true;
  for (const rule of users
    .filter(([name]) => name === 'default')
    .flatMap((words) => words.slice(1))) {
    if (rule === 'on') isOn = true;
    else if (rule === 'off') isOn = false;
    else if (rule === 'nopass') [isOpen, password] = [true, null];
    else if (rule === 'reset' || rule === 'resetpass') [isOpen, password] = [false, null];
    else if (rule.startsWith('#')) isOpen = false;
    else if (rule.startsWith('>')) [isOpen, password] = [false, rule.slice(1)];
  }
  return { password, isClosed: !isOn || (!isOpen && password === null) };
}
