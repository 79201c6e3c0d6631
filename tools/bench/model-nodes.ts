// The process of the model nodes: many groups on many ports, cheaply. It makes what it is told to,
// crashes what it is told to, and reports every node that a Sentinel reconfigured. It ends with
// whoever started it.

import { nowMs } from '../../test/harness/clock.ts';
import type { FromModel, ModelGroup, ToModel } from './model-messages.ts';
import { type ModelFleet, ModelNode } from './model-node.ts';

const nodes = new Map<number, ModelNode>();

async function start(serverInfo: string, groups: readonly ModelGroup[]): Promise<void> {
  const fleet: ModelFleet = {
    serverInfo,
    onReconfigured: ({ port, masterPort }, atMs) =>
      tell({ kind: 'reconfigured', port, masterPort, atMs }),
  };
  for (const { ports } of groups) {
    const group: ModelNode[] = [];
    for (const port of ports) {
      const masterPort = group[0]?.port ?? null;
      group.push(new ModelNode({ port, masterPort, group, fleet }));
    }
    for (const node of group) {
      nodes.set(node.port, node);
      await node.listen();
    }
  }
  tell({ kind: 'ready' });
}

function crash(ports: readonly number[]): void {
  for (const port of ports) nodes.get(port)?.crash();
  tell({ kind: 'crashed', atMs: nowMs() });
}

function tell(message: FromModel): void {
  process.send?.(message);
}

process.on('message', (message: ToModel) => {
  if (message.kind === 'crash') crash(message.ports);
  else void start(message.serverInfo, message.groups);
});
process.on('disconnect', () => process.exit(0));
