// What commands see in tests: a group that looks like one a stock Sentinel watched, and everything
// else settled. Also how a test calls a command and reads what it answers.

import assert from 'node:assert/strict';
import { newDefaultUser, type RuleContext } from '../src/acl/user.ts';
import { resolve } from '../src/commands/catalogue.ts';
import type { AclSight, Caller, SettingsSight, Sight, Verdict } from '../src/commands/command.ts';
import type { Finding } from '../src/core/doctor/check.ts';
import type { Explanation } from '../src/core/explain.ts';
import type { PastFailover } from '../src/core/history-book.ts';
import type { SimulatedFailure } from '../src/core/operator-request.ts';
import {
  DEFAULT_SETTINGS,
  DEFAULT_TIMINGS,
  type GlobalSettings,
  type Timings,
} from '../src/core/settings.ts';
import type {
  InfoCacheView,
  MasterView,
  PeerView,
  QuorumView,
  ReplicaView,
  Views,
} from '../src/core/view.ts';
import { encodeReply } from '../src/resp/encode.ts';
import type { RespValue } from '../src/resp/value.ts';

export const MY_ID = '531ecc4803591eb727b8ee6c25dc9d5041b5036e';

export function masterView(overrides: Partial<MasterView> = {}): MasterView {
  const address = { host: '127.0.0.1', port: 21700 };
  return {
    name: 'mymaster',
    address,
    runId: '58332bdcccf6eaf56ac1ec284425bd83fa4fc1df',
    flags: ['master'],
    linkPendingCommands: 0,
    linkRefcount: 1,
    lastPingSentMs: 0,
    lastOkPingReplyMs: 474,
    lastPingReplyMs: 474,
    sDownMs: null,
    oDownMs: null,
    downAfterMs: 2000,
    infoRefreshMs: 5658,
    roleReported: 'master',
    roleReportedMs: 55935,
    failoverState: null,
    configEpoch: 0n,
    replicaCount: 2,
    otherSentinelCount: 2,
    quorum: 2,
    failoverTimeoutMs: 20000,
    parallelSyncs: 1,
    notificationScript: null,
    clientReconfigScript: null,
    currentAddress: address,
    offset: 10970n,
    ...overrides,
  };
}

export function replicaView(overrides: Partial<ReplicaView> = {}): ReplicaView {
  return {
    name: '127.0.0.1:21701',
    address: { host: '127.0.0.1', port: 21701 },
    runId: '6456b8a38d2bee434234e8356c7d4d219179cac8',
    flags: ['slave'],
    linkPendingCommands: 0,
    linkRefcount: 1,
    lastPingSentMs: 0,
    lastOkPingReplyMs: 474,
    lastPingReplyMs: 474,
    sDownMs: null,
    oDownMs: null,
    downAfterMs: 2000,
    infoRefreshMs: 545,
    roleReported: 'slave',
    roleReportedMs: 55926,
    masterLinkDownMs: 0,
    masterLinkUp: true,
    masterHost: '127.0.0.1',
    masterPort: 21700,
    priority: 100,
    offset: 10970n,
    announced: true,
    ...overrides,
  };
}

export function peerView(overrides: Partial<PeerView> = {}): PeerView {
  return {
    name: '6daf9e33f1de0bce41b1e5ed8954a7543c260d51',
    address: { host: '127.0.0.1', port: 21712 },
    runId: '6daf9e33f1de0bce41b1e5ed8954a7543c260d51',
    flags: ['sentinel'],
    linkPendingCommands: 0,
    linkRefcount: 1,
    lastPingSentMs: 0,
    lastOkPingReplyMs: 475,
    lastPingReplyMs: 475,
    sDownMs: null,
    oDownMs: null,
    downAfterMs: 2000,
    lastHelloMs: 878,
    votedLeader: null,
    votedLeaderEpoch: 0n,
    ...overrides,
  };
}

/** Seven, of which five run. */
const FAKE_SCRIPTS = Array.from({ length: 7 }, (_, place) => ({
  words: ['/bin/notify', '+sdown', `number ${place}`],
  running: place < 5 ? { processId: 4711 + place, runTimeMs: 12.5 } : null,
  delayMs: place < 5 ? 0 : 29_999.5,
  runs: place < 6 ? 1 : 0,
}));

export interface FakeGroup {
  readonly master: MasterView;
  readonly replicas?: readonly ReplicaView[];
  readonly peers?: readonly PeerView[];
  readonly quorum?: QuorumView;
  readonly infoCache?: readonly InfoCacheView[];
  readonly explanation?: Explanation;
  readonly history?: readonly PastFailover[];
}

export interface FakeState {
  readonly groups?: readonly FakeGroup[];
  readonly tiltMs?: number | null;
  readonly tiltCount?: number;
  readonly simulatedFailures?: readonly SimulatedFailure[];
  readonly authErrorCount?: number;
  readonly findings?: readonly Finding[];
  readonly global?: Partial<GlobalSettings>;
  readonly timings?: Partial<Timings>;
}

function fakeViews(state: FakeState): Views {
  const { groups = [], tiltMs = null, tiltCount = 0, simulatedFailures = [] } = state;
  const find = (name: string): FakeGroup | undefined =>
    groups.find(({ master }) => master.name === name);
  return {
    sentinel: () => ({
      myId: MY_ID,
      currentEpoch: 0n,
      tiltMs,
      tiltCount,
      simulatedFailures: new Set(simulatedFailures),
      groupNames: groups.map(({ master }) => master.name),
    }),
    settings: () => ({ ...DEFAULT_SETTINGS, ...state.global }),
    timings: () => ({ ...DEFAULT_TIMINGS, ...state.timings }),
    authErrorCount: () => state.authErrorCount ?? 0,
    infoCache: (name) => find(name)?.infoCache ?? null,
    master: (name) => find(name)?.master ?? null,
    replicas: (name) => onlyOf(find(name), (group) => group.replicas ?? []),
    peers: (name) => onlyOf(find(name), (group) => group.peers ?? []),
    quorum: (name) => find(name)?.quorum ?? null,
    currentAddress: (name) => find(name)?.master.currentAddress ?? null,
    explanation: (name) => find(name)?.explanation ?? null,
    history: (name) => find(name)?.history ?? null,
    findings: (name) => (name === null || find(name) !== undefined ? (state.findings ?? []) : null),
    clientAddress: (name) => find(name)?.master.currentAddress ?? null,
  };
}

function onlyOf<T>(group: FakeGroup | undefined, read: (group: FakeGroup) => T): T | null {
  return group === undefined ? null : read(group);
}

export interface FakeSight extends FakeState {
  readonly settings?: Partial<SettingsSight>;
  readonly clients?: Sight['clients'];
  readonly saves?: Sight['process']['saves'];
  readonly acl?: Partial<AclSight>;
}

/** Passwords are their own hashes here. */
const PLAIN: RuleContext = { hash: (text) => `>${text}`, channels: 'none' };

export function fakeAcl(overrides: Partial<AclSight> = {}): AclSight {
  return {
    users: new Map([['default', newDefaultUser(PLAIN)]]),
    context: PLAIN,
    log: [],
    nowMs: 0,
    hasFile: false,
    randomHex: (length) => 'f'.repeat(length),
    ...overrides,
  };
}

export function fakeSight(state: FakeSight = {}): Sight {
  return {
    views: fakeViews(state),
    settings: {
      announceHostnames: false,
      resolveHostnames: false,
      denyScriptsReconfig: true,
      maxClients: 10_000,
      logLevel: 'notice',
      renamedCommands: () => new Map(),
      isExecutable: () => true,
      ...state.settings,
    },
    process: {
      saves: state.saves ?? { failedForMs: null, failures: 0, successes: 0, lastError: '' },
      vedetteVersion: '0.1.0',
      processId: 5973,
      supervisedBy: 'no',
      runId: 'dbbe6670fdafa627fda50f05b7f833eac8b62287',
      port: 26379,
      executable: '/usr/bin/vedette',
      configFile: '/etc/sentinel.conf',
      os: 'Linux 6.1.0 x86_64',
      archBits: 64,
      wallMs: 1_795_353_603_004,
      uptimeMs: 90_061_500,
      cpuUserMs: 9.55,
      cpuSystemMs: 19.048,
      mainThreadCpuUserMs: 9.5,
      mainThreadCpuSystemMs: 19,
      connectionsReceived: 3,
      commandsProcessed: 6,
      inputBytes: 184,
      outputBytes: 38,
      rejectedConnections: 1,
      errorReplies: 21,
      reads: 22,
      writes: 23,
      commandsPerSecond: 24,
      inputBytesPerSecond: 256,
      outputBytesPerSecond: 512,
      recentInputBytesMax: 25,
      recentOutputBytesMax: 26,
      blockedClients: 27,
      trackingClients: 28,
      trackingPrefixes: 29,
      pubsubChannels: 2,
      pubsubPatterns: 4,
      scripts: () => FAKE_SCRIPTS,
    },
    acl: fakeAcl(state.acl),
    clients: state.clients ?? { count: 3, lines: () => [], line: () => '' },
  };
}

export function fakeCaller(overrides: Partial<Caller> = {}): Caller {
  return {
    id: 6,
    protocol: 2,
    name: '',
    user: 'default',
    authenticated: true,
    subscriptionCount: 0,
    tracking: null,
    ...overrides,
  };
}

/** Calls a command as the server does, by the words that a client sends. */
export function call(
  words: readonly string[],
  sight: Sight = fakeSight(),
  caller: Caller = fakeCaller(),
): Verdict {
  const resolved = resolve(words);
  if (resolved.kind === 'error') return { kind: 'reply', value: resolved.value };
  return resolved.command.run(words, caller, sight);
}

export function answer(
  words: readonly string[],
  sight: Sight = fakeSight(),
  caller: Caller = fakeCaller(),
): RespValue {
  const verdict = call(words, sight, caller);
  assert.equal(verdict.kind, 'reply', `${words.join(' ')} is not answered at once`);
  return verdict.kind === 'reply' ? verdict.value : { kind: 'null' };
}

/** The lines of a value on the wire, without those that announce a bulk. */
export function wireLines(value: RespValue, protocol: 2 | 3 = 2): readonly string[] {
  const lines = encodeReply(value, protocol).split('\r\n').slice(0, -1);
  return lines.filter((line) => !/^\$\d+$/.test(line));
}

/** The one verdict of this kind that a test waits for. */
export function verdictOf<K extends Verdict['kind']>(
  kind: K,
  verdict: Verdict,
): Extract<Verdict, { kind: K }> {
  if (isOfKind(kind, verdict)) return verdict;
  assert.fail(`a verdict of kind ${verdict.kind} instead of ${kind}`);
}

function isOfKind<K extends Verdict['kind']>(
  kind: K,
  verdict: Verdict,
): verdict is Extract<Verdict, { kind: K }> {
  return verdict.kind === kind;
}
