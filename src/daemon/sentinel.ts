// One running Sentinel: puts the core, its driver, the adapters and the server together, starts
// them in the order that the log of a stock Sentinel shows, and ends them.

import { randomInt } from 'node:crypto';
import { TimerAlarm } from '../adapters/alarm.ts';
import { systemClock } from '../adapters/clock.ts';
import type { FileStore } from '../adapters/file-store.ts';
import { TcpLinks } from '../adapters/links.ts';
import type { Log } from '../adapters/log.ts';
import { HostNames } from '../adapters/names.ts';
import { ScriptRunner } from '../adapters/script-runner.ts';
import { systemErrorText } from '../adapters/system-error.ts';
import { createState } from '../core/create.ts';
import type { Event } from '../core/event.ts';
import type { State } from '../core/state.ts';
import { viewsAt } from '../core/views.ts';
import { Driver } from '../driver/driver.ts';
import type { Door } from '../server/door.ts';
import type { ListenFailure } from '../server/listen.ts';
import { RespServer } from '../server/server.ts';
import { accessWarnings, plainPassword } from './access.ts';
import { aclFileOf } from './acl-file.ts';
import { DaemonAudience } from './audience.ts';
import type { StartConfig } from './load.ts';
import { newId, type Prepared } from './prepare.ts';
import { resolver } from './renamed-commands.ts';
import type { SaveWatch } from './save-watch.ts';
import { aclSight, processSight, settingsSight } from './sight.ts';
import type { SupervisorKind } from './supervisor.ts';

const SEED_LIMIT = 2 ** 32;

export interface SentinelOptions {
  readonly config: StartConfig;
  readonly log: Log;
  readonly version: string;
  readonly supervisedBy: SupervisorKind;
  readonly prepared: Prepared;
  /** A client wants the process to end. */
  readonly shutdown: () => void;
}

export class Sentinel {
  readonly #log: Log;
  readonly #config: StartConfig;
  readonly #state: State;
  readonly #store: FileStore;
  readonly #saves: SaveWatch;
  readonly #server: RespServer;
  readonly #scripts: ScriptRunner;
  readonly #audience: DaemonAudience;
  readonly #driver: Driver;
  readonly #names: Prepared['names'];

  /** To be started without delay: the silence of nodes counts from here. */
  constructor(options: SentinelOptions) {
    const { config, log } = options;
    const { myId, store, saves, names } = options.prepared;
    this.#names = names;
    this.#config = config;
    this.#log = log;
    this.#store = store;
    this.#saves = saves;
    const clock = systemClock;
    this.#state = createState({
      settings: config.sentinel,
      myId,
      listenPort: config.server.port,
      seed: randomInt(SEED_LIMIT),
      nowMs: clock.monotonicMs(),
      ownPassword: plainPassword(config.server),
    });
    this.#server = this.#makeServer(options);
    this.#scripts = new ScriptRunner({
      clock,
      timings: () => this.#state.timings,
      announce: (event) => this.#audience.event(event, null),
    });
    this.#audience = new DaemonAudience({
      log,
      server: this.#server,
      scripts: this.#scripts,
      saves,
    });
    const links = new TcpLinks({
      deliver: (input) => this.#driver.input(input),
      ownRunId: myId,
      sourceHost: config.server.bindSourceAddress,
    });
    this.#driver = new Driver(this.#state, {
      clock,
      alarm: new TimerAlarm(clock, () => this.#driver.alarm()),
      links,
      names: new HostNames((input) => this.#driver.input(input)),
      store,
      audience: this.#audience,
    });
  }

  /** Why it cannot serve clients; null when it does. */
  async listen(): Promise<string | null> {
    const { port } = this.#config.server;
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
    const { server } = this.#config;
    this.#log.notice(`Running mode=sentinel, port=${server.port}.`);
    for (const warning of accessWarnings(server)) this.#log.warning(warning);
    this.#saves.begin((event) => this.#alarm(event));
    this.#log.warning(`Sentinel ID is ${this.#state.myId}`);
    for (const name of this.#names) this.#driver.input({ kind: 'resolved', ...name });
    this.#driver.input({ kind: 'start' });
  }

  #alarm(event: Event): void {
    const scripts = new Set<string>();
    for (const { options } of this.#state.groups.values()) {
      if (options.notificationScript !== null) scripts.add(options.notificationScript);
    }
    this.#audience.alarm(event, scripts);
  }

  /** Closes what clients see and ends the writing thread. */
  async close(): Promise<void> {
    this.#server.close();
    await this.#store.close();
  }

  #makeServer(options: SentinelOptions): RespServer {
    const { config, log, version, supervisedBy, prepared, shutdown } = options;
    const { server } = config;
    const clock = systemClock;
    const facts = {
      version,
      runId: newId(),
      supervisedBy,
      port: server.port,
      configFile: config.configFile ?? '',
      clock,
      startedAtMs: clock.monotonicMs(),
    };
    const processNow = processSight(facts, {
      numbers: () => this.#server.numbers(),
      scripts: () => this.#scripts.shown(),
      saves: () => this.#saves.sight(),
    });
    const settings = settingsSight(this.#state, server, log);
    const serverOptions = {
      port: server.port,
      binds: server.bind,
      backlog: server.tcpBacklog,
      maxClients: server.maxClients,
      timeoutMs: server.clientTimeoutMs,
      tcpKeepAliveMs: server.tcpKeepaliveMs,
      protectedMode: server.protectedMode,
      subscriberLimit: server.subscriberBufferLimit,
      clientLimit: server.clientBufferLimit,
      requestBytesMax: server.queryBufferLimitBytes,
    };
    const acl = aclSight(prepared.users, clock, server);
    return new RespServer(serverOptions, {
      resolve: resolver(server.renamedCommands),
      door: this.#door(shutdown),
      users: prepared.users,
      aclFile: aclFileOf(config, prepared.users, log),
      sight: () => ({
        views: viewsAt(this.#state, this.#driver.nowMs()),
        settings,
        // Asked from the system, and costly: only when a command looks at it.
        get process() {
          return processNow();
        },
        clients: this.#server.clients(),
        acl,
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
        // It may have changed how long scripts may take.
        this.#scripts.review();
      },
      told: (hello) => this.#driver.input({ kind: 'told', hello }),
      shutdown,
    };
  }
}

/** As the file names the address, and as the system names the failure. */
function shownFailure({ host, code }: ListenFailure): ListenFailure & { readonly code: string } {
  const shown = host === '0.0.0.0' ? '*' : host;
  const error = Object.assign(new Error(code), { code });
  return { host: shown, port: 0, code: systemErrorText(error) };
}
