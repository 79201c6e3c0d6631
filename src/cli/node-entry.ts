// How to come in at the data nodes themselves, for the verbs that ask them.

import type { Entry } from '../client/connection.ts';
import type { Desk } from './desk.ts';
import { isOn, type Options, textOption } from './options.ts';
import { passwordOf } from './target.ts';
import type { VerbOption } from './verb.ts';

export const NODE_OPTIONS: readonly VerbOption[] = [
  { flags: '--node-user <name>', meaning: 'the user at the nodes (VEDETTE_NODE_USER)' },
  {
    flags: '--node-password-file <file>',
    meaning:
      'a file with its password (VEDETTE_NODE_PASSWORD_FILE, VEDETTE_NODE_PASSWORD); without ' +
      'these, the auth-pass of the --config file',
    kind: 'file',
  },
  {
    flags: '--node-tls',
    meaning:
      'the nodes speak TLS, with the certificates of --tls-ca and so on (VEDETTE_NODE_TLS=yes)',
  },
];

export async function nodeEntry(desk: Desk, options: Options, group: string): Promise<Entry> {
  const { target, hints } = await desk.target();
  const { environment } = desk;
  const user = textOption(options, 'nodeUser') ?? environment['VEDETTE_NODE_USER'] ?? '';
  const known = hints.nodes.get(group);
  const password = passwordOf(options, environment, {
    option: 'nodePasswordFile',
    variable: 'VEDETTE_NODE_PASSWORD',
  });
  const isTls =
    isOn(options, 'nodeTls') || /^(yes|1|true)$/i.test(environment['VEDETTE_NODE_TLS'] ?? '');
  return {
    user: user === '' ? (known?.user ?? null) : user,
    password: password ?? known?.password ?? null,
    tls: isTls ? (target.entry.tls ?? hints.nodesTls ?? {}) : hints.nodesTls,
  };
}
