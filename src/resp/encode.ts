// Values and commands to the wire. The result is latin1 text, one character a byte, because that is
// what a socket writes fastest; whoever writes it must say 'latin1'. A character beyond 255 would
// lose its upper half, so none may come in.

import type { RespValue } from './value.ts';

/** One value in the given version of the protocol. */
export function encodeReply(value: RespValue, protocol: 2 | 3): string {
  switch (value.kind) {
    case 'simple':
      return `+${oneLine(value.text)}\r\n`;
    case 'error':
      return `-${oneLine(value.text)}\r\n`;
    case 'integer':
      return `:${value.value}\r\n`;
    case 'bulk':
      return encodeBulk(value.text);
    case 'array':
      return encodeItems('*', value.items, protocol);
    case 'set':
      return encodeItems(protocol === 3 ? '~' : '*', value.items, protocol);
    case 'push':
      return encodeItems(protocol === 3 ? '>' : '*', value.items, protocol);
    case 'map':
      return encodeMap(value.entries, protocol);
    case 'verbatim':
      return protocol === 3
        ? `=${value.text.length + 4}\r\ntxt:${value.text}\r\n`
        : encodeBulk(value.text);
    case 'double':
      return protocol === 3 ? `,${value.value}\r\n` : encodeBulk(String(value.value));
    case 'null':
      return protocol === 3 ? '_\r\n' : '$-1\r\n';
    case 'null-array':
      return protocol === 3 ? '_\r\n' : '*-1\r\n';
  }
}

/** A command as clients send it: an array of bulks. */
export function encodeCommand(args: readonly string[]): string {
  let text = `*${args.length}\r\n`;
  for (const argument of args) text += encodeBulk(argument);
  return text;
}

function encodeBulk(text: string): string {
  return `$${text.length}\r\n${text}\r\n`;
}

function encodeItems(mark: string, items: readonly RespValue[], protocol: 2 | 3): string {
  let text = `${mark}${items.length}\r\n`;
  for (const item of items) text += encodeReply(item, protocol);
  return text;
}

function encodeMap(entries: readonly (readonly [RespValue, RespValue])[], protocol: 2 | 3): string {
  let text = protocol === 3 ? `%${entries.length}\r\n` : `*${2 * entries.length}\r\n`;
  for (const [key, value] of entries)
    text += encodeReply(key, protocol) + encodeReply(value, protocol);
  return text;
}

/** A line break would end the reply too early. */
function oneLine(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/[\r\n]/g, ' ') : text;
}
