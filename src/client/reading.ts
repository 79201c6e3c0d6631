// Replies as the rest wants them: text, numbers, fields by name, and plain values for JSON. A map
// may come as one or as a flat array, as the two versions of the protocol have it.

import type { RespValue } from '../resp/value.ts';

export type Fields = ReadonlyMap<string, RespValue>;

export type Plain = string | number | null | readonly Plain[] | { readonly [name: string]: Plain };

/** The bytes of a reply as people's text. */
function asUtf8(bytes: string): string {
  return /[\x80-\xff]/.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

/** null where there is no text. */
export function textOf(value: RespValue | undefined): string | null {
  switch (value?.kind) {
    case 'bulk':
    case 'simple':
    case 'verbatim':
      return asUtf8(value.text);
    case 'integer':
    case 'double':
      return String(value.value);
    default:
      return null;
  }
}

/** null where there is no whole number. */
export function numberOf(value: RespValue | undefined): number | null {
  const text = textOf(value);
  if (text === null || !/^-?\d+$/.test(text)) return null;
  return Number(text);
}

export function listOf(value: RespValue | undefined): readonly RespValue[] {
  if (value === undefined) return [];
  return value.kind === 'array' || value.kind === 'set' || value.kind === 'push' ? value.items : [];
}

/** Names and values; of a name that comes twice the last one. */
export function fieldsOf(value: RespValue | undefined): Fields {
  const fields = new Map<string, RespValue>();
  if (value?.kind === 'map') {
    for (const [name, each] of value.entries) fields.set(textOf(name) ?? '', each);
    return fields;
  }
  const items = listOf(value);
  for (let at = 0; at + 1 < items.length; at += 2) {
    const each = items[at + 1];
    const name = items[at];
    // Names are plain: this runs some ten thousand times.
    const text = name?.kind === 'bulk' ? name.text : (textOf(name) ?? '');
    if (each !== undefined) fields.set(text, each);
  }
  return fields;
}

export function plainOf(value: RespValue | undefined): Plain {
  switch (value?.kind) {
    case undefined:
    case 'null':
    case 'null-array':
      return null;
    case 'integer':
      return Number(value.value);
    case 'array':
    case 'set':
    case 'push':
      return value.items.map(plainOf);
    case 'map':
      return Object.fromEntries(value.entries.map(([name, each]) => [textOf(name), plainOf(each)]));
    default:
      return textOf(value);
  }
}
