// One group as the world knows it: its nodes and its settings. Which of them is the master is what
// the Vedettes are to find out; what the nodes themselves say is told here.

import { type Address, sameAddress } from '../src/core/address.ts';
import type { ModelNode } from './node/model-node.ts';
import type { GroupRunOptions } from './options.ts';

export class SimGroup {
  readonly options: GroupRunOptions;
  readonly nodes: readonly ModelNode[];

  constructor(options: GroupRunOptions, nodes: readonly ModelNode[]) {
    this.options = options;
    this.nodes = nodes;
  }

  get name(): string {
    return this.options.name;
  }

  nodeAt(address: Address): ModelNode | null {
    return this.nodes.find((node) => sameAddress(node.host.address, address)) ?? null;
  }

  /** Those that run and follow nobody. */
  masters(): readonly ModelNode[] {
    return this.nodes.filter((node) => node.host.isAlive && node.master === null);
  }
}
