// One simulated Vedette: the very core and driver of the daemon between simulated ports, on a
// machine that can crash, stop, be suspended and start again from its disk.

import { type Address, addressKey } from '../src/core/address.ts';
import { createState } from '../src/core/create.ts';
import type { Event, Note } from '../src/core/event.ts';
import type { FailoverRecord } from '../src/core/history.ts';
import type { Asker, Input } from '../src/core/input.ts';
import type { OperatorOutcome, OperatorRequest } from '../src/core/operator-request.ts';
import type { VoteAnswer } from '../src/core/output.ts';
import type { Member, State } from '../src/core/state.ts';
import type { Views } from '../src/core/view.ts';
import { viewsAt } from '../src/core/views.ts';
import { Driver } from '../src/driver/driver.ts';
import type { Audience, Links } from '../src/ports/ports.ts';
import { HostAlarm } from './alarm.ts';
import { Disk, type DiskOptions } from './disk.ts';
import type { Host } from './host.ts';
import { HostClock } from './host-clock.ts';
import { SimLinks } from './links.ts';
import { NODE_PORT, type SimNames } from './names.ts';
import type { Network } from './network.ts';
import { type Configuration, type DoorIdentity, type KnownPeer, PeerDoor } from './peer-door.ts';
import type { Random } from './random.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

export interface SentinelOutside {
  readonly world: World;
  readonly network: Network;
  readonly names: SimNames;
  readonly host: Host;
  readonly random: Random;
  readonly witness: Witness;
}

/** Everything that ends with the process. */
interface Process {
  readonly state: State;
  readonly driver: Driver;
  readonly alarm: HostAlarm;
  readonly links: SimLinks;
  readonly door: PeerDoor;
}

interface Away {
  readonly sinceMs: number;
  readonly alarmInMs: number;
  readonly suspended: boolean;
}

/** Being late by no more than this is no stall. */
const UNNOTICED_MS = 100;

/** Askers of the operator's requests, apart from those of the door. */
const OPERATOR_ASKER = 1_000_000_000;
const MAX_MACHINE_AGE_MS = 10_000_000;

export class SimSentinel {
  readonly host: Host;
  readonly clock: HostClock;
  readonly disk: Disk;
  readonly #outside: SentinelOutside;
  readonly #witness: Witness;
  #process: Process | null = null;
  #away: Away | null = null;
  /** What `attentiveMs` leaves out. */
  #awayMs = 0;
  #operatorRequests: OperatorRequest[] = [];

  constructor(outside: SentinelOutside, disk: DiskOptions & { readonly text: string }) {
    this.host = outside.host;
    this.#outside = outside;
    this.#witness = outside.witness;
    this.clock = new HostClock(outside.world, outside.random.below(MAX_MACHINE_AGE_MS));
    this.disk = new Disk(outside, disk, (report) => this.#witness.saved(this, report));
    outside.network.listen(outside.host, (end) => this.#running().door.welcome(end));
  }

  get name(): string {
    return this.host.name;
  }

  /** What it goes by, or would after a restart. */
  get myId(): string {
    return this.state?.myId ?? this.disk.settings.myId ?? '';
  }

  get isRunning(): boolean {
    return this.#process !== null && this.host.state === 'running';
  }

  /** The state of the process, or null if there is none. */
  get state(): State | null {
    return this.#process?.state ?? null;
  }

  /** Time in which this process could read its sockets: TIME-1, worked out here once more and apart
   *  from the driver's clock. */
  get attentiveMs(): number {
    return this.#outside.world.nowMs - this.#awayMs;
  }

  /** Does a connection for commands to that address stand? */
  isConnectedTo(address: Address): boolean {
    return this.#process?.links.isConnectedTo(address) ?? false;
  }

  /** null: there is no process. */
  views(): Views | null {
    if (this.#process === null) return null;
    return viewsAt(this.#process.state, this.#process.driver.nowMs());
  }

  currentAddress(groupName: string): Address | null {
    return this.views()?.currentAddress(groupName) ?? null;
  }

  identity(): DoorIdentity {
    const { state, driver } = this.#running();
    const { myId, processId, currentEpoch, startedAtMs } = state;
    const uptimeSeconds = Math.floor((driver.nowMs() - startedAtMs) / 1_000);
    return { myId, processId, uptimeSeconds, currentEpoch };
  }

  configuration(groupName: string): Configuration | null {
    const group = this.state?.groups.get(groupName);
    if (group === undefined) return null;
    const { master, configEpoch, failover } = group;
    const flags = [
      'master',
      ...(master.downSinceMs === null ? [] : ['s_down']),
      ...(group.objectivelyDownSinceMs === null ? [] : ['o_down']),
      ...(failover === null ? [] : ['failover_in_progress']),
    ].join(',');
    return { master: master.address, configEpoch, flags };
  }

  peers(groupName: string): readonly KnownPeer[] {
    const { state, driver } = this.#running();
    const members = state.groups.get(groupName)?.members ?? new Map<string, Member>();
    return [...members.values()].map(({ peer, downSinceMs }) => ({
      runId: peer.runId,
      flags: [
        ...(downSinceMs === null ? [] : ['s_down']),
        'sentinel',
        ...(peer.command.stage.kind === 'up' ? [] : ['disconnected']),
      ].join(','),
      answeredMsAgo: Math.round(driver.nowMs() - peer.lastAvailableMs),
    }));
  }

  /** Is it the master of one of its groups? */
  isMaster(address: Address): boolean {
    return this.state?.groupsByMaster.has(addressKey(address)) ?? false;
  }

  /** Starts a process from the file. */
  start(): void {
    const { network, names, host, random } = this.#outside;
    host.boot();
    const settings = this.disk.load();
    const state = createState({
      settings,
      myId: this.myId,
      spareId: random.hex(40),
      processId: random.hex(40),
      listenPort: host.address.port,
      seed: random.next(),
      nowMs: this.clock.monotonicMs(),
      wallMs: this.clock.wallMs(),
    });
    const input = (input: Input): void => this.input(input);
    const links = new SimLinks({ network, host, names }, input);
    const { clock } = this;
    const alarm = new HostAlarm({ host, clock, random }, () => {
      driver.alarm();
      this.#witness.settled(this);
    });
    const driver = new Driver(state, {
      clock,
      alarm,
      links: this.#watched(links),
      names: {
        lookUp: (name) => {
          this.#witness.soughtAt(this, { host: name, port: NODE_PORT });
          names.lookUp(host, name, (ips) => input({ kind: 'resolved', host: name, ips }));
        },
      },
      store: this.disk,
      audience: this.#audience(),
    });
    const door = new PeerDoor(this);
    this.#process = { state, driver, alarm, links, door };
    network.booted();
    this.#witness.started(this);
    this.input({ kind: 'start' });
  }

  /** Ends the process, or its whole machine; `start` brings it back. */
  end(state: 'dead' | 'lost'): void {
    const lostWrite = this.disk.ended();
    this.host.end(state);
    this.#process = null;
    this.#away = null;
    this.#outside.network.ended(this.host);
    this.#witness.ended(this, lostWrite);
  }

  /** The process is stopped, or its machine is `suspended`, its monotonic clock with it. */
  stop(suspended: boolean): void {
    if (!this.isRunning) return;
    this.host.stop();
    const sinceMs = this.#outside.world.nowMs;
    const alarmInMs = Math.max(0, this.#process?.alarm.ringsInMs() ?? 0);
    this.#away = { sinceMs, alarmInMs, suspended };
  }

  resume(): void {
    const away = this.#away;
    if (away === null) return;
    this.#away = null;
    const forMs = this.#outside.world.nowMs - away.sinceMs;
    // Until the alarm that it missed it did not know that it was away.
    const lateMs = forMs - away.alarmInMs;
    if (away.suspended) this.clock.stoodStill(forMs);
    if (away.suspended) this.#awayMs += forMs;
    else if (lateMs > UNNOTICED_MS) this.#awayMs += lateMs;
    this.host.resume();
  }

  operate(request: OperatorRequest): void {
    this.#operatorRequests.push(request);
    const asker = OPERATOR_ASKER + this.#operatorRequests.length - 1;
    this.host.deliver(() => this.input({ kind: 'operator', asker, request }));
  }

  input(input: Input): void {
    const process = this.#process;
    if (process === null) return;
    const spec = 'link' in input ? process.links.specOf(input.link) : null;
    this.#witness.input(this, input, spec);
    process.driver.input(input);
    this.#witness.settled(this);
  }

  #watched(links: SimLinks): Links {
    return {
      open: (link, spec) => {
        this.#witness.soughtAt(this, this.#outside.names.named(spec).address);
        links.open(link, spec);
      },
      close: (link) => links.close(link),
      send: (link, request) => {
        const spec = links.specOf(link);
        if (spec !== null) this.#witness.sent(this, request, spec);
        links.send(link, request);
      },
    };
  }

  #audience(): Audience {
    return {
      event: (event: Event) => this.#witness.event(this, event),
      note: (note: Note) => this.#witness.note(this, note),
      record: (record: FailoverRecord) => this.#witness.record(this, record),
      answer: (asker: Asker, answer: VoteAnswer) => {
        const question = this.#running().door.answer(asker, answer);
        if (question !== null) this.#witness.answered(this, question, answer);
      },
      outcome: (asker: Asker, outcome: OperatorOutcome) => {
        const request =
          this.#operatorRequests[asker - OPERATOR_ASKER] ??
          this.#running().door.operated(asker, outcome);
        if (request !== undefined) this.#witness.operated(this, request, outcome);
      },
      reconfigScript: () => {},
      crash: () => this.#witness.broken(this, 'a crash that nobody asked for'),
      broken: (message: string) => this.#witness.broken(this, message),
    };
  }

  #running(): Process {
    if (this.#process === null) throw new Error(`${this.name} is not running`);
    return this.#process;
  }
}
