// SENTINEL MONITOR: watch a new group (OPERATOR-1). The order of the checks is stock's, because
// people correct one argument at a time; names that would break the file are refused on purpose.

import { INT_MAX } from '../../config/values.ts';
import type { Address } from '../../core/address.ts';
import { usableHost } from '../../core/usable-address.ts';
import { parseHost } from '../../dialect/token.ts';
import { parseDecimal } from '../../resp/decimal.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Command, SettingsSight } from '../command.ts';
import { renderOutcome } from '../errors.ts';
import { error, reply } from '../reply.ts';
import { isGroupName } from '../text-checks.ts';
import { sentinelCommand } from './sentinel-command.ts';

const PORT_MAX = 65_535;

export const monitor: Command = sentinelCommand({
  name: 'monitor',
  arity: 6,
  since: '2.8.4',
  usage: 'MONITOR <name> <ip> <port> <quorum>',
  summary: 'Starts to watch the group of a master under a name.',
  run(args, _caller, { settings, views }) {
    const read = readArguments(args, settings);
    if (!read.ok) return reply(read.error);
    const { name, address, quorum } = read;
    if (views.currentAddress(name) !== null) {
      return reply(renderOutcome({ kind: 'failed', code: 'duplicate-name' }));
    }
    return {
      kind: 'operate',
      request: { kind: 'monitor', name, address, quorum },
      render: renderOutcome,
    };
  },
});

type ReadArguments =
  | {
      readonly ok: true;
      readonly name: string;
      readonly address: Address;
      readonly quorum: number;
    }
  | { readonly ok: false; readonly error: RespValue };

function readArguments(args: readonly string[], settings: SettingsSight): ReadArguments {
  const [, , name = '', hostText = '', portText = '', quorumText = ''] = args;
  const quorum = parseDecimal(quorumText);
  if (quorum === null || quorum > INT_MAX) return refused('Invalid quorum');
  const port = parseDecimal(portText);
  if (port === null) return refused('Invalid port');
  if (quorum < 1) return refused('Quorum must be 1 or greater.');
  if (!isGroupName(name)) {
    return refused('Invalid master name: it is empty or has blanks or control characters in it');
  }
  const host = readHost(hostText, settings.resolveHostnames);
  if (host === null) return refused('Invalid IP address or hostname specified');
  if (port < 0 || port > PORT_MAX) return refused('Invalid port number.');
  return { ok: true, name, address: { host, port: Number(port) }, quorum: Number(quorum) };
}

function refused(text: string): ReadArguments {
  return { ok: false, error: error(`ERR ${text}`) };
}

/** Names are looked up by the core (NAME-8). */
function readHost(text: string, resolveHostnames: boolean): string | null {
  const host = usableHost(text, resolveHostnames);
  return host === null ? null : parseHost(host);
}
