// Several Sentinels, of one kind or of both, that watch the same groups, and the waits that every
// test of a failover needs: until they know everything, and until they agree on a new master.

import { portLines, type TlsFiles } from './certificates.ts';
import type { Group } from './group.ts';
import { freePorts } from './ports.ts';
import type { Sandbox } from './sandbox.ts';
import { Sentinel, type SentinelKind } from './sentinel.ts';
import { expect, until } from './wait.ts';

/** The settings of one group in one Sentinel's file. */
export interface WatchOptions {
  readonly quorum: number;
  readonly downAfterMs: number;
  readonly failoverTimeoutMs: number;
  readonly parallelSyncs: number;
  /** Paths, by the name of their directive. */
  readonly scripts?: Readonly<Record<string, string>>;
}

export interface QuorumOptions extends Partial<WatchOptions> {
  readonly kinds: readonly SentinelKind[];
  readonly groups: readonly Group[];
  readonly ports?: readonly number[];
  /** Asked of every client of these Sentinels. */
  readonly password?: string;
  /** What differs in one Sentinel's file, by its place in `kinds`. */
  readonly special?: Readonly<Record<number, Partial<WatchOptions>>>;
  /** More lines for every file. */
  readonly lines?: readonly string[];
  /** More lines for the file of one Sentinel, by its place in `kinds`. */
  readonly ownLines?: Readonly<Record<number, readonly string[]>>;
  /** All of it speaks TLS only; this is what each shows, and how to come in. */
  readonly tls?: TlsFiles;
}

/** Stock Sentinels with a down-after of no more than their ping period (1 s) see a master that they
 *  have just switched to as down, and fail over again. */
const DEFAULT_WATCH: WatchOptions = {
  quorum: 2,
  downAfterMs: 2_000,
  failoverTimeoutMs: 20_000,
  parallelSyncs: 1,
};

export class Quorum {
  readonly sentinels: readonly Sentinel[];
  readonly groups: readonly Group[];

  private constructor(sentinels: readonly Sentinel[], groups: readonly Group[]) {
    this.sentinels = sentinels;
    this.groups = groups;
  }

  /** Returns when every Sentinel knows every replica and every peer, and hears from them. */
  static async start(sandbox: Sandbox, options: QuorumOptions): Promise<Quorum> {
    const { kinds, groups, special = {}, ports: wanted, password, tls, ...rest } = options;
    const { lines = [], ownLines = {}, ...common } = rest;
    const ports = wanted ?? (await freePorts(kinds.length));
    const sentinels = await Promise.all(
      kinds.map((kind, index) => {
        const port = ports[index] ?? 0;
        const watch = { ...DEFAULT_WATCH, ...common, ...special[index] };
        const own = sentinelText({ port, groups, watch, password, tls });
        const text = `${own}${[...lines, ...(ownLines[index] ?? [])].join('\n')}\n`;
        return Sentinel.start(sandbox, { kind, port, text, password, tls });
      }),
    );
    const quorum = new Quorum(sentinels, groups);
    await quorum.knowsAll();
    return quorum;
  }

  /** The Sentinel at that place of `kinds`. */
  at(index: number): Sentinel {
    const sentinel = this.sentinels[index];
    if (sentinel === undefined) throw new Error(`There is no Sentinel ${index}`);
    return sentinel;
  }

  others(sentinel: Sentinel): Sentinel[] {
    return this.sentinels.filter((other) => other !== sentinel);
  }

  async knowsAll(sentinels: readonly Sentinel[] = this.sentinels): Promise<void> {
    const peers = this.sentinels.length - 1;
    for (const group of this.groups) {
      const replicas = group.nodes.length - 1;
      await Promise.all(
        sentinels.map((sentinel) =>
          until(`Sentinel ${sentinel.port} to know ${group.name}`, () =>
            knows(sentinel, group.name, { replicas, peers }),
          ),
        ),
      );
    }
  }

  /** Waits until all of `sentinels` send clients to the same node, another one than `oldPort`, and
   *  that node is a master. Gives its port. */
  async agreesOnNewMaster(
    group: Group,
    oldPort: number,
    sentinels: readonly Sentinel[] = this.sentinels,
  ): Promise<number> {
    const newPort = await until(
      `the Sentinels to agree on a new master of ${group.name}`,
      async () => {
        const ports = await Promise.all(sentinels.map((each) => each.masterPort(group.name)));
        expect(new Set(ports).size === 1 && ports[0] !== oldPort, `they answer ${ports}`);
        return ports[0];
      },
      { withinMs: 90_000 },
    );
    await until(`${newPort} to be a master`, async () => {
      const { role } = await group.node(newPort).role();
      expect(role === 'master', `it is a ${role}`);
      return role;
    });
    return newPort;
  }

  /** The Sentinel that says it was elected in that group, from a moment on. */
  async leader(groupName: string, sinceMs = 0): Promise<Sentinel> {
    const wanted = { containing: `master ${groupName} `, sinceMs };
    return await until('a leader to be elected', () =>
      this.sentinels.find((each) => each.events.find('+elected-leader', wanted) !== undefined),
    );
  }
}

/** What a file says of a group. */
interface WatchedGroup {
  readonly name: string;
  readonly masterPort: number;
  readonly password?: string | undefined;
}

/** The file that a user would write for these groups. */
export function sentinelText(options: {
  readonly port: number;
  readonly groups: readonly WatchedGroup[];
  readonly watch: WatchOptions;
  readonly password?: string | undefined;
  readonly tls?: TlsFiles | undefined;
}): string {
  const { port, groups, watch, password, tls } = options;
  const lines = ['bind 127.0.0.1', ...portLines(port, tls)];
  if (password !== undefined) lines.push(`requirepass ${password}`);
  for (const { name, masterPort, password: authPass } of groups) {
    lines.push(
      `sentinel monitor ${name} 127.0.0.1 ${masterPort} ${watch.quorum}`,
      `sentinel down-after-milliseconds ${name} ${watch.downAfterMs}`,
      `sentinel failover-timeout ${name} ${watch.failoverTimeoutMs}`,
      `sentinel parallel-syncs ${name} ${watch.parallelSyncs}`,
    );
    for (const [directive, path] of Object.entries(watch.scripts ?? {})) {
      lines.push(`sentinel ${directive} ${name} ${path}`);
    }
    if (authPass !== undefined) lines.push(`sentinel auth-pass ${name} ${authPass}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Knows so many replicas and peers, all of them up and heard from. */
async function knows(
  sentinel: Sentinel,
  groupName: string,
  counts: { readonly replicas: number; readonly peers: number },
): Promise<true> {
  const master = await sentinel.master(groupName);
  expect(master.get('flags') === 'master', `the master's flags are ${master.get('flags')}`);
  const replicas = await sentinel.replicas(groupName);
  const ready = replicas.filter(
    (fields) => fields.get('flags') === 'slave' && fields.get('master-link-status') === 'ok',
  );
  expect(ready.length >= counts.replicas, `${ready.length} of ${counts.replicas} replicas`);
  const peers = await sentinel.peers(groupName);
  const reached = peers.filter((fields) => fields.get('flags') === 'sentinel');
  expect(reached.length >= counts.peers, `${reached.length} of ${counts.peers} peers`);
  return true;
}
