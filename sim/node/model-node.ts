// A model of a Redis server: it runs commands given as words, answers values, replicates, and
// starts again from what its persistence kept. It is as real as whatever watches or promotes it can
// tell; the same script of commands runs on it and on a real server.

import { type Address, sameAddress } from '../../src/core/address.ts';
import type { RespValue } from '../../src/resp/value.ts';
import type { Host } from '../host.ts';
import { type End, type Handler, isCommand, type Network } from '../network.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { type CommandFlag, findCommand, type NodeCommand } from './commands.ts';
import { FOLLOWER_TICK_MS, Follower } from './follower.ts';
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
  /** Does the data set survive the end of the process? */
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

interface Pause {
  untilMs: number;
  isForAll: boolean;
}

export class ModelNode {
  readonly host: Host;
  readonly options: ModelNodeOptions;
  readonly data: Map<string, string> = new Map();
  replication: Replication;
  readonly #outside: ModelOutside;
  readonly #follower: Follower;
  readonly #sessions = new Set<Session>();
  #runId = '';
  #nextSessionId = 1;
  #pause: Pause | null = null;
  #isBusy = false;
  #loadingUntilMs = 0;
  #pingedAtMs = 0;
  #written: Command[] = [];
  /** The `replicaof` line of its file. */
  #configuredMaster: Address | null;

  constructor(outside: ModelOutside, options: ModelNodeOptions, master: Address | null) {
    this.#outside = outside;
    this.host = outside.host;
    this.options = options;
    this.#configuredMaster = master;
    this.replication = new Replication(outside.random, options.backlogBytes);
    this.#follower = new Follower(outside, this, {
      masterAuth: options.password,
      replicationTimeoutMs: options.replicationTimeoutMs,
      loadMs: options.loadMs,
    });
    outside.network.listen(outside.host, (end) => this.#welcome(end));
  }

  get password(): string | null {
    return this.options.password;
  }

  get master(): Address | null {
    return this.#follower.master;
  }

  /** Follows its master and is up to date as far as the link goes. */
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
    this.#pause = null;
    this.#isBusy = false;
    this.#written = [];
    this.replication.dropLog();
    if (this.options.isPersistent) return;
    this.data.clear();
    this.replication = new Replication(this.#outside.random, this.options.backlogBytes);
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
      priority: this.options.priority,
      isAnnounced: true,
      replication: this.replication,
      follower: this.#follower,
      followers: this.#followerSessions().map(({ session, state }) => ({
        address: { host: session.end.remote.host, port: state.listeningPort },
        isOnline: state.isOnline,
      })),
    });
  }

  role(): RespValue {
    const { master, stage } = this.#follower;
    if (master === null) {
      const followers = this.#followerSessions().map(({ session, state }) => {
        const { host } = session.end.remote;
        const port = bulk(String(state.listeningPort));
        return array([bulk(host), port, bulk(String(this.replication.offset))]);
      });
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
      this.replication.shift();
      this.dropFollowers();
    } else {
      if (before !== null && sameAddress(before, master)) return false;
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

  killSessions(type: Session['type'], except: Session): number {
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
  accept(
    session: Session,
    request: { id: string; from: number; listeningPort: number },
  ): RespValue | null {
    const { replication } = this;
    if (this.#follower.master !== null && !this.#follower.isLinkUp) {
      return error("NOMASTERLINK Can't SYNC while not connected with my master");
    }
    const isFirst = !replication.hasLog;
    if (!isFirst && replication.canContinue(request.id, request.from)) {
      session.follower = { listeningPort: request.listeningPort, isOnline: true, waiting: [] };
      session.send({ kind: 'simple', text: `CONTINUE ${replication.id}` });
      for (const command of replication.since(request.from)) session.send(command);
      return null;
    }
    if (isFirst) {
      replication.renew();
      replication.startLog();
    }
    this.#sendEverything(session, request.listeningPort);
    return null;
  }

  dropFollowers(): void {
    for (const { session } of this.#followerSessions()) this.#forget(session);
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
    this.#feed([command]);
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
    const problem = this.#refusal(session, command);
    if (problem !== null) {
      return command.name === 'exec'
        ? this.#rejectExec(session, problem)
        : this.#reject(session, problem);
    }
    if (this.#isPostponed(session, command)) return 'postponed';
    if (session.transaction !== null && !command.flags.includes('immediate')) {
      session.transaction.commands.push(words);
      return QUEUED;
    }
    const reply = command.run(this, session, words.slice(found.nameWords));
    this.#replicate();
    return reply;
  }

  #refusal(session: Session, command: NodeCommand): RespValue | null {
    const has = (flag: CommandFlag): boolean => command.flags.includes(flag);
    if (!session.isAuthenticated && !has('before-auth')) {
      return error('NOAUTH Authentication required.');
    }
    if (this.options.refusedCommands.has(command.name)) {
      return error(`NOPERM this user has no permissions to run the '${command.name}' command`);
    }
    if (session.channels.size > 0 && !has('while-subscribed')) {
      return error(`ERR Can't execute '${command.name}' in this context`);
    }
    if (this.#follower.master !== null && this.#writes(session, command)) {
      return error("READONLY You can't write against a read only replica.");
    }
    if (this.isLoading && !has('while-loading')) {
      return error('LOADING Redis is loading the dataset in memory');
    }
    if (this.#isBusy && !has('while-busy')) {
      return error('BUSY Redis is busy running a script.');
    }
    return null;
  }

  #writes(session: Session, command: NodeCommand): boolean {
    return this.#flagged(session, command, 'write');
  }

  /** For EXEC it counts what was queued. */
  #flagged(session: Session, command: NodeCommand, flag: CommandFlag): boolean {
    if (command.flags.includes(flag)) return true;
    if (command.name !== 'exec') return false;
    return (session.transaction?.commands ?? []).some((words) => {
      const found = findCommand(words);
      return 'command' in found && found.command.flags.includes(flag);
    });
  }

  #isPostponed(session: Session, command: NodeCommand): boolean {
    if (this.#pause === null || session.follower !== null) return false;
    if (this.#pause.isForAll) return true;
    return (
      this.#flagged(session, command, 'write') || this.#flagged(session, command, 'may-replicate')
    );
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
    this.#feed(this.replication.write(commands));
  }

  #feed(commands: readonly Command[]): void {
    for (const { session, state } of this.#followerSessions()) {
      if (!state.isOnline) state.waiting.push(...commands);
      else for (const command of commands) session.send(command);
    }
  }

  #sendEverything(session: Session, listeningPort: number): void {
    const { world } = this.#outside;
    const { replication } = this;
    const state = { listeningPort, isOnline: false, waiting: [] as Command[] };
    session.follower = state;
    replication.needsSelect = true;
    const data = new Map(this.data);
    session.send({ kind: 'simple', text: `FULLRESYNC ${replication.id} ${replication.offset}` });
    this.host.timer(world.nowMs + this.options.syncMs, () => {
      if (session.isClosing || state.isOnline) return;
      session.send({ kind: 'snapshot', data });
      for (const command of state.waiting.splice(0)) session.send(command);
      state.isOnline = true;
    });
  }

  #followerSessions(): { session: Session; state: NonNullable<Session['follower']> }[] {
    const result = [];
    for (const session of this.#sessions) {
      if (session.follower !== null) result.push({ session, state: session.follower });
    }
    return result;
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
      },
    };
  }

  #forget(session: Session): void {
    this.#sessions.delete(session);
    session.close();
  }

  #tick(): void {
    const { world } = this.#outside;
    this.#follower.tick();
    const isMaster = this.#follower.master === null;
    if (isMaster && world.nowMs - this.#pingedAtMs >= this.options.pingReplicasMs) {
      this.#pingedAtMs = world.nowMs;
      this.#feed(this.replication.write([['PING']]));
    }
    this.host.timer(world.nowMs + FOLLOWER_TICK_MS, () => this.#tick());
  }
}
