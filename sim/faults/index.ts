// Every fault there is. A seed draws some of them; a new one is a file and a line here.

import { failingDisk, slowDisk } from './bad-disk.ts';
import { busyNode } from './busy-node.ts';
import { crashNode } from './crash-node.ts';
import { crashAllSentinels, crashSentinel } from './crash-sentinel.ts';
import { crashWhileWriting } from './crash-while-writing.ts';
import type { Fault } from './fault.ts';
import { forcedFailover, strayNode } from './operator.ts';
import { oneWayPartition, partition } from './partition.ts';
import { resetConnections } from './reset-connections.ts';
import { setClock } from './set-clock.ts';
import { stopNode } from './stop-node.ts';
import { stopSentinel, suspendSentinel } from './stop-sentinel.ts';
import { delay, loss } from './worse-paths.ts';

export const FAULTS: readonly Fault[] = [
  crashNode,
  stopNode,
  busyNode,
  crashSentinel,
  crashAllSentinels,
  crashWhileWriting,
  stopSentinel,
  suspendSentinel,
  setClock,
  delay,
  loss,
  partition,
  oneWayPartition,
  resetConnections,
  failingDisk,
  slowDisk,
  forcedFailover,
  strayNode,
];
