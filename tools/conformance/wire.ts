// Replies as they are on the wire, with every type of RESP2 and RESP3 kept apart, because the type
// is what is compared. Written apart from src/resp, so that a mistake there is not hidden by the
// same mistake here. It trusts its peers and sets no limits.

export type ScalarType = '+' | '-' | ':' | '$' | ',' | '#' | '(' | '=' | '!' | '_' | '$-1' | '*-1';
export type AggregateType = '*' | '%' | '~' | '>' | '|';

export type Wire =
  | { readonly type: ScalarType; readonly text: string }
  /** Those of a map are keys and values in turn. */
  | { readonly type: AggregateType; readonly items: readonly Wire[] };

/** Collects latin1 text and gives whole values. */
export class WireReader {
  #text = '';
  #at = 0;

  push(text: string): void {
    this.#text = this.#text.slice(this.#at) + text;
    this.#at = 0;
  }

  /** undefined: the next value is not complete yet. */
  next(): Wire | undefined {
    const start = this.#at;
    const value = this.#read();
    if (value === undefined) this.#at = start;
    return value;
  }

  #read(): Wire | undefined {
    const end = this.#text.indexOf('\r\n', this.#at);
    if (end < 0) return undefined;
    const type = this.#text.charAt(this.#at);
    const rest = this.#text.slice(this.#at + 1, end);
    this.#at = end + 2;
    if (type === '$' || type === '=' || type === '!') return this.#bulk(type, rest);
    if (isAggregate(type)) return this.#aggregate(type, rest);
    if (isLine(type)) return { type, text: rest };
    throw new Error(`This is no reply: ${JSON.stringify(type + rest)}`);
  }

  #bulk(type: '$' | '=' | '!', lengthText: string): Wire | undefined {
    const length = Number(lengthText);
    if (length < 0) return { type: '$-1', text: '' };
    const end = this.#at + length;
    if (this.#text.length < end + 2) return undefined;
    const text = this.#text.slice(this.#at, end);
    this.#at = end + 2;
    return { type, text };
  }

  #aggregate(type: AggregateType, countText: string): Wire | undefined {
    const count = Number(countText) * (type === '%' || type === '|' ? 2 : 1);
    if (count < 0) return { type: '*-1', text: '' };
    const items: Wire[] = [];
    for (let index = 0; index < count; index += 1) {
      const item = this.#read();
      if (item === undefined) return undefined;
      items.push(item);
    }
    return { type, items };
  }
}

function isAggregate(type: string): type is AggregateType {
  return '*%~>|'.includes(type);
}

function isLine(type: string): type is '+' | '-' | ':' | ',' | '#' | '(' | '_' {
  return type !== '' && '+-:,#(_'.includes(type);
}

export function isScalar(value: Wire): value is Extract<Wire, { readonly text: string }> {
  return 'text' in value;
}

/** The text of a bulk or a simple string; null for anything else. */
export function stringOf(value: Wire | undefined): string | null {
  if (value === undefined || !isScalar(value)) return null;
  return value.type === '$' || value.type === '+' ? value.text : null;
}
