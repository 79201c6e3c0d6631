// What a Sentinel says of itself, of masters, replicas and peers, as values: from its replies, of
// any version and of both kinds. What a reply does not tell is null.

import type { Address } from '../core/address.ts';
import type { RespValue } from '../resp/value.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from './reading.ts';

export interface InstanceFacts {
  readonly name: string;
  readonly address: Address;
  /** Empty while unknown. */
  readonly runId: string;
  readonly flags: ReadonlySet<string>;
  /** For how long it is down in the eyes of who answers; null: it is not. */
  readonly downMs: number | null;
}

export interface MasterFacts extends InstanceFacts {
  /** For how long the quorum agrees; null: it does not. */
  readonly agreedDownMs: number | null;
  readonly roleReported: string;
  readonly configEpoch: number;
  readonly replicaCount: number;
  readonly otherSentinelCount: number;
  readonly quorum: number;
  readonly failoverState: string | null;
  readonly downAfterMs: number | null;
  readonly failoverTimeoutMs: number | null;
  readonly parallelSyncs: number | null;
}

export interface ReplicaFacts extends InstanceFacts {
  readonly linkUp: boolean;
  readonly linkDownMs: number;
  /** Whom it follows; null: unknown. */
  readonly master: Address | null;
  readonly roleReported: string;
  readonly priority: number | null;
  readonly offset: number | null;
  readonly infoAgeMs: number | null;
}

export interface PeerFacts extends InstanceFacts {
  readonly lastHelloMs: number | null;
}

/** The process that answers. */
export interface About {
  readonly kind: 'vedette' | 'stock';
  readonly version: string;
  readonly isSentinel: boolean;
  readonly inTilt: boolean;
  /** Its file: it neither votes nor leads. Stock Sentinels do not tell. */
  readonly cannotWrite: boolean;
}

export function readMaster(value: RespValue): MasterFacts {
  const fields = fieldsOf(value);
  return {
    ...instance(fields),
    agreedDownMs: numberOf(fields.get('o-down-time')),
    roleReported: textOf(fields.get('role-reported')) ?? 'master',
    configEpoch: numberOf(fields.get('config-epoch')) ?? 0,
    replicaCount: numberOf(fields.get('num-slaves')) ?? 0,
    otherSentinelCount: numberOf(fields.get('num-other-sentinels')) ?? 0,
    quorum: numberOf(fields.get('quorum')) ?? 0,
    failoverState: textOf(fields.get('failover-state')),
    downAfterMs: numberOf(fields.get('down-after-milliseconds')),
    failoverTimeoutMs: numberOf(fields.get('failover-timeout')),
    parallelSyncs: numberOf(fields.get('parallel-syncs')),
  };
}

export function readReplica(value: RespValue): ReplicaFacts {
  const fields = fieldsOf(value);
  const host = textOf(fields.get('master-host'));
  const port = numberOf(fields.get('master-port'));
  return {
    ...instance(fields),
    linkUp: textOf(fields.get('master-link-status')) === 'ok',
    linkDownMs: numberOf(fields.get('master-link-down-time')) ?? 0,
    master: host === null || host === '?' || port === null || port === 0 ? null : { host, port },
    roleReported: textOf(fields.get('role-reported')) ?? 'slave',
    priority: numberOf(fields.get('slave-priority')),
    offset: numberOf(fields.get('slave-repl-offset')),
    infoAgeMs: numberOf(fields.get('info-refresh')),
  };
}

export function readPeer(value: RespValue): PeerFacts {
  const fields = fieldsOf(value);
  return { ...instance(fields), lastHelloMs: numberOf(fields.get('last-hello-message')) };
}

function instance(fields: Fields): InstanceFacts {
  return {
    name: textOf(fields.get('name')) ?? '',
    address: { host: textOf(fields.get('ip')) ?? '', port: numberOf(fields.get('port')) ?? 0 },
    runId: textOf(fields.get('runid')) ?? '',
    flags: new Set((textOf(fields.get('flags')) ?? '').split(',').filter((flag) => flag !== '')),
    downMs: numberOf(fields.get('s-down-time')),
  };
}

/** From INFO, as far as it was given. */
export function readAbout(text: string): About {
  const lines = infoLines(text);
  const own = lines.get('vedette_version');
  return {
    kind: own === undefined ? 'stock' : 'vedette',
    version: own ?? lines.get('valkey_version') ?? lines.get('redis_version') ?? 'unknown',
    isSentinel: (lines.get('redis_mode') ?? 'sentinel') === 'sentinel',
    inTilt: (lines.get('sentinel_tilt') ?? '0') !== '0',
    cannotWrite: lines.get('sentinel_config_write_status') === 'failed',
  };
}

export function infoLines(text: string): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/^([A-Za-z0-9_]+):(.*?)\r?$/gm)) {
    lines.set(name, value);
  }
  return lines;
}

/** How far a replica is behind, as its master has seen it at one instant. */
export interface Lag {
  /** null: the replica has not told yet how far it is, as after a switch. */
  readonly bytes: number | null;
  /** Since the replica was heard last. */
  readonly seconds: number;
  /** `online`, or what of a synchronisation is under way. */
  readonly state: string;
}

/** From one group's part of INFO-CACHE, whose first entry is the master: by `host:port`, and the
 *  age of that INFO. null: the master was never asked, or says that it is none. */
export function readLags(
  entries: RespValue | undefined,
): { readonly ageMs: number; readonly byAddress: ReadonlyMap<string, Lag> } | null {
  const [age, info] = listOf(listOf(entries)[0]);
  const text = textOf(info);
  if (text === null) return null;
  const lines = infoLines(text.slice(Math.max(0, text.indexOf('# Replication'))));
  const written = Number(lines.get('master_repl_offset') ?? Number.NaN);
  if (lines.get('role') !== 'master' || !Number.isFinite(written)) return null;
  const byAddress = new Map<string, Lag>();
  for (const [name, value] of lines) {
    if (!/^slave\d+$/.test(name)) continue;
    const part = new Map(value.split(',').map((each) => pairOf(each)));
    const host = part.get('ip') ?? '';
    const key = `${host.includes(':') ? `[${host}]` : host}:${part.get('port') ?? ''}`;
    const state = part.get('state') ?? '';
    const seconds = Number(part.get('lag') ?? 0);
    const offset = Number(part.get('offset') ?? 0);
    byAddress.set(key, {
      bytes: offset === 0 && written > 0 ? null : Math.max(0, written - offset),
      seconds: Number.isFinite(seconds) ? seconds : 0,
      state,
    });
  }
  return { ageMs: numberOf(age) ?? 0, byAddress };
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
