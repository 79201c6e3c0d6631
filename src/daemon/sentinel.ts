// One running Sentinel: puts the core, its driver, the adapters and the server together, starts
// them in the order that the log of a stock Sentinel shows, and ends them.

import { randomBytes, randomInt } from 'node:crypto';
import { TimerAlarm } from '../adapters/alarm.ts';
import { systemClock } from '../adapters/clock.ts';
import type { LoadedConfig } from '../adapters/config-file.ts';
import { FileStore } from '../adapters/file-store.ts';
import { TcpLinks } from '../adapters/links.ts';
import type { Log } from '../adapters/log.ts';
import { HostResolver } from '../adapters/resolve.ts';
import { systemErrorText } from '../adapters/system-error.ts';
import { createState } from '../core/create.ts';
import { durableSettings } from '../core/durable.ts';
import type { State } from '../core/state.ts';
import { viewsAt } from '../core/views.ts';
import { Driver } from '../driver/driver.ts';
import type { Door } from '../server/door.ts';
import type { ListenFailure } from '../server/listen.ts';
import { RespServer } from '../server/server.ts';
import { accessWarnings, clientAccess } from './access.ts';
import { DaemonAudience } from './audience.ts';
import { rehearse } from './rehearsal.ts';
import { resolver } from './renamed-commands.ts';
import { processSight, settingsSight } from './sight.ts';

const SEED_LIMIT = 2 ** 32;

export interface SentinelOptions {
  readonly config: LoadedConfig;
  readonly log: Log;
  readonly version: string;
  /** A client wants the process to end. */
  readonly shutdown: () => void;
}

interface SaveReport {
  /** null: it was saved. */
  readonly problem: string | null;
}

export class Sentinel {
  readonly #log: Log;
  readonly #config: LoadedConfig;
  readonly #state: State;
  readonly #store: FileStore;
  readonly #server: RespServer;
  readonly #audience: DaemonAudience;
  readonly #driver: Driver;
  /** Of the save before the start, for the place in the log where people look for it. */
  #savedAtStart: SaveReport | null = null;
  #isStarted = false;

  constructor(options: SentinelOptions) {
    const { config, log } = options;
    this.#config = config;
    this.#log = log;
    const clock = systemClock;
    const myId = config.sentinel.myId ?? newId();
    this.#state = createState({
      settings: config.sentinel,
      myId,
      listenPort: config.server.port,
      seed: randomInt(SEED_LIMIT),
      nowMs: clock.monotonicMs(),
      ownPassword: clientAccess(config.server).plainPassword,
    });
    this.#store = new FileStore({
      path: config.path,
      document: config.document,
      report: (problem) => {
        if (this.#isStarted) this.#logSave({ problem });
        else this.#savedAtStart = { problem };
      },
    });
    this.#server = this.#makeServer(options);
    this.#audience = new DaemonAudience(log, this.#server);
    const resolve = new HostResolver();
    const links = new TcpLinks({
      deliver: (input) => this.#driver.input(input),
      resolve: (host) => resolve.resolve(host),
      ownRunId: myId,
      sourceHost: config.server.bindSourceAddress,
    });
    this.#driver = new Driver(this.#state, {
      clock,
      alarm: new TimerAlarm(clock, () => this.#driver.alarm()),
      links,
      store: this.#store,
      audience: this.#audience,
    });
  }

  /** Why it cannot serve clients; null when it does. They are let in only when our id is on disk,
   *  because they may tell it to others. */
  async listen(): Promise<string | null> {
    const { port, bind } = this.#config.server;
    if (port === 0 || bind.length === 0) return 'Configured to not listen anywhere, exiting.';
    this.#store.warmUp(durableSettings(this.#state));
    rehearse();
    if (this.#config.sentinel.myId === null) await this.#saveNow();
    const failure = await this.#server.listen();
    if (failure === null) return null;
    const { host, code } = shownFailure(failure);
    this.#log.warning(
      `Warning: Could not create server TCP listening socket ${host}:${port}: bind: ${code}`,
    );
    return `Failed listening on port ${port} (TCP), aborting.`;
  }

  /** Begins to watch. */
  start(): void {
    const { server, sentinel } = this.#config;
    this.#log.notice(`Running mode=sentinel, port=${server.port}.`);
    for (const warning of accessWarnings(server)) this.#log.warning(warning);
    if (sentinel.groups.some((group) => group.notificationScript ?? group.clientReconfigScript)) {
      this.#log.warning(
        'notification-script and client-reconfig-script are not run by this version',
      );
    }
    if (this.#savedAtStart !== null) this.#logSave(this.#savedAtStart);
    this.#isStarted = true;
    this.#log.warning(`Sentinel ID is ${this.#state.myId}`);
    this.#driver.input({ kind: 'start' });
  }

  /** Closes what clients see and ends the writing thread. */
  async close(): Promise<void> {
    this.#server.close();
    await this.#store.close();
  }

  #makeServer({ config, log, version, shutdown }: SentinelOptions): RespServer {
    const { server } = config;
    const { passwordHashes, localOnly } = clientAccess(server);
    const clock = systemClock;
    const facts = {
      version,
      runId: newId(),
      port: server.port,
      configFile: config.path,
      clock,
      startedAtMs: clock.monotonicMs(),
    };
    const processNow = processSight(facts, () => this.#server.numbers());
    const settings = settingsSight(this.#state, server, passwordHashes !== null);
    const options = {
      port: server.port,
      binds: server.bind,
      backlog: server.tcpBacklog,
      maxClients: server.maxClients,
      timeoutMs: server.clientTimeoutMs,
      tcpKeepAliveMs: server.tcpKeepaliveMs,
      passwordHashes,
      localOnly,
      subscriberLimit: server.subscriberBufferLimit,
    };
    return new RespServer(options, {
      resolve: resolver(server.renamedCommands),
      door: this.#door(shutdown),
      sight: () => ({
        views: viewsAt(this.#state, this.#driver.nowMs()),
        settings,
        // Asked from the system, and costly: only when a command looks at it.
        get process() {
          return processNow();
        },
        clients: this.#server.clients(),
      }),
      clock,
      warn: (text) => log.warning(text),
    });
  }

  #door(shutdown: () => void): Door {
    return {
      ask: (asker, question) => this.#driver.input({ kind: 'asked', asker, ...question }),
      operate: (asker, request) => {
        this.#audience.operatorAsks(asker, request);
        this.#driver.input({ kind: 'operator', asker, request });
      },
      told: (hello) => this.#driver.input({ kind: 'told', hello }),
      shutdown,
    };
  }

  #saveNow(): Promise<void> {
    return new Promise((done) => this.#store.save(durableSettings(this.#state), () => done()));
  }

  #logSave({ problem }: SaveReport): void {
    if (problem === null) this.#log.notice('Sentinel new configuration saved on disk');
    else {
      this.#log.warning(
        `WARNING: Sentinel was not able to save the new configuration on disk!!!: ${problem}`,
      );
    }
  }
}

/** 40 random hexadecimal characters. */
function newId(): string {
  return randomBytes(20).toString('hex');
}

/** As the file names the address, and as the system names the failure. */
function shownFailure({ host, code }: ListenFailure): ListenFailure & { readonly code: string } {
  const shown = host === '0.0.0.0' ? '*' : host;
  const error = Object.assign(new Error(code), { code });
  return { host: shown, port: 0, code: systemErrorText(error) };
}
