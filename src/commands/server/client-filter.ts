// Which connections CLIENT LIST shows and CLIENT KILL ends: by type, id, address or user.

import { parseDecimal } from '../../resp/decimal.ts';
import type { RespValue } from '../../resp/value.ts';
import type { ClientLine } from '../command.ts';
import { SYNTAX_ERROR } from '../errors.ts';
import { error } from '../reply.ts';

type Wanted = (client: ClientLine) => boolean;

interface Refused {
  readonly ok: false;
  readonly error: RespValue;
}

export type ListedClients =
  | { readonly ok: true; readonly pick: (lines: readonly ClientLine[]) => readonly ClientLine[] }
  | Refused;

export type ChosenClients = { readonly ok: true; readonly wanted: Wanted } | Refused;

/** `words`: what follows CLIENT LIST. Ids are listed as they were asked for, also twice. */
export function chooseClients(words: readonly string[]): ListedClients {
  const [option = '', ...values] = words;
  if (words.length === 0) return { ok: true, pick: (lines) => lines };
  switch (option.toLowerCase()) {
    case 'type':
      return values.length === 1 ? listType(values[0] ?? '') : refused(SYNTAX_ERROR);
    case 'id':
      return values.length > 0 ? listIds(values) : refused(SYNTAX_ERROR);
    default:
      return refused(SYNTAX_ERROR);
  }
}

/** `words`: what follows CLIENT KILL: one address, or options with their values. All must fit; of
 *  two alike the last one counts, as in stock. */
export function chooseVictims(
  words: readonly string[],
  callerId: number,
  hasUser: (name: string) => boolean,
): ChosenClients {
  const [only = ''] = words;
  if (words.length === 1) return { ok: true, wanted: ({ remote }) => remote === only };
  const others: Wanted = ({ id }) => id !== callerId;
  const filters = new Map<string, Wanted>([['skipme', others]]);
  for (let at = 0; at < words.length; at += 2) {
    const [option = '', value] = words.slice(at, at + 2);
    const name = option.toLowerCase();
    const chosen = value === undefined ? refused(SYNTAX_ERROR) : choose(name, value, hasUser);
    if (!chosen.ok) return chosen;
    filters.set(name, value?.toLowerCase() === 'yes' && name === 'skipme' ? others : chosen.wanted);
  }
  const all = [...filters.values()];
  return { ok: true, wanted: (client) => all.every((wanted) => wanted(client)) };
}

function choose(option: string, value: string, hasUser: (name: string) => boolean): ChosenClients {
  switch (option) {
    case 'id':
      return chooseById(value);
    case 'type':
      return chooseByType(value);
    case 'addr':
      return { ok: true, wanted: ({ remote }) => remote === value };
    case 'laddr':
      return { ok: true, wanted: ({ local }) => local === value };
    case 'user':
      if (!hasUser(value)) return refused(error(`ERR No such user '${value}'`));
      return { ok: true, wanted: ({ user }) => user === value };
    case 'skipme':
      if (!['yes', 'no'].includes(value.toLowerCase())) return refused(SYNTAX_ERROR);
      return { ok: true, wanted: () => true };
    default:
      return refused(SYNTAX_ERROR);
  }
}

/** Replication links have types too, but a Sentinel has no such clients. */
function chooseByType(type: string): ChosenClients {
  const name = type.toLowerCase();
  if (!['normal', 'pubsub', 'master', 'replica', 'slave'].includes(name)) {
    return refused(error(`ERR Unknown client type '${type}'`));
  }
  return { ok: true, wanted: (client) => client.type === name };
}

function chooseById(text: string): ChosenClients {
  const wantedId = parseDecimal(text);
  if (wantedId === null || wantedId <= 0) {
    return refused(error('ERR client-id should be greater than 0'));
  }
  return { ok: true, wanted: ({ id }) => id === wantedId };
}

function listType(type: string): ListedClients {
  const chosen = chooseByType(type);
  return chosen.ok ? { ok: true, pick: (lines) => lines.filter(chosen.wanted) } : chosen;
}

function listIds(texts: readonly string[]): ListedClients {
  const ids = texts.map(parseDecimal);
  if (ids.includes(null)) return refused(error('ERR Invalid client ID'));
  return {
    ok: true,
    pick(lines) {
      const byId = new Map<unknown, ClientLine>(lines.map((line) => [line.id, line]));
      return ids.map((id) => byId.get(id)).filter((line) => line !== undefined);
    },
  };
}

function refused(value: RespValue): Refused {
  return { ok: false, error: value };
}
