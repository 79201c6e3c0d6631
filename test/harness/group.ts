// A master and its replicas as real processes, under one name.

import type { TlsFiles } from './certificates.ts';
import { DataNode } from './data-node.ts';
import { freePorts } from './ports.ts';
import type { Sandbox } from './sandbox.ts';

export interface GroupOptions {
  readonly name: string;
  readonly replicas: number;
  /** The master's port first; absent: free ones. */
  readonly ports?: readonly number[];
  /** Of all nodes. */
  readonly password?: string;
  /** More lines for the file of each. */
  readonly lines?: readonly string[];
  /** All of it speaks TLS only. */
  readonly tls?: TlsFiles;
}

export class Group {
  readonly name: string;
  /** The master at the start comes first. */
  readonly nodes: readonly DataNode[];
  readonly password: string | undefined;

  private constructor(options: GroupOptions, nodes: readonly DataNode[]) {
    this.name = options.name;
    this.nodes = nodes;
    this.password = options.password;
  }

  /** Returns when every replica is in step with the master. */
  static async start(sandbox: Sandbox, options: GroupOptions): Promise<Group> {
    const [masterPort = 0, ...replicaPorts] =
      options.ports ?? (await freePorts(options.replicas + 1));
    const { password, tls, lines = [] } = options;
    const master = await DataNode.start(sandbox, { port: masterPort, password, tls, lines });
    const replicas = await Promise.all(
      replicaPorts.map((port) =>
        DataNode.start(sandbox, { port, replicaOf: masterPort, password, tls, lines }),
      ),
    );
    await Promise.all(replicas.map((replica) => replica.follows(masterPort)));
    return new Group(options, [master, ...replicas]);
  }

  /** The port of the master at the start. */
  get masterPort(): number {
    return this.nodes[0]?.port ?? 0;
  }

  node(port: number): DataNode {
    const found = this.nodes.find((node) => node.port === port);
    if (found === undefined) throw new Error(`No node of ${this.name} listens on ${port}`);
    return found;
  }

  others(port: number): DataNode[] {
    return this.nodes.filter((node) => node.port !== port);
  }
}
