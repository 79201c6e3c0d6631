// From the text of INFO to facts. Only the few lines that matter are looked at, because a process
// that watches many nodes reads hundreds of these texts a second. Whatever a node may send, the
// result is well formed and bounded; what the facts mean is not decided here.

import type { Address } from '../core/address.ts';
import type { InfoFacts } from '../core/facts.ts';
import { parseCount, parseHost, parsePort, parseUnsigned64 } from './token.ts';

/** Replicas that one INFO may list; a longer list is cut off here. */
export const LISTED_REPLICAS_LIMIT: number = 1_000;

const RUN_ID_LENGTH = 40;

/** Dragonfly can be told to say `replica`. */
const ROLES: ReadonlyMap<string, InfoFacts['role']> = new Map([
  ['master', 'master'],
  ['slave', 'slave'],
  ['replica', 'slave'],
]);

type Draft = { -readonly [K in keyof InfoFacts]: InfoFacts[K] } & { replicas: Address[] };

/** Never throws. A text without sections, as old servers send it, is read as a whole. */
export function parseInfo(text: string): InfoFacts {
  const draft: Draft = {
    runId: findRunId(text),
    role: null,
    replicas: [],
    masterHost: null,
    masterPort: null,
    masterLinkUp: null,
    masterLinkDownMs: 0,
    priority: null,
    offset: null,
    history: null,
    formerHistory: null,
    keys: countKeys(text),
    announced: true,
    loading: findLine(text, 'loading:1') >= 0,
  };
  const version = findVersion(text);
  if (version !== null && version < VERSION_THAT_HOLDS) draft.isTooOldToHold = true;
  const hasNoFile = findLine(text, 'aof_enabled:0') >= 0;
  if (version !== null && version >= VERSION_THAT_READS_IDS && hasNoFile)
    draft.bringsHistory = true;
  const header = findLine(text, '# Replication');
  const start = Math.max(header, 0);
  const next = header < 0 ? -1 : text.indexOf('\n# ', header);
  readLines(next < 0 ? text.slice(start) : text.slice(start, next), draft);
  return draft;
}

/** Where a line begins that starts with `prefix`; -1: nowhere. */
function findLine(text: string, prefix: string): number {
  if (text.startsWith(prefix)) return 0;
  const at = text.indexOf(`\n${prefix}`);
  return at < 0 ? -1 : at + 1;
}

/** CLIENT PAUSE with WRITE came with Redis 6.2. A transaction of an older one would queue it. */
const VERSION_THAT_HOLDS = 6_002;
/** From here on a master takes the replication id from its RDB file, as replicas did before. */
const VERSION_THAT_READS_IDS = 7_000;

/** Of 7.2.4 it is 7002. */
function findVersion(text: string): number | null {
  const at = findLine(text, 'redis_version:');
  if (at < 0) return null;
  const found = /^(\d{1,4})\.(\d{1,3})/.exec(text.slice(at + 'redis_version:'.length, at + 32));
  return found === null ? null : Number(found[1]) * 1_000 + Number(found[2]);
}

/** Lines of some two hundred databases. */
const KEYSPACE_LENGTH = 16_384;
const DATABASE = /\ndb\d+:(?:keys=(\d{1,12}),)?/g;

/** Redis and Valkey head the section even when no line follows. A database without keys is listed
 *  only by servers that count when they are told to. */
function countKeys(text: string): number | null {
  const at = findLine(text, '# Keyspace');
  if (at < 0) return null;
  let keys = 0;
  for (const [, count = '0'] of text.slice(at, at + KEYSPACE_LENGTH).matchAll(DATABASE)) {
    if (Number(count) === 0) return null;
    keys += Number(count);
  }
  return keys;
}

function findRunId(text: string): string | null {
  const at = findLine(text, 'run_id:');
  if (at < 0) return null;
  const start = at + 'run_id:'.length;
  const runId = text.slice(start, start + RUN_ID_LENGTH);
  return runId.length === RUN_ID_LENGTH && !/[\r\n]/.test(runId) ? runId : null;
}

function readLines(section: string, draft: Draft): void {
  let start = 0;
  while (start < section.length) {
    const newline = section.indexOf('\n', start);
    const end = newline < 0 ? section.length : newline;
    const colon = section.indexOf(':', start);
    if (colon >= 0 && colon < end) {
      const valueEnd = section[end - 1] === '\r' ? end - 1 : end;
      readField(section.slice(start, colon), section.slice(colon + 1, valueEnd), draft);
    }
    start = end + 1;
  }
}

const HISTORY = /^[0-9a-zA-Z]{40}$/;
const NO_HISTORY = '0'.repeat(40);

function readField(key: string, value: string, draft: Draft): void {
  if (key === 'master_replid') {
    draft.history = HISTORY.test(value) ? value : null;
  } else if (key === 'master_replid2') {
    draft.formerHistory = HISTORY.test(value) && value !== NO_HISTORY ? value : null;
  } else if (key === 'role') {
    draft.role = ROLES.get(value) ?? null;
  } else if (isReplicaKey(key)) {
    const replica = parseListedReplica(value);
    if (replica && draft.replicas.length < LISTED_REPLICAS_LIMIT) draft.replicas.push(replica);
  } else if (draft.role === 'slave') {
    readReplicaField(key, value, draft);
  } else if (key === 'master_repl_offset' && draft.role === 'master') {
    draft.offset = parseUnsigned64(value);
  }
}

/** `slave0`, `slave1`, ..., but not `slave_priority`. */
function isReplicaKey(key: string): boolean {
  return key.startsWith('slave') && key.charCodeAt(5) >= 48 && key.charCodeAt(5) <= 57;
}

/** What a replica tells about itself, which counts only after it has said that it is one. */
function readReplicaField(key: string, value: string, draft: Draft): void {
  switch (key) {
    case 'master_host':
      draft.masterHost = parseHost(value);
      break;
    case 'master_port':
      draft.masterPort = parsePort(value);
      break;
    case 'master_link_status':
      draft.masterLinkUp = value === 'up';
      break;
    case 'master_link_down_since_seconds':
      // -1 from a node whose link was never up since it started: kept as it is, as stock does.
      draft.masterLinkDownMs = (parseCount(value) ?? 0) * 1_000;
      break;
    case 'slave_priority':
      draft.priority = parseCount(value);
      break;
    case 'slave_repl_offset':
      draft.offset = parseUnsigned64(value);
      break;
    case 'replica_announced':
      draft.announced = value !== '0';
      break;
  }
}

/** `ip=H,port=P,state=...`, or `H,P,state` from a server older than 2.8. */
function parseListedReplica(value: string): Address | null {
  const parts = value.split(',', 8);
  const labelled = parts.some((part) => part.startsWith('ip='));
  const host = labelled ? labelledPart(parts, 'ip=') : parts[0];
  const port = labelled ? labelledPart(parts, 'port=') : parts[1];
  const address = { host: parseHost(host ?? ''), port: parsePort(port ?? '') };
  if (address.host === null || address.port === null) return null;
  return { host: address.host, port: address.port };
}

function labelledPart(parts: readonly string[], label: string): string | undefined {
  return parts.find((part) => part.startsWith(label))?.slice(label.length);
}
