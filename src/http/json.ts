// Values to JSON. Inside, a character of a text is a byte; outside it is UTF-8. Epochs and offsets
// are texts of digits, because a reader that takes numbers for doubles would change large ones.

import type { RespValue } from '../resp/value.ts';
import type { Answer } from './answer.ts';

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json };

const BEYOND_ASCII = /[\x80-\xff]/;

/** As it goes out. `value` holds one character a byte. */
export function toJson(value: Json | object): string {
  return utf8(JSON.stringify(value));
}

/** The text that these bytes are. */
export function utf8(bytes: string): string {
  return BEYOND_ASCII.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

/** The bytes of a text from outside, one character each. */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

export function json(value: Json | object, status = 200): Answer {
  return { kind: 'json', status, text: toJson(value) };
}

/** `code` is for programs, `message` for people. */
export function failure(status: number, code: string, message: string): Answer {
  return json({ error: { code, message } }, status);
}

/** A value of the other protocol: maps with their names, whole numbers as numbers where they are
 *  safe. An error becomes its text. */
export function fromResp(value: RespValue): Json {
  switch (value.kind) {
    case 'simple':
    case 'error':
    case 'bulk':
    case 'verbatim':
      return value.text;
    case 'integer':
      return whole(value.value);
    case 'double':
      return value.value;
    case 'null':
    case 'null-array':
      return null;
    case 'array':
    case 'set':
    case 'push':
      return value.items.map(fromResp);
    case 'map':
      return Object.fromEntries(
        value.entries.map(([key, each]) => [nameOf(key), fromResp(each)] as const),
      );
    default:
      return value satisfies never;
  }
}

function nameOf(key: RespValue): string {
  return 'text' in key ? key.text : String(fromResp(key));
}

function whole(value: number | bigint): Json {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
