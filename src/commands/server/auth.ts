// AUTH: a password, or a user and a password. Whether they are right the session finds out.

import { DEFAULT_USER } from '../../acl/user.ts';
import type { Command } from '../command.ts';
import { SYNTAX_ERROR } from '../errors.ts';
import { error, OK, reply } from '../reply.ts';

export const auth: Command = {
  name: 'auth',
  arity: -2,
  since: '1.0.0',
  group: 'connection',
  flags: ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy'],
  categories: ['fast', 'connection'],
  summary: 'Authenticates the connection.',
  open: true,
  run(args, _caller, { acl }) {
    if (args.length > 3) return reply(SYNTAX_ERROR);
    const [user = '', password = ''] = args.length === 3 ? args.slice(1) : [DEFAULT_USER, args[1]];
    // A password where none is asked for is most likely meant for another server.
    if (args.length === 2 && acl.users.get(DEFAULT_USER)?.isOpen === true)
      return reply(NO_PASSWORD);
    const credentials = { user, password };
    const change = { kind: 'introduce', protocol: null, credentials, name: null } as const;
    return { kind: 'session', change: { ...change, reply: () => OK } };
  },
};

const NO_PASSWORD = error(
  'ERR AUTH <password> called without any password configured for the default user. ' +
    'Are you sure your configuration is correct?',
);
