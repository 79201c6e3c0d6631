// One running Sentinel: puts the core, its driver, the adapters and the server together, starts
// them in the order that the log of a stock Sentinel shows, and ends them.

import { randomInt } from 'node:crypto';
import { TimerAlarm } from '../adapters/alarm.ts';
import { fromByteText } from '../adapters/byte-text.ts';
import { systemClock } from '../adapters/clock.ts';
import type { FileStore } from '../adapters/file-store.ts';
import { TcpLinks } from '../adapters/links.ts';
import type { Log } from '../adapters/log.ts';
import { HostNames } from '../adapters/names.ts';
import { HostResolver } from '../adapters/resolve.ts';
import { ScriptRunner } from '../adapters/script-runner.ts';
import { Seals } from '../adapters/seals.ts';
import type { IncomingTls } from '../adapters/tls-material.ts';
import type { Sight } from '../commands/command.ts';
import { clientPort, ownPort, type ServerSettings } from '../config/server-settings.ts';
import { createState } from '../core/create.ts';
import type { Event } from '../core/event.ts';
import type { Asker } from '../core/input.ts';
import type { OperatorRequest } from '../core/operator-request.ts';
import type { State } from '../core/state.ts';
import { viewsAt } from '../core/views.ts';
import { Driver } from '../driver/driver.ts';
import type { HttpDoor } from '../http/door.ts';
import type { Door } from '../server/door.ts';
import { HANDSHAKE_LIMIT_MS } from '../server/limits.ts';
import { RespServer } from '../server/server.ts';
import type { ServerOptions } from '../server/server-options.ts';
import { plainPassword } from './access.ts';
import { aclFileOf } from './acl-file.ts';
import { DaemonAudience } from './audience.ts';
import type { HistoryKeeper } from './history-keeper.ts';
import type { MakeDoor } from './http.ts';
import { type ListenReport, listenReport } from './listen-report.ts';
import type { StartConfig } from './load.ts';
import { newId, type Prepared } from './prepare.ts';
import { resolver } from './renamed-commands.ts';
import type { SaveWatch } from './save-watch.ts';
import { aclSight, processSight, settingsSight } from './sight.ts';
import type { SupervisorKind } from './supervisor.ts';
import type { Tls } from './tls.ts';

const SEED_LIMIT = 2 ** 32;

/** Clients of the one door are above, those of the other below. */
const NOBODY: Asker = 0;

export interface SentinelOptions {
  readonly config: StartConfig;
  readonly log: Log;
  readonly version: string;
  readonly supervisedBy: SupervisorKind;
  readonly prepared: Prepared;
  /** null: nothing is said in TLS. */
  readonly tls: Tls | null;
  /** null: nobody has asked for it. */
  readonly makeDoor: MakeDoor | null;
  /** A client wants the process to end. */
  readonly shutdown: () => void;
}

export class Sentinel {
  readonly #log: Log;
  readonly #config: StartConfig;
  readonly #state: State;
  readonly #store: FileStore;
  readonly #saves: SaveWatch;
  readonly #keeper: HistoryKeeper;
  readonly #server: RespServer;
  readonly #scripts: ScriptRunner;
  readonly #audience: DaemonAudience;
  readonly #driver: Driver;
  readonly #names: Prepared['names'];
  readonly #saveAtStart: boolean;
  readonly #seals: Seals;
  readonly #sight: () => Sight;
  readonly #http: HttpDoor | null;
  /** Of this run of the process. */
  readonly #processId = newId();

  /** To be started without delay: the silence of nodes counts from here. */
  constructor(options: SentinelOptions) {
    const { config, log, tls } = options;
    const { myId, store, saves, keeper, names, saveAtStart } = options.prepared;
    this.#names = names;
    this.#saveAtStart = saveAtStart;
    this.#config = config;
    this.#log = log;
    this.#store = store;
    this.#saves = saves;
    this.#keeper = keeper;
    const clock = systemClock;
    this.#state = createState({
      settings: config.sentinel,
      myId,
      spareId: newId(),
      processId: this.#processId,
      listenPort: ownPort(config.server),
      seed: randomInt(SEED_LIMIT),
      nowMs: clock.monotonicMs(),
      wallMs: clock.wallMs(),
      ownPassword: plainPassword(config.server),
    });
    this.#seals = new Seals(clock, () => this.#state.settings.trustSecret);
    this.#sight = this.#makeSight(options);
    this.#server = this.#makeServer(options);
    if (tls !== null) {
      tls.onRenewal = (incoming) => {
        this.#server.renewTls(incoming);
        this.#http?.renewTls(incoming);
      };
    }
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
      keeper,
    });
    this.#http = this.#makeHttp(options);
    this.#audience.http = this.#http;
    const links = new TcpLinks({
      seals: this.#seals,
      deliver: (input) => this.#driver.input(input),
      sourceHost: config.server.bindSourceAddress,
      secureContext: () => tls?.outgoing ?? null,
      tellTls: (text) => log.warning(text),
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

  /** Lets clients in, as far as that can be done. */
  async listen(): Promise<ListenReport> {
    return listenReport(await this.#server.listen());
  }

  /** Where the configuration asks for it. A port that is taken is no reason to end. */
  openHttp(): void {
    this.#http?.open();
  }

  /** Begins to watch. */
  start(): void {
    const { server } = this.#config;
    this.#log.notice(`Running mode=sentinel, port=${clientPort(server)}.`);
    this.#saves.begin((event) => this.#alarm(event));
    this.#log.warning(`Sentinel ID is ${this.#state.myId}`);
    for (const name of this.#names) this.#driver.input({ kind: 'resolved', ...name });
    this.#driver.input({ kind: 'start' });
    if (!this.#saveAtStart) return;
    this.#driver.input({ kind: 'operator', asker: NOBODY, request: { kind: 'flush' } });
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
    this.#driver.input({ kind: 'end' });
    this.#server.close();
    this.#http?.close();
    await Promise.all([this.#store.close(), this.#keeper.close()]);
  }

  /** What commands see, and the HTTP door. */
  #makeSight({ config, log, version, supervisedBy, prepared }: SentinelOptions): () => Sight {
    const { server } = config;
    const clock = systemClock;
    const facts = {
      version,
      runId: this.#processId,
      supervisedBy,
      port: clientPort(server),
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
    const acl = aclSight(prepared.users, clock, server);
    return () => ({
      views: viewsAt(this.#state, this.#driver.nowMs(), (name) => this.#keeper.of(name)),
      settings,
      // Asked from the system, and costly: only when a command looks at it.
      get process() {
        return processNow();
      },
      clients: this.#server.clients(),
      acl,
    });
  }

  #makeServer(options: SentinelOptions): RespServer {
    const { config, log, tls, prepared, shutdown } = options;
    const { server } = config;
    const serverOptions = {
      ...placesToListen(server, tls?.incoming ?? null),
      backlog: server.tcpBacklog,
      maxClients: server.maxClients,
      timeoutMs: server.clientTimeoutMs,
      tcpKeepAliveMs: server.tcpKeepaliveMs,
      protectedMode: server.protectedMode,
      subscriberLimit: server.subscriberBufferLimit,
      clientLimit: server.clientBufferLimit,
      requestBytesMax: server.queryBufferLimitBytes,
    };
    return new RespServer(serverOptions, {
      resolve: resolver(server.renamedCommands),
      door: this.#door(shutdown),
      users: prepared.users,
      aclFile: aclFileOf(config, log),
      sight: this.#sight,
      clock: systemClock,
      warn: (text) => log.warning(text),
    });
  }

  #makeHttp({ makeDoor, config, log, version, tls }: SentinelOptions): HttpDoor | null {
    if (makeDoor === null) return null;
    const resolver = new HostResolver();
    return makeDoor(tls?.incoming ?? null, {
      sight: this.#sight,
      saves: () => this.#saves.sight(),
      operate: (asker, request) => this.#operate(asker, request),
      resolve: (host) => resolver.resolve(host),
      clock: systemClock,
      log,
      version,
      port: clientPort(config.server),
    });
  }

  #operate(asker: Asker, request: OperatorRequest): void {
    this.#audience.operatorAsks(asker, request);
    this.#driver.input({ kind: 'operator', asker, request });
    // It may have changed how long scripts may take.
    this.#scripts.review();
  }

  #door(shutdown: () => void): Door {
    return {
      ask: (asker, question) => this.#driver.input({ kind: 'asked', asker, ...question }),
      operate: (asker, request) => this.#operate(asker, request),
      told: (payload) => {
        const hello = this.#seals.read(payload);
        if (hello !== null) this.#driver.input({ kind: 'told', hello });
      },
      shutdown,
    };
  }
}

type Places = Pick<ServerOptions, 'port' | 'binds' | 'tls' | 'unixSocket'>;

function placesToListen(server: ServerSettings, incoming: IncomingTls | null): Places {
  const { port, bind, tls, unixSocket, unixSocketPermissions } = server;
  const isTls = incoming !== null && tls.port !== 0;
  return {
    port: port === 0 ? null : port,
    binds: bind,
    tls: isTls
      ? {
          port: tls.port,
          clientCertificates: tls.authClients,
          context: incoming,
          handshakeLimitMs: HANDSHAKE_LIMIT_MS,
        }
      : null,
    unixSocket:
      unixSocket === null
        ? null
        : {
            path: fromByteText(unixSocket),
            shownAs: unixSocket,
            permissions: unixSocketPermissions === 0 ? null : unixSocketPermissions,
          },
  };
}
