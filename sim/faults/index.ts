// Every fault there is. A seed draws some of them; a new one is a file and a line here.

import { failingDisk, failingWrite, slowDisk } from './bad-disk.ts';
import { busyNode } from './busy-node.ts';
import { changePassword } from './change-password.ts';
import { crashNode } from './crash-node.ts';
import { crashAllSentinels, crashSentinel } from './crash-sentinel.ts';
import { cutOffMaster, loneSentinel } from './cut-off.ts';
import type { Fault } from './fault.ts';
import { forgedHello } from './forged-hello.ts';
import { loseGroup } from './lose-group.ts';
import { deafNameServers, moveNode } from './names.ts';
import { forcedFailover, resetGroup, strayNode } from './operator.ts';
import {
  forgetNode,
  forgetPeer,
  maintainNode,
  mistypePassword,
  pauseGroup,
  removeGroup,
  setOption,
} from './orders.ts';
import { oneWayPartition, partition } from './partition.ts';
import { resetConnections } from './reset-connections.ts';
import { reuseAddress } from './reuse-address.ts';
import { setClock } from './set-clock.ts';
import { crashStock, stopStock } from './stock.ts';
import { stopNode } from './stop-node.ts';
import { stopSentinel, suspendSentinel } from './stop-sentinel.ts';
import { crashWhileWriting, stopWhileWriting } from './while-writing.ts';
import { delay, loss } from './worse-paths.ts';

export const FAULTS: readonly Fault[] = [
  crashNode,
  loseGroup,
  stopNode,
  busyNode,
  crashSentinel,
  crashAllSentinels,
  crashWhileWriting,
  stopWhileWriting,
  stopSentinel,
  suspendSentinel,
  setClock,
  delay,
  loss,
  partition,
  cutOffMaster,
  loneSentinel,
  oneWayPartition,
  resetConnections,
  failingDisk,
  failingWrite,
  slowDisk,
  forgedHello,
  forcedFailover,
  strayNode,
  resetGroup,
  moveNode,
  deafNameServers,
  pauseGroup,
  maintainNode,
  forgetNode,
  forgetPeer,
  setOption,
  mistypePassword,
  changePassword,
  removeGroup,
  crashStock,
  stopStock,
  reuseAddress,
];
