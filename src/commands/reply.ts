// Short ways to build the values that commands answer with. No texts of any command live here.

import type { RespValue } from '../resp/value.ts';
import type { Verdict } from './command.ts';

export const OK: RespValue = { kind: 'simple', text: 'OK' };

export function reply(value: RespValue): Verdict {
  return { kind: 'reply', value };
}

export function bulk(text: string): RespValue {
  return { kind: 'bulk', text };
}

export function simple(text: string): RespValue {
  return { kind: 'simple', text };
}

export function integer(value: number | bigint): RespValue {
  return { kind: 'integer', value };
}

/** `text` begins with the error's code. */
export function error(text: string): RespValue {
  return { kind: 'error', text };
}

export function array(items: readonly RespValue[]): RespValue {
  return { kind: 'array', items };
}

export function bulks(texts: readonly string[]): RespValue {
  return array(texts.map(bulk));
}

/** In RESP2 an array. */
export function set(items: readonly RespValue[]): RespValue {
  return { kind: 'set', items };
}

/** Text for people: in RESP2 a bulk. */
export function verbatim(text: string): RespValue {
  return { kind: 'verbatim', text };
}

export function double(value: number): RespValue {
  return { kind: 'double', value };
}

/** A map from bulks to anything. */
export function map(entries: readonly (readonly [string, RespValue])[]): RespValue {
  return { kind: 'map', entries: entries.map(([key, value]) => [bulk(key), value] as const) };
}
