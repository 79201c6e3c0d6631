// Which connections CLIENT LIST shows: all, those of a type, or those with certain ids.

import { parseDecimal } from '../../resp/decimal.ts';
import type { RespValue } from '../../resp/value.ts';
import type { ClientLine } from '../command.ts';
import { SYNTAX_ERROR } from '../errors.ts';
import { error } from '../reply.ts';

export type ChosenClients =
  | { readonly ok: true; readonly wanted: (client: ClientLine) => boolean }
  | { readonly ok: false; readonly error: RespValue };

/** `words`: what follows CLIENT LIST. */
export function chooseClients(words: readonly string[]): ChosenClients {
  const [option = '', ...values] = words;
  if (words.length === 0) return { ok: true, wanted: () => true };
  switch (option.toLowerCase()) {
    case 'type':
      return values.length === 1 ? chooseByType(values[0] ?? '') : refused(SYNTAX_ERROR);
    case 'id':
      return values.length > 0 ? chooseById(values) : refused(SYNTAX_ERROR);
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

function chooseById(texts: readonly string[]): ChosenClients {
  const ids = new Set(texts.map(parseDecimal));
  if (ids.has(null)) return refused(error('ERR Invalid client ID'));
  return { ok: true, wanted: (client) => ids.has(client.id) };
}

function refused(value: RespValue): ChosenClients {
  return { ok: false, error: value };
}
