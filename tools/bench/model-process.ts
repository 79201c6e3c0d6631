// The process of the model nodes as the benchmark sees it: groups that can be watched and crashed,
// and the moment of everything that was done to their nodes.

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { callOnce } from '../../test/harness/connection.ts';
import { DataNode } from '../../test/harness/data-node.ts';
import { freePort, freePorts } from '../../test/harness/ports.ts';
import { asText } from '../../test/harness/resp.ts';
import type { Sandbox } from '../../test/harness/sandbox.ts';
import { until } from '../../test/harness/wait.ts';
import type { FromModel, ToModel } from './model-messages.ts';

const PROGRAM = fileURLToPath(new URL('./model-nodes.js', import.meta.url));
const NODES_PER_GROUP = 3;

export interface WatchedGroup {
  readonly name: string;
  readonly masterPort: number;
  readonly ports: readonly number[];
}

export class ModelProcess {
  readonly groups: readonly WatchedGroup[];
  readonly pid: number;
  /** When each node was first made a master, by its port. */
  readonly promotedMs: Map<number, number> = new Map();
  readonly #tell: (message: ToModel) => void;
  #ready = false;
  #crashedMs: number | null = null;

  private constructor(sandbox: Sandbox, groups: readonly WatchedGroup[]) {
    this.groups = groups;
    const child = fork(PROGRAM, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.pid = child.pid ?? 0;
    this.#tell = (message) => child.send(message);
    child.on('message', (message: FromModel) => this.#told(message));
    sandbox.onClose(() => child.kill('SIGKILL'));
  }

  /** So many groups of a master and two replicas; returns when all of them listen. */
  static async start(sandbox: Sandbox, groupCount: number): Promise<ModelProcess> {
    const ports = await freePorts(groupCount * NODES_PER_GROUP);
    const groups = Array.from({ length: groupCount }, (_, index) => {
      const own = ports.slice(index * NODES_PER_GROUP, (index + 1) * NODES_PER_GROUP);
      return { name: `group${index}`, masterPort: own[0] ?? 0, ports: own };
    });
    const serverInfo = await infoOfRealServer(sandbox);
    const model = new ModelProcess(sandbox, groups);
    model.#tell({ kind: 'start', serverInfo, groups });
    await until('the model nodes to listen', () => model.#ready || undefined);
    return model;
  }

  /** Crashes the first master of these groups; gives the moment after the last of them. */
  async crashMasters(groups: readonly WatchedGroup[] = this.groups): Promise<number> {
    this.#crashedMs = null;
    this.#tell({ kind: 'crash', ports: groups.map(({ masterPort }) => masterPort) });
    return await until('the masters to crash', () => this.#crashedMs ?? undefined);
  }

  /** When the group got a new master; undefined: it has none. */
  writableMs(group: WatchedGroup): number | undefined {
    const moments = group.ports.flatMap((port) => this.promotedMs.get(port) ?? []);
    return moments.length === 0 ? undefined : Math.min(...moments);
  }

  #told(message: FromModel): void {
    switch (message.kind) {
      case 'ready':
        this.#ready = true;
        return;
      case 'crashed':
        this.#crashedMs = message.atMs;
        return;
      case 'reconfigured':
        if (message.masterPort !== null || this.promotedMs.has(message.port)) return;
        this.promotedMs.set(message.port, message.atMs);
    }
  }
}

/** Everything that a real server says besides replication and its identity. */
async function infoOfRealServer(sandbox: Sandbox): Promise<string> {
  const server = await DataNode.start(sandbox, { port: await freePort() });
  const info = asText(await callOnce(server.port, 'INFO'));
  await server.crash();
  const sections = info.split(/(?=^# )/m).filter((section) => !section.startsWith('# Replication'));
  return sections.join('').replace(/^run_id:.*\r\n/m, '');
}
