// The hello message: how Sentinels find each other and spread a group's configuration. Text here,
// facts there; who is believed is not decided here.

import type { Hello } from '../core/facts.ts';
import { parseHost, parsePort, parseRunId, parseUnsigned64 } from './token.ts';

export const HELLO_CHANNEL: string = '__sentinel__:hello';

const FIELD_COUNT = 8;
/** Longer payloads are no hellos; the longest well-formed one is shorter by far. */
const PAYLOAD_LIMIT = 2_048;

/** Exactly eight fields between commas, every one of them well formed; otherwise null (HELLO-2). */
export function parseHello(payload: string): Hello | null {
  if (payload.length > PAYLOAD_LIMIT) return null;
  const fields = payload.split(',', FIELD_COUNT + 1);
  if (fields.length !== FIELD_COUNT) return null;
  const [host = '', port = '', id = '', epoch = '', groupName = ''] = fields;
  const [masterHost = '', masterPort = '', masterEpoch = ''] = fields.slice(5);
  const peer = { host: parseHost(host), port: parsePort(port) };
  const runId = parseRunId(id);
  const currentEpoch = parseUnsigned64(epoch);
  const master = { host: parseHost(masterHost), port: parsePort(masterPort) };
  const configEpoch = parseUnsigned64(masterEpoch);
  if (peer.host === null || peer.port === null || runId === null || currentEpoch === null) {
    return null;
  }
  if (groupName === '' || master.host === null || master.port === null || configEpoch === null) {
    return null;
  }
  return {
    peer: { host: peer.host, port: peer.port },
    runId,
    currentEpoch,
    groupName,
    master: { host: master.host, port: master.port },
    configEpoch,
  };
}

/** The payload of a hello. Nothing is escaped: a comma in a name would break it. */
export function formatHello(hello: Hello): string {
  const { peer, master } = hello;
  const us = `${peer.host},${peer.port},${hello.runId},${hello.currentEpoch}`;
  return `${us},${hello.groupName},${master.host},${master.port},${hello.configEpoch}`;
}

/** A hello with the seal of whoever knows the fleet's secret (TRUST-15). Stock counts its fields
 *  and passes over it. */
export interface SealedHello {
  /** What the seal was made of. */
  readonly sealedText: string;
  /** When, in milliseconds since 1970. */
  readonly wallMs: number;
  readonly seal: string;
  readonly hello: Hello;
}

const SEALED = /^sealed,([0-9]{1,15}),([0-9a-f]{64}),/;

export function parseSealed(payload: string): SealedHello | null {
  const match = SEALED.exec(payload);
  if (match === null) return null;
  const [start, time = '', seal = ''] = match;
  const text = payload.slice(start.length);
  const hello = parseHello(text);
  if (hello === null) return null;
  const wallMs = Number(time);
  return { sealedText: sealedText(text, wallMs), wallMs, seal, hello };
}

/** What a seal is made of: the payload of a hello, and when it was sent. */
export function sealedText(payload: string, wallMs: number): string {
  return `${wallMs},${payload}`;
}

/** `seal`: 64 hexadecimal characters. */
export function formatSealed(payload: string, wallMs: number, seal: string): string {
  return `sealed,${wallMs},${seal},${payload}`;
}
