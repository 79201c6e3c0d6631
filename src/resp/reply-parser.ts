// Bytes from a node or a peer to values, as a client gets them: RESP2 and RESP3, in any split.
// Bulks are skipped by their length and decoded in one go. Types that no reply to a Sentinel needs
// on their own come as the nearest one: a set as an array, a boolean as 0 or 1, a double and a
// verbatim string as a bulk; attributes are left out. A reply that breaks a limit or the grammar
// ends the conversation, because nothing behind it can be trusted.

import { ByteQueue } from './byte-queue.ts';
import { parseDecimal } from './decimal.ts';
import {
  ARGUMENT_OVERHEAD_BYTES,
  LINE_BYTES_MAX,
  REPLY_BULK_BYTES_MAX,
  REPLY_BYTES_MAX,
  REPLY_DEPTH_MAX,
  REPLY_ELEMENTS_MAX,
} from './limits.ts';
import type { RespValue } from './value.ts';

export type ReplyFault =
  | 'unknown-type'
  | 'invalid-line'
  | 'invalid-number'
  | 'too-long-line'
  | 'too-big-bulk'
  | 'too-many-elements'
  | 'too-deep'
  | 'too-big-reply';

export type ParsedReply =
  | { readonly kind: 'reply'; readonly value: RespValue }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'broken'; readonly fault: ReplyFault };

type AggregateKind = 'array' | 'push' | 'map' | 'attribute';
type BulkKind = 'bulk' | 'error' | 'verbatim';

/** An aggregate whose elements are still coming; those of a map are keys and values in turn. */
interface Frame {
  readonly kind: AggregateKind;
  missing: number;
  readonly items: RespValue[];
  readonly habit: Habit | null;
}

/** What stood last at each place of an aggregate of one length, as it came and as its value. */
interface Habit {
  readonly wires: (string | undefined)[];
  readonly values: (RespValue | undefined)[];
}

/** Longer aggregates and texts hardly repeat themselves. */
const HABIT_ELEMENTS_MAX = 64;
const HABIT_BYTES_MAX = 40;

const CR = 13;
const LF = 10;
const DOLLAR = 36;
const INCOMPLETE: ParsedReply = { kind: 'incomplete' };
const NULL: RespValue = { kind: 'null' };
const NULL_ARRAY: RespValue = { kind: 'null-array' };
/** Of the length and of the text of a bulk. */
const LINE_ENDS_BYTES = 4;
/** `txt:` before the text of a verbatim string. */
const VERBATIM_PREFIX_LENGTH = 4;

const AGGREGATES: Readonly<Record<string, AggregateKind>> = {
  '*': 'array',
  '~': 'array',
  '>': 'push',
  '%': 'map',
  '|': 'attribute',
};
const BULKS: Readonly<Record<string, BulkKind>> = { $: 'bulk', '!': 'error', '=': 'verbatim' };

export class ReplyParser {
  readonly #queue: ByteQueue;
  /** Bytes of the queue that are known not to hold the end of the line. */
  #scanned = 0;
  /** The bulk whose body is coming. */
  #bulk: { readonly kind: BulkKind; readonly length: number } | null = null;
  readonly #frames: Frame[] = [];
  /** The innermost of them. */
  #frame: Frame | null = null;
  /** By the number of elements; null: texts are not shared. */
  readonly #habits: (Habit | undefined)[] | null;
  /** What the reply that is coming holds so far, through all its levels. */
  #elements = 0;
  #bytes = 0;
  #broken: ParsedReply | null = null;

  /** `sharesText`: see ByteQueue. Values that stood at the same place before are shared as well:
   *  the names of fields, and most of what is alike in all records of a long list. */
  constructor({ sharesText = false }: { readonly sharesText?: boolean } = {}) {
    this.#queue = new ByteQueue(sharesText);
    this.#habits = sharesText ? [] : null;
  }

  /** The chunk must not be changed afterwards. After a fault, bytes are thrown away. */
  push(chunk: Uint8Array): void {
    if (this.#broken === null) this.#queue.push(chunk);
  }

  /** The next whole reply. Once broken, always. */
  next(): ParsedReply {
    while (this.#broken === null) {
      const value = this.#read();
      if (value === 'more') break;
      if (value === 'opened') continue;
      const whole = this.#place(value);
      if (whole === null) continue;
      this.#elements = 0;
      this.#bytes = 0;
      return { kind: 'reply', value: whole };
    }
    return this.#broken ?? INCOMPLETE;
  }

  #read(): RespValue | 'opened' | 'more' {
    if (this.#bulk !== null) return this.#readBody(this.#bulk.kind, this.#bulk.length);
    if (this.#frame !== null) this.#readAgain(this.#frame);
    return this.#readLine();
  }

  /** All that stood at these places before and has come again, but for the last element, and as far
   *  as it breaks no limit. */
  #readAgain(frame: Frame): void {
    const { habit, items } = frame;
    if (habit === null) return;
    const { wires, values } = habit;
    while (frame.missing > 1) {
      const wire = wires[items.length];
      const value = values[items.length];
      if (wire === undefined || value === undefined) return;
      const bytes = this.#bytes + wire.length + ARGUMENT_OVERHEAD_BYTES;
      if (bytes > REPLY_BYTES_MAX || this.#elements >= REPLY_ELEMENTS_MAX) return;
      if (!this.#queue.dropText(wire)) return;
      this.#scanned = 0;
      this.#elements += 1;
      this.#bytes = bytes - LINE_ENDS_BYTES;
      items.push(value);
      frame.missing -= 1;
    }
  }

  /** A line is a value, or opens a bulk or an aggregate. */
  #readLine(): RespValue | 'opened' | 'more' {
    const end = this.#lineEnd();
    if (end === null) return 'more';
    this.#elements += 1;
    this.#bytes += end + ARGUMENT_OVERHEAD_BYTES;
    if (this.#elements > REPLY_ELEMENTS_MAX) return this.#break('too-many-elements');
    if (this.#bytes > REPLY_BYTES_MAX) return this.#break('too-big-reply');
    // Nearly all lines are lengths of bulks: those are read without making texts of them.
    const length = this.#queue.at(0) === DOLLAR ? this.#queue.number(1, end) : null;
    const line = length === null ? this.#queue.text(end) : '';
    this.#use(end + 2);
    if (length !== null) return this.#openBulk('bulk', length);
    const type = line.charAt(0);
    const bulk = BULKS[type];
    if (bulk !== undefined) return this.#openBulk(bulk, parseDecimal(line.slice(1)));
    const aggregate = AGGREGATES[type];
    if (aggregate !== undefined) return this.#openAggregate(aggregate, line.slice(1));
    return scalar(type, line.slice(1)) ?? this.#break(faultOfScalar(type));
  }

  #openBulk(kind: BulkKind, length: number | bigint | null): RespValue | 'opened' | 'more' {
    if (length === -1 && kind === 'bulk') return NULL;
    if (length === null || length < 0) return this.#break('invalid-number');
    if (length > REPLY_BULK_BYTES_MAX) return this.#break('too-big-bulk');
    return this.#readBody(kind, Number(length));
  }

  #readBody(kind: BulkKind, length: number): RespValue | 'more' {
    if (this.#queue.length < length + 2) {
      this.#bulk ??= { kind, length };
      return 'more';
    }
    if (this.#queue.at(length) !== CR || this.#queue.at(length + 1) !== LF) {
      return this.#break('invalid-line');
    }
    const text = this.#queue.text(length);
    this.#use(length + 2);
    this.#bulk = null;
    this.#bytes += length;
    switch (kind) {
      case 'bulk':
        return this.#remember({ kind: 'bulk', text });
      case 'error':
        return { kind: 'error', text };
      case 'verbatim':
        return { kind: 'bulk', text: text.slice(VERBATIM_PREFIX_LENGTH) };
    }
  }

  #remember(value: { readonly kind: 'bulk'; readonly text: string }): RespValue {
    const { text } = value;
    const frame = this.#frame;
    if (frame === null || frame.habit === null || text.length > HABIT_BYTES_MAX) return value;
    const at = frame.items.length;
    frame.habit.wires[at] = `$${text.length}\r\n${text}\r\n`;
    frame.habit.values[at] = value;
    return value;
  }

  #openAggregate(kind: AggregateKind, countText: string): RespValue | 'opened' | 'more' {
    const count = parseDecimal(countText);
    if (count === -1 && kind === 'array') return NULL_ARRAY;
    if (count === null || count < 0) return this.#break('invalid-number');
    if (count > REPLY_ELEMENTS_MAX) return this.#break('too-many-elements');
    const missing = kind === 'map' || kind === 'attribute' ? 2 * Number(count) : Number(count);
    if (missing === 0) return kind === 'attribute' ? 'opened' : aggregateOf(kind, []);
    if (this.#frames.length >= REPLY_DEPTH_MAX) return this.#break('too-deep');
    this.#frame = { kind, missing, items: [], habit: this.#habitOf(missing) };
    this.#frames.push(this.#frame);
    return 'opened';
  }

  #habitOf(elements: number): Habit | null {
    if (this.#habits === null || elements > HABIT_ELEMENTS_MAX) return null;
    const known = this.#habits[elements];
    if (known !== undefined) return known;
    const habit: Habit = { wires: [], values: [] };
    this.#habits[elements] = habit;
    return habit;
  }

  /** Puts a value where it belongs; gives the reply that is whole by it, if any. */
  #place(value: RespValue): RespValue | null {
    let placed = value;
    for (let frame = this.#frame; frame !== null; frame = this.#frame) {
      frame.items.push(placed);
      frame.missing -= 1;
      if (frame.missing > 0) return null;
      this.#frames.pop();
      this.#frame = this.#frames.at(-1) ?? null;
      if (frame.kind === 'attribute') return null;
      placed = aggregateOf(frame.kind, frame.items);
    }
    return placed;
  }

  /** Where the line ends that comes first, or null. */
  #lineEnd(): number | null {
    const end = this.#queue.find(CR, this.#scanned);
    if ((end < 0 ? this.#queue.length : end) > LINE_BYTES_MAX) {
      this.#break('too-long-line');
      return null;
    }
    if (end < 0 || end + 2 > this.#queue.length) {
      this.#scanned = end < 0 ? this.#queue.length : end;
      return null;
    }
    if (this.#queue.at(end + 1) !== LF) {
      this.#break('invalid-line');
      return null;
    }
    return end;
  }

  #use(count: number): void {
    this.#queue.drop(count);
    this.#scanned = 0;
  }

  #break(fault: ReplyFault): 'more' {
    this.#broken = { kind: 'broken', fault };
    this.#queue.drop(this.#queue.length);
    this.#frames.length = 0;
    this.#frame = null;
    this.#bulk = null;
    return 'more';
  }
}

function aggregateOf(kind: Exclude<AggregateKind, 'attribute'>, items: RespValue[]): RespValue {
  if (kind !== 'map') return { kind, items };
  const entries: [RespValue, RespValue][] = [];
  for (let at = 0; at + 1 < items.length; at += 2) {
    entries.push([items[at] ?? NULL, items[at + 1] ?? NULL]);
  }
  return { kind: 'map', entries };
}

/** A value of one line; null when it is none. */
function scalar(type: string, text: string): RespValue | null {
  switch (type) {
    case '+':
      return { kind: 'simple', text };
    case '-':
      return { kind: 'error', text };
    case ':': {
      const value = parseDecimal(text);
      return value === null ? null : { kind: 'integer', value };
    }
    case '_':
      return text === '' ? NULL : null;
    case '#':
      return text === 't' || text === 'f' ? { kind: 'integer', value: text === 't' ? 1 : 0 } : null;
    case ',':
      return { kind: 'bulk', text };
    case '(':
      return /^-?[0-9]{1,1000}$/.test(text) ? { kind: 'integer', value: BigInt(text) } : null;
    default:
      return null;
  }
}

function faultOfScalar(type: string): ReplyFault {
  return '+-:_#,('.includes(type) && type !== '' ? 'invalid-number' : 'unknown-type';
}
