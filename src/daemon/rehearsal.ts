// Plays a failover before the real work begins, on a throw-away state with an outside that consists
// of replies only. The code of a failover may run for the first time after months, in the one
// moment that counts: it must not be slow then because it was never run.

import { createState } from '../core/create.ts';
import type { Input, LinkId } from '../core/input.ts';
import type { LinkSpec } from '../core/output.ts';
import type { Request } from '../core/requests.ts';
import {
  DEFAULT_GROUP_OPTIONS,
  DEFAULT_SETTINGS,
  type SentinelSettings,
} from '../core/settings.ts';
import { encodeRequest } from '../dialect/commands.ts';
import { decodeReply } from '../dialect/replies.ts';
import { Driver } from '../driver/driver.ts';
import { render } from '../events/catalogue.ts';
import { encodeCommand } from '../resp/encode.ts';
import type { RespValue } from '../resp/value.ts';

/** The first one takes about ten times as long as the fifteenth; more gain hardly anything. */
const PERFORMANCES = 15;
const MASTER_DIES_MS = 1_500;
const CURTAIN_MS = 4_000;

const OK: RespValue = { kind: 'simple', text: 'OK' };
const GROUP = 'rehearsal';
const MASTER = { host: '127.0.0.1', port: 1 };
const REPLICAS = [
  { host: '127.0.0.1', port: 2 },
  { host: '127.0.0.1', port: 3 },
];
const ids = ['a', 'b', 'c'].map((letter) => letter.repeat(40));
const [ME = '', ...PEERS] = ids;

/** Touches nothing outside of itself. Returns how many of the failovers came to a switch. */
export function rehearse(performances: number = PERFORMANCES): number {
  let switches = 0;
  for (let seed = 0; seed < performances; seed += 1) switches += new Performance(seed).play();
  return switches;
}

class Performance {
  #nowMs = 0;
  #alarmAtMs = Number.POSITIVE_INFINITY;
  #switches = 0;
  #masterIsDead = false;
  #promoted = 0;
  readonly #links = new Map<LinkId, LinkSpec>();
  readonly #cues: (() => void)[] = [];
  readonly #driver: Driver;

  constructor(seed: number) {
    const state = createState({ settings: settings(), myId: ME, listenPort: 4, seed, nowMs: 0 });
    this.#driver = new Driver(state, {
      clock: { monotonicMs: () => this.#nowMs, wallMs: () => this.#nowMs },
      alarm: {
        set: (atMs) => {
          this.#alarmAtMs = atMs;
        },
      },
      links: {
        open: (link, spec) => this.#open(link, spec),
        close: (link) => void this.#links.delete(link),
        send: (link, request) => this.#send(link, request),
      },
      names: { lookUp: () => {} },
      store: { save: (_settings, done) => void this.#cues.push(() => done(true)) },
      audience: {
        event: (event) => {
          if (render(event).channel === '+switch-master') this.#switches += 1;
        },
        note: () => {},
        record: () => {},
        answer: () => {},
        outcome: () => {},
        reconfigScript: () => {},
        crash: () => {},
        broken: () => {},
      },
    });
  }

  play(): number {
    this.#tell({ kind: 'start' });
    while (this.#nowMs < CURTAIN_MS) {
      this.#nowMs = Math.min(this.#alarmAtMs, CURTAIN_MS);
      this.#alarmAtMs = Number.POSITIVE_INFINITY;
      if (!this.#masterIsDead && this.#nowMs >= MASTER_DIES_MS) this.#killMaster();
      this.#driver.alarm();
      this.#playCues();
    }
    return this.#switches;
  }

  #tell(input: Input): void {
    this.#driver.input(input);
    this.#playCues();
  }

  #playCues(): void {
    for (let cue = this.#cues.shift(); cue !== undefined; cue = this.#cues.shift()) cue();
  }

  #killMaster(): void {
    this.#masterIsDead = true;
    for (const [link, { address }] of [...this.#links]) {
      if (address.port === MASTER.port) this.#lose(link);
    }
  }

  #lose(link: LinkId): void {
    this.#links.delete(link);
    this.#driver.input({ kind: 'link-down', link, reason: 'rehearsal' });
  }

  #open(link: LinkId, spec: LinkSpec): void {
    this.#links.set(link, spec);
    this.#cues.push(() => {
      if (!this.#links.has(link)) return;
      if (this.#masterIsDead && spec.address.port === MASTER.port) this.#lose(link);
      else this.#driver.input({ kind: 'link-up', link, localHost: '127.0.0.1' });
    });
  }

  #send(link: LinkId, request: Request): void {
    const spec = this.#links.get(link);
    if (spec === undefined) return;
    const replies = encodeRequest(request, spec.renamedCommands).map((command) => {
      encodeCommand(command);
      return OK;
    });
    if (request.kind === 'reconfigure' && request.follow === null)
      this.#promoted = spec.address.port;
    const last = this.#lastReply(spec, request);
    this.#cues.push(() => {
      if (!this.#links.has(link)) return;
      const reply = decodeReply(request, [...replies.slice(0, -1), last]);
      this.#driver.input({ kind: 'reply', link, reply });
    });
  }

  #lastReply(spec: LinkSpec, request: Request): RespValue {
    switch (request.kind) {
      case 'ping':
        return { kind: 'simple', text: 'PONG' };
      case 'info':
        return { kind: 'bulk', text: this.#info(spec.address.port) };
      case 'hello':
        return { kind: 'integer', value: 1 };
      case 'ask': {
        const down = { kind: 'integer', value: this.#masterIsDead ? 1 : 0 } as const;
        const leader = { kind: 'bulk', text: request.candidate ?? '*' } as const;
        const epoch = { kind: 'integer', value: Number(request.epoch) } as const;
        return { kind: 'array', items: [down, leader, epoch] };
      }
      case 'reconfigure':
        return { kind: 'array', items: [OK, OK, OK, OK] };
      case 'trial':
        return request.of === 'transaction' ? OK : { kind: 'simple', text: 'QUEUED' };
      case 'forget':
      case 'hold':
      case 'fence':
      case 'master-of':
      case 'identify':
      case 'reaches':
      case 'epoch-of':
      case 'lift':
      case 'keep-role':
      case 'kill-script':
        return OK;
      default:
        return request satisfies never;
    }
  }

  #info(port: number): string {
    const master = this.#promoted === 0 ? MASTER.port : this.#promoted;
    const lines = ['# Server', 'redis_version:7.0.15', `run_id:${String(port).repeat(40)}`];
    lines.push('# Replication', ...(port === master ? MASTER_LINES : replicaLines(master)), '');
    return lines.join('\r\n');
  }
}

const MASTER_LINES = [
  'role:master',
  'connected_slaves:2',
  ...REPLICAS.map(({ host, port }, i) => `slave${i}:ip=${host},port=${port},state=online`),
];

function replicaLines(master: number): readonly string[] {
  const followed = ['role:slave', 'master_host:127.0.0.1', `master_port:${master}`];
  const state = ['master_link_status:up', 'slave_repl_offset:1000', 'slave_priority:100'];
  return [...followed, ...state, 'replica_announced:1'];
}

function settings(): SentinelSettings {
  const group = {
    ...DEFAULT_GROUP_OPTIONS,
    ...{ name: GROUP, address: MASTER, quorum: 2, downAfterMs: 1_000, configEpoch: 0n },
    ...{ leaderEpoch: 0n, knownReplicas: REPLICAS },
    knownPeers: PEERS.map((runId, i) => ({ runId, address: { host: '127.0.0.1', port: 10 + i } })),
  };
  return {
    ...DEFAULT_SETTINGS,
    myId: ME,
    groups: [group],
  };
}
