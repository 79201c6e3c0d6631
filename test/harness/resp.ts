// RESP2 as the tests and tools speak it, to servers and (in the model nodes) as one. It is written
// apart from src/resp on purpose: a mistake in that one must not be hidden by the same mistake
// here. It trusts its peers and sets no limits.

export type Reply = string | number | null | ReplyError | readonly Reply[];

/** An error that the other side answered with; a value, not thrown by itself. */
export class ReplyError extends Error {
  /** The first word: `READONLY`, `ERR`, `NOAUTH`. */
  readonly code: string;

  constructor(text: string) {
    super(text);
    this.code = text.split(' ', 1)[0] ?? '';
  }
}

/** One command as an array of bulk strings. Characters are bytes (latin1). */
export function encodeCommand(words: readonly string[]): string {
  let text = `*${words.length}\r\n`;
  for (const word of words) text += `$${word.length}\r\n${word}\r\n`;
  return text;
}

/** Collects bytes and gives whole values; a command is read as an array of strings. */
export class ReplyReader {
  #text = '';
  #at = 0;

  push(chunk: Buffer): void {
    this.#text = this.#text.slice(this.#at) + chunk.toString('latin1');
    this.#at = 0;
  }

  /** undefined: the next value is not complete yet. */
  next(): Reply | undefined {
    const start = this.#at;
    const reply = this.#read();
    if (reply === undefined) this.#at = start;
    return reply;
  }

  #read(): Reply | undefined {
    const line = this.#line();
    if (line === undefined) return undefined;
    const rest = line.slice(1);
    switch (line.charAt(0)) {
      case '+':
        return rest;
      case '-':
        return new ReplyError(rest);
      case ':':
        return Number(rest);
      case '$':
        return this.#bulk(Number(rest));
      case '*':
        return this.#array(Number(rest));
      default:
        return line.split(' ');
    }
  }

  #line(): string | undefined {
    const end = this.#text.indexOf('\r\n', this.#at);
    if (end < 0) return undefined;
    const line = this.#text.slice(this.#at, end);
    this.#at = end + 2;
    return line;
  }

  #bulk(length: number): string | null | undefined {
    if (length < 0) return null;
    const end = this.#at + length;
    if (this.#text.length < end + 2) return undefined;
    const bulk = this.#text.slice(this.#at, end);
    this.#at = end + 2;
    return bulk;
  }

  #array(length: number): readonly Reply[] | null | undefined {
    if (length < 0) return null;
    const items: Reply[] = [];
    for (let index = 0; index < length; index += 1) {
      const item = this.#read();
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }
}

/** The reply as a string; anything else is an error that says what came. */
export function asText(reply: Reply | undefined): string {
  if (typeof reply === 'string') return reply;
  throw unexpected('a string', reply);
}

export function asList(reply: Reply | undefined): readonly Reply[] {
  if (isList(reply)) return reply;
  throw unexpected('an array', reply);
}

/** A flat array of names and values, as SENTINEL MASTER answers. */
export function asFields(reply: Reply | undefined): ReadonlyMap<string, string> {
  const items = asList(reply);
  const fields = new Map<string, string>();
  for (let index = 0; index + 1 < items.length; index += 2) {
    fields.set(asText(items[index]), asText(items[index + 1]));
  }
  return fields;
}

function isList(reply: Reply | undefined): reply is readonly Reply[] {
  return Array.isArray(reply);
}

function unexpected(wanted: string, reply: Reply | undefined): Error {
  if (reply instanceof ReplyError) return reply;
  return new Error(`Expected ${wanted} and got ${JSON.stringify(reply)}`);
}
