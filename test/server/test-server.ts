// A server with the real commands and a few of its own, a door that keeps what comes through it,
// and a clock that goes only when it is told.

import { withRules } from '../../src/acl/user.ts';
import { COMMANDS, resolve } from '../../src/commands/catalogue.ts';
import type { Command, Sight, Verdict } from '../../src/commands/command.ts';
import type { Asker } from '../../src/core/input.ts';
import type { OperatorRequest } from '../../src/core/operator-request.ts';
import { DEFAULT_SETTINGS, DEFAULT_TIMINGS } from '../../src/core/settings.ts';
import type { RespValue } from '../../src/resp/value.ts';
import type { Door, Question } from '../../src/server/door.ts';
import { RespServer } from '../../src/server/server.ts';
import {
  DEFAULT_SERVER_OPTIONS,
  type Resolution,
  type ServerOptions,
} from '../../src/server/server-options.ts';
import { openBook, type UserBook } from '../../src/server/user-book.ts';
import { fakeAcl } from '../fake-sight.ts';
import { RawClient } from './raw-client.ts';

/** What came through the door, oldest first. */
export class RecordingDoor implements Door {
  readonly asked: { readonly asker: Asker; readonly question: Question }[] = [];
  readonly operated: { readonly asker: Asker; readonly request: OperatorRequest }[] = [];
  readonly hellos: string[] = [];
  shutdowns = 0;
  #changed: () => void = () => {};

  ask(asker: Asker, question: Question): void {
    this.asked.push({ asker, question });
    this.#changed();
  }

  operate(asker: Asker, request: OperatorRequest): void {
    this.operated.push({ asker, request });
    this.#changed();
  }

  told(payload: string): void {
    this.hellos.push(payload);
    this.#changed();
  }

  shutdown(): void {
    this.shutdowns++;
    this.#changed();
  }

  async until(condition: (door: RecordingDoor) => boolean): Promise<void> {
    while (!condition(this)) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }
}

export interface TestOptions extends Partial<ServerOptions> {
  /** Rules for the default user, which may do everything without them. */
  readonly rules?: readonly string[];
}

function bookOf(rules: readonly string[]): UserBook {
  const book = openBook();
  const changed = withRules(book.defaultUser, rules, book.context);
  if (!changed.ok) throw new Error(`not a rule: ${changed.rule}`);
  book.put(changed.user);
  return book;
}

export class TestServer {
  readonly door: RecordingDoor = new RecordingDoor();
  readonly warnings: string[] = [];
  readonly server: RespServer;
  readonly #clients: RawClient[] = [];
  nowMs: number = 1_000;

  readonly users: UserBook;

  constructor({ rules = [], ...options }: TestOptions = {}) {
    this.users = bookOf(rules);
    const full = { ...DEFAULT_SERVER_OPTIONS, port: 0, binds: ['127.0.0.1'], ...options };
    this.server = new RespServer(full, {
      resolve: resolveForTest,
      door: this.door,
      users: this.users,
      aclFile: null,
      sight: () => this.#sight(full),
      clock: { monotonicMs: () => this.nowMs, wallMs: () => this.nowMs },
      warn: (text) => this.warnings.push(text),
    });
  }

  static async start(options: TestOptions = {}): Promise<TestServer> {
    const made = new TestServer(options);
    const { outcome, problems } = await made.server.listen();
    if (outcome !== 'listening') throw new Error(`cannot listen: ${problems[0]?.code}`);
    return made;
  }

  get port(): number {
    return this.server.addresses()[0]?.port ?? 0;
  }

  async client(): Promise<RawClient> {
    const client = await RawClient.connect(this.port);
    this.#clients.push(client);
    return client;
  }

  stop(): void {
    for (const client of this.#clients) client.destroy();
    this.server.close();
  }

  #sight(options: ServerOptions): Sight {
    return {
      views: NO_VIEWS,
      settings: {
        announceHostnames: false,
        resolveHostnames: false,
        denyScriptsReconfig: true,
        maxClients: options.maxClients,
        logLevel: 'notice',
        renamedCommands: () => new Map(),
        isExecutable: () => false,
      },
      process: { ...NO_PROCESS, ...this.server.numbers() },
      clients: this.server.clients(),
      acl: fakeAcl({
        users: this.users.users,
        context: this.users.context,
        log: this.users.log.entries,
        nowMs: this.nowMs,
      }),
    };
  }
}

const NO_VIEWS: Sight['views'] = {
  sentinel: () => {
    throw new Error('no state here');
  },
  settings: () => DEFAULT_SETTINGS,
  timings: () => DEFAULT_TIMINGS,
  authErrorCount: () => 0,
  infoCache: () => null,
  master: () => null,
  replicas: () => null,
  peers: () => null,
  quorum: () => null,
  currentAddress: () => null,
  explanation: () => null,
  findings: () => null,
  history: () => null,
  clientAddress: () => null,
};

const NO_PROCESS: Sight['process'] = {
  vedetteVersion: '0.0.0',
  processId: 1,
  supervisedBy: 'no',
  runId: 'f'.repeat(40),
  port: 0,
  executable: '',
  configFile: '',
  os: '',
  archBits: 64,
  wallMs: 0,
  uptimeMs: 0,
  cpuUserMs: 0,
  cpuSystemMs: 0,
  mainThreadCpuUserMs: 0,
  mainThreadCpuSystemMs: 0,
  connectionsReceived: 0,
  commandsProcessed: 0,
  saves: { failedForMs: null, failures: 0, successes: 0, lastError: '' },
  inputBytes: 0,
  outputBytes: 0,
  rejectedConnections: 0,
  errorReplies: 0,
  reads: 0,
  writes: 0,
  commandsPerSecond: 0,
  inputBytesPerSecond: 0,
  outputBytesPerSecond: 0,
  recentInputBytesMax: 0,
  recentOutputBytesMax: 0,
  blockedClients: 0,
  trackingClients: 0,
  trackingPrefixes: 0,
  pubsubChannels: 0,
  pubsubPatterns: 0,
  scripts: () => [],
};

/** `ASK epoch`, `OPERATE name`, `BIG bytes` and `BOOM`; all else is real. */
const OWN: Readonly<Record<string, (args: readonly string[]) => Verdict>> = {
  ask: (args) => ({
    kind: 'ask',
    master: { host: '127.0.0.1', port: 7000 },
    epoch: BigInt(args[1] ?? 0),
    candidate: null,
    // A null, because it shows the version of the protocol.
    render: ({ leaderEpoch }) => ({
      kind: 'array',
      items: [{ kind: 'integer', value: leaderEpoch }, { kind: 'null' }],
    }),
  }),
  operate: (args) => ({
    kind: 'operate',
    request: { kind: 'remove', name: args[1] ?? '' },
    render: ({ kind }) => ({ kind: 'simple', text: kind }),
  }),
  big: (args) => reply({ kind: 'bulk', text: 'x'.repeat(Number(args[1])) }),
  boom: () => {
    throw new Error('a mistake');
  },
};

function reply(value: RespValue): Verdict {
  return { kind: 'reply', value };
}

function resolveForTest(args: readonly string[]): Resolution {
  const name = (args[0] ?? '').toLowerCase();
  const run = OWN[name];
  if (run === undefined) return resolve(args);
  const [model] = COMMANDS;
  if (model === undefined) throw new Error('the catalogue is empty');
  const command: Command = { ...model, name, arity: -1, open: false, run };
  return { kind: 'command', command };
}
