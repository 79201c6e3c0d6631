// The stage of a golden conversation: one Sentinel's core, played by hand. Nodes and peers that are
// well answer PING and INFO by themselves; everything else is said by the script.

import type { Address } from '../../src/core/address.ts';
import { createState } from '../../src/core/create.ts';
import type { Identity, InfoFacts } from '../../src/core/facts.ts';
import { HistoryBook } from '../../src/core/history-book.ts';
import type { Input, LinkId } from '../../src/core/input.ts';
import type { FreeEffect, HeldEffect, LinkSpec, Output } from '../../src/core/output.ts';
import type { Reply, Request } from '../../src/core/requests.ts';
import {
  DEFAULT_GROUP_OPTIONS,
  DEFAULT_SETTINGS,
  type GroupSettings,
  type Trust,
} from '../../src/core/settings.ts';
import type { State } from '../../src/core/state.ts';
import { nextDeadline, step } from '../../src/core/step.ts';

export const GROUP = 'mymaster';

/** Somebody whom the Sentinel watches. */
export interface Actor {
  readonly name: string;
  readonly address: Address;
  readonly isPeer: boolean;
  /** `well` answers; `loading` answers PING with that; `silent` takes connections and says nothing; `gone` refuses them; what is sent to who is `lost` vanishes. */
  health: 'well' | 'loading' | 'silent' | 'gone' | 'lost';
  /** Permits none of what a hand-over needs. */
  forbids: boolean;
  info: InfoFacts;
  /** What it says when it is asked who it is. */
  identity: Identity;
}

export interface StageOptions {
  readonly quorum: number;
  readonly replicas: number;
  readonly peers: number;
  readonly downAfterMs: number;
  readonly failoverTimeoutMs: number;
  readonly parallelSyncs: number;
  readonly rebootAfterMs: number;
  readonly replacesEmpty: boolean;
  readonly promotesOrphans: boolean;
  readonly trust: Trust;
  /** So many of the replicas, from the last one on, are to be discovered. */
  readonly unknownReplicas: number;
  /** Sentinels that it has not heard of: `s1`, `s2`. */
  readonly strangers: number;
}

type Effect = FreeEffect | HeldEffect;

export class Stage {
  readonly actors: readonly Actor[];
  readonly state: State;
  now = 0;
  readonly past: HistoryBook = new HistoryBook('past');
  readonly #links = new Map<LinkId, { readonly actor: Actor; readonly spec: LinkSpec }>();
  readonly #asked: { readonly link: LinkId; readonly request: Request }[] = [];
  #tell: (line: string, effect: Effect | null) => void;
  #connecting: LinkId[] = [];

  constructor(options: StageOptions, tell: (line: string, effect: Effect | null) => void) {
    this.#tell = tell;
    this.actors = cast(options);
    this.state = createState({
      settings: {
        ...DEFAULT_SETTINGS,
        trust: options.trust,
        trustSecret: options.trust === 'signed' ? 'secret' : null,
        groups: [groupOf(options, this.actors)],
      },
      myId: runIdOf('me'),
      spareId: runIdOf('other'),
      processId: runIdOf('run-of-me'),
      listenPort: 26379,
      seed: 1,
      nowMs: 0,
    });
    this.input({ kind: 'start' });
    this.pass(100);
  }

  actor(name: string): Actor {
    const found = this.actors.find((each) => each.name === name);
    if (found === undefined) throw new Error(`nobody is called ${name}`);
    return found;
  }

  /** One input; what the core wants is told, what well actors do about it follows. */
  input(input: Input): void {
    this.#perform(step(this.state, input, this.now));
    this.#play();
  }

  /** Lets time pass from deadline to deadline. */
  pass(ms: number): void {
    const end = this.now + ms;
    for (let next = nextDeadline(this.state); next !== null && next <= end; ) {
      this.now = Math.max(this.now, next);
      this.input({ kind: 'wake' });
      next = nextDeadline(this.state);
    }
    this.now = end;
  }

  /** The link that stands with an actor. */
  linkOf(actor: Actor, purpose: LinkSpec['purpose']): LinkId {
    for (const [link, held] of this.#links) {
      if (held.actor === actor && held.spec.purpose === purpose) return link;
    }
    throw new Error(`no ${purpose} link to ${actor.name}`);
  }

  /** Cuts the connections of an actor. */
  cut(actor: Actor): void {
    for (const [link, held] of [...this.#links]) {
      if (held.actor !== actor) continue;
      this.#links.delete(link);
      this.input({ kind: 'link-down', link, reason: 'closed by peer' });
    }
  }

  /** The actor's answer to the oldest request of that kind that it was sent. */
  reply(actor: Actor, kind: Request['kind'], make: (request: Request) => Reply): void {
    if (!this.#replyOnce(actor, kind, make)) throw new Error(`${actor.name} was sent no ${kind}`);
  }

  /** To all such requests that it was sent. */
  replyAll(actor: Actor, kind: Request['kind'], make: (request: Request) => Reply): void {
    this.reply(actor, kind, make);
    while (this.#replyOnce(actor, kind, make));
  }

  #replyOnce(actor: Actor, kind: Request['kind'], make: (request: Request) => Reply): boolean {
    const index = this.#asked.findIndex(
      ({ link, request }) => request.kind === kind && this.#links.get(link)?.actor === actor,
    );
    const asked = this.#asked[index];
    if (asked === undefined) return false;
    this.#asked.splice(index, 1);
    this.input({ kind: 'reply', link: asked.link, reply: make(asked.request) });
    return true;
  }

  #perform(output: Output): void {
    if (output.broken !== null) throw new Error(output.broken);
    if (output.save !== 'nothing') this.#tell(`save ${output.save}`, null);
    for (const effect of output.free) this.#do(effect);
    for (const { effect } of output.held) this.#do(effect);
  }

  #do(effect: Effect): void {
    if (effect.kind === 'record') {
      this.past.take(effect.record, { nowMs: this.now, wallMs: this.now });
    }
    if (effect.kind === 'open') {
      const { host, port } = effect.spec.address;
      const actor = this.actors.find(
        ({ address }) => address.host === host && address.port === port,
      );
      // Whoever is not in the cast is never reached.
      if (actor === undefined) return;
      this.#links.set(effect.link, { actor, spec: effect.spec });
      this.#connecting.push(effect.link);
    } else if (effect.kind === 'close') this.#links.delete(effect.link);
    const to = 'link' in effect ? this.#links.get(effect.link) : undefined;
    this.#tell(to === undefined ? '' : `${to.actor.name} ${to.spec.purpose}`, effect);
    if ('request' in effect) this.#asked.push({ link: effect.link, request: effect.request });
  }

  /** What well actors do by themselves, until nothing is left to do. */
  #play(): void {
    for (const link of this.#connecting.splice(0)) {
      const actor = this.#links.get(link)?.actor;
      if (actor === undefined || actor.health === 'lost') continue;
      if (actor.health === 'gone') {
        this.#links.delete(link);
        this.input({ kind: 'link-down', link, reason: 'refused' });
      } else this.input({ kind: 'link-up', link, localHost: '10.0.9.1' });
    }
    for (const asked of [...this.#asked]) {
      // An answer given in between may have taken it off the list already.
      if (!this.#asked.includes(asked)) continue;
      const actor = this.#links.get(asked.link)?.actor;
      const reply = actor === undefined ? null : ownReply(actor, asked.request);
      if (reply === null && actor !== undefined) continue;
      this.#asked.splice(this.#asked.indexOf(asked), 1);
      if (reply !== null) this.input({ kind: 'reply', link: asked.link, reply });
    }
  }
}

function ownReply(actor: Actor, request: Request): Reply | null {
  if (actor.health !== 'well' && actor.health !== 'loading') return null;
  if (request.kind === 'identify') return { kind: 'identify', request, identity: actor.identity };
  switch (request.kind) {
    case 'ping':
      return { kind: 'ping', verdict: actor.health === 'loading' ? 'loading' : 'pong' };
    case 'info':
      return {
        kind: 'info',
        info: { ...actor.info, loading: actor.health === 'loading' },
        text: '',
      };
    case 'hello':
      return { kind: 'hello', accepted: true, groupName: GROUP };
    case 'trial':
      return {
        ...{ kind: 'trial', request, refused: actor.forbids ? 'NOPERM' : null },
        denies: actor.forbids ? ['client|pause'] : [],
      };
    case 'hold':
      return { kind: 'hold', refused: null };
    case 'fence':
      return { kind: 'fence', refused: actor.forbids ? 'NOPERM' : null };
    default:
      return null;
  }
}

export function runIdOf(name: string): string {
  return name.padEnd(40, '0');
}

function cast(options: StageOptions): Actor[] {
  const master = { host: '10.0.0.1', port: 6379 };
  const replicas = Array.from({ length: options.replicas }, (_, i) => ({
    name: `r${i + 1}`,
    address: { host: `10.0.0.${i + 2}`, port: 6379 },
  }));
  const info: InfoFacts = {
    runId: runIdOf('m'),
    role: 'master',
    replicas: replicas.map(({ address }) => address),
    masterHost: null,
    masterPort: null,
    masterLinkUp: null,
    masterLinkDownMs: 0,
    priority: null,
    offset: 1000n,
    history: 'a'.repeat(40),
    formerHistory: null,
    keys: 1000,
    announced: true,
    loading: false,
  };
  const actor = (name: string, address: Address, isPeer: boolean, facts: InfoFacts): Actor => ({
    ...{ name, address, isPeer, info: facts, health: 'well' as const },
    forbids: false,
    identity: {
      runId: isPeer ? runIdOf(name) : null,
      watchesGroup: isPeer,
      processId: runIdOf(`run-of-${name}`),
      uptimeSeconds: 100,
      isVedette: true,
    },
  });
  return [
    actor('m', master, false, info),
    ...replicas.map(({ name, address }, i) =>
      actor(name, address, false, {
        ...info,
        ...{ runId: runIdOf(name), role: 'slave' as const, replicas: [], priority: 100 },
        ...{ masterHost: master.host, masterPort: master.port, masterLinkUp: true },
        offset: BigInt(900 + i),
      }),
    ),
    ...Array.from({ length: options.peers }, (_, i) =>
      actor(`p${i + 1}`, { host: `10.0.1.${i + 1}`, port: 26379 }, true, info),
    ),
    ...Array.from({ length: options.strangers }, (_, i) =>
      actor(`s${i + 1}`, { host: `10.0.3.${i + 1}`, port: 26379 }, true, info),
    ),
  ];
}

function groupOf(options: StageOptions, actors: readonly Actor[]): GroupSettings {
  const addresses = actors.filter(({ isPeer }) => !isPeer).map(({ address }) => address);
  const [address, ...replicas] = addresses;
  const knownReplicas = replicas.slice(0, replicas.length - options.unknownReplicas);
  if (address === undefined) throw new Error('no master');
  return {
    ...DEFAULT_GROUP_OPTIONS,
    ...{ name: GROUP, address, quorum: options.quorum, configEpoch: 0n, leaderEpoch: 0n },
    downAfterMs: options.downAfterMs,
    failoverTimeoutMs: options.failoverTimeoutMs,
    parallelSyncs: options.parallelSyncs,
    masterRebootDownAfterMs: options.rebootAfterMs,
    replaceEmptyMaster: options.replacesEmpty,
    promoteWithoutMaster: options.promotesOrphans,
    knownReplicas,
    knownPeers: actors
      .filter(({ name }) => name.startsWith('p'))
      .map((peer) => ({ address: peer.address, runId: runIdOf(peer.name) })),
  };
}
