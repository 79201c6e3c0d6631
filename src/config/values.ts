// The kinds of value that a directive can have, each with the reason why one is refused. Server
// directives are read strictly, `sentinel` directives as leniently as they always were.

import type { ConfigErrorCode } from './config-error.ts';

/** Why a line cannot be applied. */
export interface Refusal {
  readonly code: ConfigErrorCode;
  readonly reason: string;
}

export function refuse(reason: string, code: ConfigErrorCode = 'bad-value'): Refusal {
  return { code, reason };
}

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

function read<T>(value: T): Read<T> {
  return { ok: true, value };
}

function refused<T>(reason: string): Read<T> {
  return { ok: false, refusal: refuse(reason) };
}

export interface Range {
  readonly least: number;
  readonly most: number;
}

export const INT_MAX = 2_147_483_647;
export const UINT_MAX = 4_294_967_295;
/** Stands for 2^63 - 1, which a number cannot hold. */
export const LONG_MAX: number = 2 ** 63;

/** null: neither yes nor no. */
export function yesOrNo(text: string): boolean | null {
  const word = text.toLowerCase();
  if (word === 'yes') return true;
  return word === 'no' ? false : null;
}

export function readYesNo(text: string): Read<boolean> {
  const value = yesOrNo(text);
  return value === null ? refused("argument must be 'yes' or 'no'") : read(value);
}

/** Decimal digits only: no sign `+`, no leading zeros, no spaces. */
export function readInteger(text: string, range: Range | null): Read<number> {
  const value = /^(0|-?[1-9]\d{0,18})$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value)) return refused("argument couldn't be parsed into an integer");
  return inRange(value, range);
}

function inRange(value: number, range: Range | null): Read<number> {
  if (range === null || (value >= range.least && value <= range.most)) return read(value);
  const most = range.most === LONG_MAX ? '9223372036854775807' : String(range.most);
  return refused(`argument must be between ${range.least} and ${most} inclusive`);
}

/** A file mode, from 0 to 777 as it is written. */
export function readOctal(text: string): Read<number> {
  if (!/^[0-7]+$/.test(text)) return refused("argument couldn't be parsed as an octal number");
  const value = Number.parseInt(text, 8);
  return value <= 0o777 ? read(value) : refused('argument must be between 0 and 777 inclusive');
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ['k', 1000],
  ['kb', 1024],
  ['m', 1000 ** 2],
  ['mb', 1024 ** 2],
  ['g', 1000 ** 3],
  ['gb', 1024 ** 3],
]);

/** Bytes of `64mb` and the like; null when it is not a size. */
export function memorySize(text: string): number | null {
  const match = /^(\d+)([a-z]*)$/i.exec(text);
  const unit = UNITS.get((match?.[2] ?? '').toLowerCase());
  return match === null || unit === undefined ? null : Number(match[1]) * unit;
}

export function readMemory(text: string, range: Range | null): Read<number> {
  const bytes = memorySize(text);
  return bytes === null ? refused('argument must be a memory value') : inRange(bytes, range);
}

/** One of `choices`, in any case. */
export function readChoice<T extends string>(text: string, choices: readonly T[]): Read<T> {
  const word = text.toLowerCase();
  const choice = choices.find((candidate) => candidate === word);
  if (choice !== undefined) return read(choice);
  return refused(`argument(s) must be one of the following: ${choices.join(', ')}`);
}

/** The number that a text begins with, 0 if it begins with none: `5s` is 5, `x` is 0. */
export function leadingInteger(text: string): number {
  const digits = /^\s*([+-]?\d+)/.exec(text)?.[1] ?? '0';
  const value = Number(digits);
  return Math.min(Math.max(value, -Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}

const EPOCH_MAX = (1n << 64n) - 1n;

/** An epoch as leniently: never negative, never more than 64 bits. */
export function leadingEpoch(text: string): bigint {
  const digits = /^\s*\+?(\d+)/.exec(text)?.[1] ?? '0';
  const value = BigInt(digits);
  return value > EPOCH_MAX ? EPOCH_MAX : value;
}
