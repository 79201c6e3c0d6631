// HELLO: which version of the protocol a connection speaks, and with it who it is. Clients choose
// their commands by the server and version that it answers with.

import { parseDecimal } from '../../resp/decimal.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Command, SessionChange } from '../command.ts';
import { BAD_CLIENT_NAME } from '../errors.ts';
import { array, bulk, error, integer, map, reply } from '../reply.ts';
import { isClientName } from '../text-checks.ts';

/** The version of Redis that clients may take us for. */
export const COMPATIBLE_VERSION = '7.2.4';

const NOT_AUTHENTICATED = error(
  'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH ' +
    '<user> <pass> option can be used to authenticate the client and select the RESP protocol ' +
    'version at the same time',
);

export const hello: Command = {
  name: 'hello',
  arity: -1,
  since: '6.0.0',
  group: 'connection',
  flags: ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy'],
  categories: ['fast', 'connection'],
  summary: 'Chooses the version of the protocol, authenticates and names the connection.',
  open: true,
  run(args, caller, { process }) {
    const read = readHello(args);
    if (!read.ok) return reply(read.error);
    const { introduction } = read;
    if (!caller.authenticated && introduction.credentials === null) return reply(NOT_AUTHENTICATED);
    return {
      kind: 'session',
      change: {
        kind: 'introduce',
        ...introduction,
        reply: (then) =>
          map([
            ['server', bulk('redis')],
            ['version', bulk(COMPATIBLE_VERSION)],
            ['proto', integer(then.protocol)],
            ['id', integer(then.id)],
            ['mode', bulk('sentinel')],
            ['modules', array([])],
            ['vedette_version', bulk(process.vedetteVersion)],
          ]),
      },
    };
  },
};

type Introduction = Pick<
  Extract<SessionChange, { kind: 'introduce' }>,
  'protocol' | 'credentials' | 'name'
>;

type ReadHello =
  | { readonly ok: true; readonly introduction: Introduction }
  | { readonly ok: false; readonly error: RespValue };

function readHello([, version, ...words]: readonly string[]): ReadHello {
  const nothing: Introduction = { protocol: null, credentials: null, name: null };
  if (version === undefined) return { ok: true, introduction: nothing };
  const protocol = parseDecimal(version);
  if (protocol === null) {
    return refused('ERR Protocol version is not an integer or out of range');
  }
  if (protocol !== 2 && protocol !== 3) return refused('NOPROTO unsupported protocol version');
  return readOptions(words, { ...nothing, protocol });
}

/** `AUTH user password` and `SETNAME name`, in any order; of two alike the last one counts. */
function readOptions(words: readonly string[], initial: Introduction): ReadHello {
  let introduction = initial;
  let at = 0;
  while (at < words.length) {
    const [option = '', first, second] = words.slice(at);
    const word = option.toLowerCase();
    if (word === 'auth' && first !== undefined && second !== undefined) {
      introduction = { ...introduction, credentials: { user: first, password: second } };
      at += 3;
    } else if (word === 'setname' && first !== undefined) {
      if (!isClientName(first)) return { ok: false, error: BAD_CLIENT_NAME };
      introduction = { ...introduction, name: first };
      at += 2;
    } else {
      return refused(`ERR Syntax error in HELLO option '${option}'`);
    }
  }
  return { ok: true, introduction };
}

function refused(text: string): ReadHello {
  return { ok: false, error: error(text) };
}
