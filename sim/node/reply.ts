// Short names for the values that a model node answers.

import type { RespValue } from '../../src/resp/value.ts';

export const OK: RespValue = { kind: 'simple', text: 'OK' };
export const PONG: RespValue = { kind: 'simple', text: 'PONG' };
export const QUEUED: RespValue = { kind: 'simple', text: 'QUEUED' };
export const NULL: RespValue = { kind: 'null' };

export function simple(text: string): RespValue {
  return { kind: 'simple', text };
}

export function error(text: string): RespValue {
  return { kind: 'error', text };
}

export function integer(value: number): RespValue {
  return { kind: 'integer', value };
}

export function bulk(text: string): RespValue {
  return { kind: 'bulk', text };
}

export function array(items: readonly RespValue[]): RespValue {
  return { kind: 'array', items };
}
