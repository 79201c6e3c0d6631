// The page of all events, from their catalogue: each with its level and a payload made from one
// sample of facts.

import type { EventData, EventName, Subject } from '../../src/core/event.ts';
import { EVENTS, isPublished } from '../../src/events/catalogue.ts';
import { code, opening, type Page, table } from './page.ts';

const MASTER = { host: '192.0.2.1', port: 6379 };
const REPLICA = { host: '192.0.2.2', port: 6379 };
const PEER = { host: '192.0.2.3', port: 26379 };
const GROUP = { name: 'mymaster', address: MASTER };
const REPLICA_NAME = '192.0.2.2:6379';
const RUN_ID = 'f00d5e99a1b2c3d4e5f60718293a4b5c6d7e8f90';

const A_MASTER: Subject = { type: 'master', name: 'mymaster', address: MASTER, group: null };
const A_REPLICA: Subject = {
  type: 'slave',
  name: REPLICA_NAME,
  address: REPLICA,
  group: GROUP,
};
const A_PEER: Subject = { type: 'sentinel', name: RUN_ID, address: PEER, group: GROUP };

/** What only one event can say. */
const OF_ONE: { readonly [N in EventName]?: Partial<EventData[N]> } = {
  '+sentinel-address-switch': { subject: A_MASTER, to: { host: '192.0.2.4', port: 26379 } },
  '+failover-without-majority': { have: 1, need: 2 },
  '+role-change': { role: 'slave' },
  '-pubsub-link-reconnection': { reason: 'no message' },
  '+config-write-failed': { reason: 'ENOSPC: no space left on device' },
  '-fence-refused': { why: 'NOPERM this user has no permissions to run this command' },
};

/** Facts enough for any event. */
const SAMPLE = {
  subject: A_MASTER,
  quorum: 2,
  shown: ['quorum', '2'],
  to: REPLICA,
  from: MASTER,
  groupName: 'mymaster',
  runId: RUN_ID,
  leader: RUN_ID,
  count: 1,
  heard: 2,
  known: 5,
  end: 'confirmed' as const,
  have: 2,
  need: 2,
  epoch: 7n,
  role: 'master' as const,
  reason: 'no answer',
  path: '/usr/local/bin/notify',
  heldMs: 12,
  forMs: 60_000,
  obstacle: { code: 'replica-lags', node: REPLICA_NAME } as const,
  processId: 4711,
  exitCode: 2,
  signal: 0,
  orphans: {
    seen: 1,
    known: 3,
    need: 2,
    awaited: 0,
    problem: 'too-few-seen' as const,
    candidates: 1,
  },
  holders: 2,
  doubt: {
    code: 'denied',
    master: { host: '198.51.100.7', port: 6379 },
    configEpoch: 8n,
  } as const,
  isGivingWay: true,
  oldId: RUN_ID,
  newId: '7'.repeat(40),
  why: 'replicated by 198.51.100.7 6379',
  file: '/etc/redis/sentinel.conf',
  problem: { code: 'NOPERM' as const, commands: ['info', 'publish'] },
};

export function eventsPage(): Page {
  const text = [
    opening(
      'Events',
      'src/events/',
      'An event is a line of the log and, unless its level is debug, a message on the channel of its name. The payloads are samples.',
    ),
    table(['event', 'level', 'published', 'meaning', 'payload'], names().map(row)),
  ].join('\n');
  return { path: 'docs/generated/events.md', text };
}

function row<N extends EventName>(name: N): readonly string[] {
  const { level, payload, summary } = EVENTS[name];
  const facts: EventData[N] = { ...SAMPLE, subject: subjectOf(name), ...OF_ONE[name] };
  return [code(name), level, isPublished(level) ? 'yes' : 'no', summary, code(payload(facts))];
}

function names(): readonly EventName[] {
  return Object.keys(EVENTS).filter((name): name is EventName => name in EVENTS);
}

/** Whom it is about; A_MASTER also where it can be any of them. */
function subjectOf(name: EventName): Subject {
  const ofPeer = /^[+-](?:sentinel|config-update|hello|copied|false-candidate)/;
  if (ofPeer.test(name)) return A_PEER;
  const ofReplica =
    /slave|replica|role-change|link-reconnection|wait-promotion|maintenance|foreign-node/;
  return ofReplica.test(name) && !/abort|select-slave|reconf-slaves/.test(name)
    ? A_REPLICA
    : A_MASTER;
}
