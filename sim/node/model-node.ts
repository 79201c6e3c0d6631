// A model of a Redis server: it runs commands given as words, answers values, replicates, and
// starts again from what its persistence kept. It is as real as whatever watches or promotes it can
// tell; the same script of commands runs on it and on a real server.

import { type Address, sameAddress } from '../../src/core/address.ts';
import type { RespValue } from '../../src/resp/value.ts';
import type { Host } from '../host.ts';
import { type End, type Handler, isCommand, type Network } from '../network.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { isPostponed, refusalOf } from './admission.ts';
import { findCommand } from './commands.ts';
import { FOLLOWER_TICK_MS, Follower } from './follower.ts';
import { Followers, type SyncRequest } from './followers.ts';
import { infoText } from './info-text.ts';
import { type Command, Replication } from './replication.ts';
import { array, bulk, error, integer, QUEUED } from './reply.ts';
import { Session } from './session.ts';

export interface ModelNodeOptions {
  readonly priority: number;
  readonly password: string | null;
  /** Commands that its user may not call, `container|name` for a subcommand. */
  readonly refusedCommands: ReadonlySet<string>;
  /** The file cannot be rewritten. */
  readonly isConfigReadOnly: boolean;
  /** Does the data set survive the end of the process, in an append-only file? */
  readonly isPersistent: boolean;
  /** How long a start, and a new data set, takes to be read in. */
  readonly loadMs: number;
  /** How long a data set is on the way to a replica. */
  readonly syncMs: number;
  readonly backlogBytes: number;
  readonly replicationTimeoutMs: number;
  readonly pingReplicasMs: number;
}

export interface ModelOutside {
  readonly world: World;
  readonly network: Network;
  readonly host: Host;
  readonly random: Random;
}

/** A place in a history. */
export interface HistoryMark {
  readonly history: string;
  readonly offset: number;
}

/** What a node leaves behind while a stranger has its address. */
interface Absence {
  readonly data: ReadonlyMap<string, string>;
  readonly replication: Replication;
  readonly master: Address | null;
}

/** A replica of strangers. */
export const GUEST: Address = { host: '10.8.8.8', port: 6379 };

interface Pause {
  untilMs: number;
  isForAll: boolean;
}

export class ModelNode {
  readonly host: Host;
  readonly options: ModelNodeOptions;
  readonly data: Map<string, string> = new Map();
  /** What it demands; it shows the one of its options to its own master. */
  password: string | null;
  replication: Replication;
  /** Where its last write as a master stood, and where it was promoted: what was lost between two
   *  of them. null: it was neither. */
  lastReign: HistoryMark | null = null;
  lastPromotion: HistoryMark | null = null;
  readonly #outside: ModelOutside;
  readonly #follower: Follower;
  readonly #followers: Followers;
  readonly #sessions = new Set<Session>();
  /** Called when a stranger at this address is told to follow, or to be a master, with who told it. */
  onCaptured: ((by: Address, master: Address | null) => void) | null = null;
  #absence: Absence | null = null;
  /** A stranger is here that nobody has captured yet. */
  #isStranger = false;
  /** There is nothing that tells it from one of ours but that it brings no id of ours along. */
  #isPlain = false;
  #runId = '';
  #nextSessionId = 1;
  #pause: Pause | null = null;
  #isBusy = false;
  #loadingUntilMs = 0;
  #pingedAtMs = 0;
  /** Another history has no writes of its own yet, wherever its offsets begin. */
  #lastWrite: HistoryMark = { history: '', offset: 0 };
  #written: Command[] = [];
  /** The `replicaof` line of its file. */
  #configuredMaster: Address | null;

  constructor(outside: ModelOutside, options: ModelNodeOptions, master: Address | null) {
    this.#outside = outside;
    this.host = outside.host;
    this.options = options;
    this.password = options.password;
    this.#configuredMaster = master;
    this.replication = new Replication(outside.random, options.backlogBytes);
    this.#follower = new Follower(outside, this, {
      masterAuth: options.password,
      replicationTimeoutMs: options.replicationTimeoutMs,
      loadMs: options.loadMs,
    });
    this.#followers = new Followers(outside, this, options.syncMs);
    outside.network.listen(outside.host, (end) => this.#welcome(end));
  }

  get master(): Address | null {
    return this.#follower.master;
  }

  get isReplica(): boolean {
    return this.#follower.master !== null;
  }

  get refusedCommands(): ReadonlySet<string> {
    return this.options.refusedCommands;
  }

  get pausing(): 'nothing' | 'writes' | 'everything' {
    if (this.#pause === null) return 'nothing';
    return this.#pause.isForAll ? 'everything' : 'writes';
  }

  /** Follows its master and is up to date as far as the link goes. */
  /** A stranger has its address. */
  get hasGivenWay(): boolean {
    return this.#absence !== null;
  }

  get isPlainStranger(): boolean {
    return this.#isPlain;
  }

  get isLinkUp(): boolean {
    return this.#follower.isLinkUp;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get isLoading(): boolean {
    return this.#follower.isLoading || this.#outside.world.nowMs < this.#loadingUntilMs;
  }

  /** Starts a process from the file and from what persistence kept. */
  start(): void {
    const { world, network, random, host } = this.#outside;
    host.boot();
    this.#runId = random.hex(40);
    const loadMs = this.options.isPersistent && this.data.size > 0 ? this.options.loadMs : 0;
    this.#loadingUntilMs = world.nowMs + loadMs;
    this.#pingedAtMs = world.nowMs;
    this.#follower.follow(this.#configuredMaster);
    if (this.#configuredMaster === null) this.replication.renew();
    network.booted();
    this.#tick();
  }

  /** Ends the process, or its whole machine; `start` brings it back. */
  end(state: 'dead' | 'lost'): void {
    this.host.end(state);
    this.#outside.network.ended(this.host);
    this.#follower.reset();
    this.#sessions.clear();
    this.#followers.takeAll();
    this.#pause = null;
    this.#isBusy = false;
    this.#written = [];
    this.replication.dropLog();
    if (this.options.isPersistent) return;
    this.data.clear();
    this.replication = new Replication(this.#outside.random, this.options.backlogBytes);
  }

  /** The machine is gone, and a server of somebody else starts at its address. */
  giveWay(isPlain: boolean): void {
    this.#absence = {
      data: new Map(this.data),
      replication: this.replication,
      master: this.#configuredMaster,
    };
    this.end('dead');
    this.data.clear();
    this.data.set('stranger', '1');
    this.replication = new Replication(this.#outside.random, this.options.backlogBytes);
    if (!isPlain) this.replication.shift();
    this.#configuredMaster = null;
    this.#isStranger = true;
    this.#isPlain = isPlain;
    this.start();
  }

  /** The stranger is gone, and the node there again with what its persistence kept. */
  comeBack(): void {
    const absence = this.#absence;
    if (absence === null) return;
    if (this.host.isAlive) this.end('dead');
    this.#absence = null;
    this.#isStranger = false;
    this.#isPlain = false;
    if (this.options.isPersistent) {
      this.replaceData(absence.data);
      this.replication = absence.replication;
    }
    this.#configuredMaster = absence.master;
    this.start();
  }

  /** A client tells it whom to follow; false: it follows that one already. */
  obey(master: Address | null, by: Address): boolean {
    // Who has lost its data has none to lose.
    if (this.#isStranger && this.data.has('stranger')) this.onCaptured?.(by, master);
    this.join();
    return this.follow(master);
  }

  /** It counts as one of the group's from now on, whoever told it. */
  join(): void {
    this.#isStranger = false;
  }

  /** A script runs and does not end by itself. */
  startScript(): void {
    this.#isBusy = true;
  }

  endScript(): void {
    this.#isBusy = false;
  }

  // What commands do.

  infoText(): string {
    return infoText({
      runId: this.#runId,
      nowMs: this.#outside.world.nowMs,
      isLoading: this.isLoading,
      hasAppendOnlyFile: this.options.isPersistent && !this.#isPlain,
      priority: this.options.priority,
      keys: this.data.size,
      isAnnounced: true,
      replication: this.replication,
      follower: this.#follower,
      followers: this.#listed(),
    });
  }

  #listed(): readonly { readonly address: Address; readonly isOnline: boolean }[] {
    const listed = this.#followers.listed();
    return this.#isStranger && !this.#isPlain
      ? [...listed, { address: GUEST, isOnline: true }]
      : listed;
  }

  role(): RespValue {
    const { master, stage } = this.#follower;
    if (master === null) {
      const offset = bulk(String(this.replication.offset));
      const followers = this.#followers
        .listed()
        .map(({ address }) => array([bulk(address.host), bulk(String(address.port)), offset]));
      return array([bulk('master'), integer(this.replication.offset), array(followers)]);
    }
    const offset = stage === 'connected' ? this.replication.offset : -1;
    const place = [bulk(master.host), integer(master.port)];
    return array([bulk('slave'), ...place, bulk(stage), integer(offset)]);
  }

  /** False: it follows that one already. */
  follow(master: Address | null): boolean {
    const before = this.#follower.master;
    if (master === null) {
      if (before === null) return true;
      this.#follower.follow(null);
      this.lastPromotion = { history: this.replication.id, offset: this.replication.offset };
      this.replication.shift();
      this.dropFollowers();
    } else {
      if (before !== null && sameAddress(before, master)) return false;
      if (before === null) {
        const { history, offset } = this.#lastWrite;
        const { id } = this.replication;
        this.lastReign = { history: id, offset: history === id ? offset : 0 };
      }
      this.#follower.follow(master);
    }
    const text = master === null ? 'is a master' : `follows ${master.host}:${master.port}`;
    this.#outside.world.note(this.host.name, 'r', `${text}, offset ${this.replication.offset}`);
    return true;
  }

  rewriteConfig(): boolean {
    if (this.options.isConfigReadOnly) return false;
    this.#configuredMaster = this.#follower.master;
    return true;
  }

  /** To subscribers of this node alone; returns how many. */
  deliver(channel: string, message: string): number {
    const push = array([bulk('message'), bulk(channel), bulk(message)]);
    let count = 0;
    for (const session of this.#sessions) {
      if (!session.channels.has(channel)) continue;
      session.send(push);
      count += 1;
    }
    return count;
  }

  killSessions(type: Session['type'], except: Session | null): number {
    const killed = [...this.#sessions].filter((one) => one.type === type && one !== except);
    for (const session of killed) this.#forget(session);
    return killed.length;
  }

  pause(durationMs: number, isForAll: boolean): void {
    const untilMs = this.#outside.world.nowMs + durationMs;
    const before = this.#pause;
    this.#pause = {
      untilMs: Math.max(untilMs, before?.untilMs ?? 0),
      isForAll: isForAll || (before?.isForAll ?? false),
    };
    this.host.timer(untilMs, () => {
      if ((this.#pause?.untilMs ?? Number.POSITIVE_INFINITY) <= untilMs) this.unpause();
    });
  }

  unpause(): void {
    this.#pause = null;
    for (const session of [...this.#sessions]) {
      const commands = session.postponed.splice(0);
      for (const command of commands) this.receive(session, command);
    }
  }

  /** Takes a connection over as that of a replica. */
  accept(session: Session, request: SyncRequest): RespValue | null {
    if (this.isReplica && !this.#follower.isLinkUp) {
      return error("NOMASTERLINK Can't SYNC while not connected with my master");
    }
    return this.#followers.accept(session, request);
  }

  dropFollowers(): void {
    for (const session of this.#followers.takeAll()) this.#forget(session);
  }

  // What the follower does with us.

  replaceData(data: ReadonlyMap<string, string>): void {
    this.data.clear();
    for (const [key, value] of data) this.data.set(key, value);
  }

  apply(command: Command): void {
    const [name, key = '', value = ''] = command;
    if (name === 'SET') this.data.set(key, value);
    else if (name === 'INCR') this.data.set(key, String(Number(this.data.get(key) ?? '0') + 1));
    else if (name === 'PUBLISH') this.deliver(key, value);
    this.#followers.feed([command]);
  }

  // How a command goes through.

  propagate(command: Command): void {
    this.#written.push(command);
  }

  /** Runs a command that was found good before. */
  call(session: Session, words: Command): RespValue | null {
    const found = findCommand(words);
    if ('problem' in found) return found.problem;
    return found.command.run(this, session, words.slice(found.nameWords));
  }

  receive(session: Session, words: Command): void {
    if (session.isClosing) return;
    if (session.postponed.length > 0) {
      session.postponed.push(words);
      return;
    }
    const reply = this.#process(session, words);
    if (reply === 'postponed') session.postponed.push(words);
    else if (reply !== null) session.send(reply);
  }

  #process(session: Session, words: Command): RespValue | 'postponed' | null {
    const found = findCommand(words);
    if ('problem' in found) return this.#reject(session, found.problem);
    const { command } = found;
    const problem = refusalOf(this, session, command);
    if (problem !== null) {
      return command.name === 'exec'
        ? this.#rejectExec(session, problem)
        : this.#reject(session, problem);
    }
    if (isPostponed(this, session, command)) return 'postponed';
    if (session.transaction !== null && !command.flags.includes('immediate')) {
      session.transaction.commands.push(words);
      return QUEUED;
    }
    const reply = command.run(this, session, words.slice(found.nameWords));
    this.#replicate();
    return reply;
  }

  #reject(session: Session, problem: RespValue): RespValue {
    if (session.transaction !== null) session.transaction.isSpoilt = true;
    return problem;
  }

  #rejectExec(session: Session, problem: RespValue): RespValue {
    session.transaction = null;
    const text = problem.kind === 'error' ? problem.text : '';
    return error(`EXECABORT Transaction discarded because of: ${text}`);
  }

  #replicate(): void {
    const written = this.#written;
    if (written.length === 0) return;
    this.#written = [];
    if (this.#follower.master !== null) return;
    const commands = written.length === 1 ? written : [['MULTI'], ...written, ['EXEC']];
    this.#followers.feed(this.replication.write(commands));
    if (written.some(([name]) => name !== 'PUBLISH')) {
      this.#lastWrite = { history: this.replication.id, offset: this.replication.offset };
    }
  }

  #welcome(end: End): Handler {
    const session = new Session(this.#nextSessionId++, end, this.password === null);
    this.#sessions.add(session);
    return {
      receive: (message) => {
        if (isCommand(message)) this.receive(session, message);
      },
      closed: () => {
        session.isClosing = true;
        this.#sessions.delete(session);
        this.#followers.forget(session);
      },
    };
  }

  #forget(session: Session): void {
    this.#sessions.delete(session);
    this.#followers.forget(session);
    session.close();
  }

  #tick(): void {
    const { world } = this.#outside;
    this.#follower.tick();
    const isMaster = this.#follower.master === null;
    if (isMaster && world.nowMs - this.#pingedAtMs >= this.options.pingReplicasMs) {
      this.#pingedAtMs = world.nowMs;
      this.#followers.feed(this.replication.write([['PING']]));
    }
    this.host.timer(world.nowMs + FOLLOWER_TICK_MS, () => this.#tick());
  }
}
