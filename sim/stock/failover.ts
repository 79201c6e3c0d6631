// The failover of a stock Sentinel, one step a tick at most, with its own waits and ways out.

import { sameAddress } from '../../src/core/address.ts';
import { askOthers, winner } from './election.ts';
import { repoint } from './probes.ts';
import { DESYNC_MS, type Stock, switchTo } from './stock.ts';
import type { FailoverState, Instance, StockGroup } from './stock-group.ts';

const ELECTION_MS = 10_000;
const RECONFIGURATION_MS = 10_000;
const PING_MS = 1_000;
const INFO_MS = 10_000;
const PUBLISH_MS = 2_000;

type Failover = NonNullable<StockGroup['failover']>;

export function startIfNeeded(stock: Stock, group: StockGroup): void {
  const nowMs = stock.nowMs();
  const { failoverTimeoutMs, name } = group.options;
  if (!group.isObjectivelyDown || group.failover !== null) return;
  if (nowMs - group.failoverStartMs < 2 * failoverTimeoutMs) return;
  stock.currentEpoch += 1n;
  group.failover = {
    state: 'wait-start',
    epoch: stock.currentEpoch,
    changedMs: nowMs,
    promoted: null,
  };
  group.failoverStartMs = nowMs + stock.random.below(DESYNC_MS);
  stock.tell(`+try-failover ${name} in ${stock.currentEpoch}`);
  askOthers(stock, group, true);
}

export function advance(stock: Stock, group: StockGroup): void {
  const { failover } = group;
  if (failover === null) return;
  switch (failover.state) {
    case 'wait-start':
      return waitStart(stock, group, failover);
    case 'select-slave':
      return select(stock, group, failover);
    case 'send-slaveof-noone':
      return promote(stock, group, failover);
    case 'wait-promotion':
      if (stock.nowMs() - failover.changedMs > group.options.failoverTimeoutMs) {
        abort(stock, group, 'slave-timeout');
      }
      return;
    case 'reconf-slaves':
      return reconfigure(stock, group, failover);
    case 'update-config':
      if (failover.promoted !== null) switchTo(stock, group, failover.promoted.address);
      return;
    default:
      failover.state satisfies never;
  }
}

function enter(stock: Stock, failover: Failover, state: FailoverState): void {
  failover.state = state;
  failover.changedMs = stock.nowMs();
  stock.tell(`failover: ${state}`);
}

function abort(stock: Stock, group: StockGroup, why: string): void {
  group.failover = null;
  stock.tell(`-failover-abort-${why} ${group.options.name}`);
}

function waitStart(stock: Stock, group: StockGroup, failover: Failover): void {
  if (winner(stock, group, failover.epoch) === stock.myId) {
    stock.tell(`+elected-leader ${group.options.name} in ${failover.epoch}`);
    return enter(stock, failover, 'select-slave');
  }
  const patienceMs = Math.min(ELECTION_MS, group.options.failoverTimeoutMs);
  if (stock.nowMs() - group.failoverStartMs > patienceMs) abort(stock, group, 'not-elected');
}

function select(stock: Stock, group: StockGroup, failover: Failover): void {
  const [best] = [...group.replicas.values()]
    .filter((node) => isEligible(stock, group, node))
    .sort((a, b) => {
      if (a.priority !== b.priority) return a.priority - b.priority;
      if (a.offset !== b.offset) return a.offset > b.offset ? -1 : 1;
      return a.runId < b.runId ? -1 : 1;
    });
  if (best === undefined) return abort(stock, group, 'no-good-slave');
  failover.promoted = best;
  stock.tell(`+selected-slave ${best.address.host}`);
  enter(stock, failover, 'send-slaveof-noone');
}

function isEligible(stock: Stock, group: StockGroup, node: Instance): boolean {
  const nowMs = stock.nowMs();
  const { master } = group;
  if (node.isDown || node.command?.isUp !== true || node.priority === 0) return false;
  if (nowMs - node.lastAvailableMs > 5 * PING_MS || node.infoMs === null) return false;
  if (nowMs - node.infoMs > (master.isDown ? 5 * PING_MS : 3 * INFO_MS)) return false;
  const masterDownMs = master.isDown ? nowMs - master.downMs : 0;
  return node.linkDownMs <= masterDownMs + 10 * group.options.downAfterMs;
}

function promote(stock: Stock, group: StockGroup, failover: Failover): void {
  const { promoted } = failover;
  if (promoted?.command?.isUp !== true) {
    const isLate = stock.nowMs() - failover.changedMs > group.options.failoverTimeoutMs;
    if (isLate) abort(stock, group, 'slave-timeout');
    return;
  }
  repoint(promoted, null);
  enter(stock, failover, 'wait-promotion');
}

/** The promoted node says that it is a master. */
export function observePromotion(stock: Stock, group: StockGroup): void {
  const { failover } = group;
  if (failover?.state !== 'wait-promotion') return;
  group.configEpoch = failover.epoch;
  enter(stock, failover, 'reconf-slaves');
  stock.flush();
  const everybody = [group.master, ...group.replicas.values(), ...group.sentinels.values()];
  for (const instance of everybody) instance.lastPublishMs -= PUBLISH_MS + 1;
}

/** Its end is not looked for while the promoted node is down: there is no way back. */
function reconfigure(stock: Stock, group: StockGroup, failover: Failover): void {
  const { promoted } = failover;
  if (promoted === null || promoted.isDown) return;
  const nowMs = stock.nowMs();
  const others = [...group.replicas.values()].filter((node) => node !== promoted);
  for (const node of others) {
    const isLate = nowMs - node.reconfigurationMs > RECONFIGURATION_MS;
    if (node.reconfiguration === 'sent' && isLate) node.reconfiguration = 'done';
  }
  const isUnderWay = ({ reconfiguration }: Instance): boolean =>
    reconfiguration === 'sent' || reconfiguration === 'in progress';
  let room = group.options.parallelSyncs - others.filter(isUnderWay).length;
  for (const node of others) {
    if (room <= 0 || node.reconfiguration !== 'none' || node.command?.isUp !== true) continue;
    room -= 1;
    follow(stock, node, promoted);
  }
  const isLate = nowMs - failover.changedMs > group.options.failoverTimeoutMs;
  if (isLate)
    for (const node of others) if (node.reconfiguration === 'none') follow(stock, node, promoted);
  const isOver = others.every(
    ({ isDown, reconfiguration }) => isDown || reconfiguration === 'done',
  );
  if (isOver || isLate) enter(stock, failover, 'update-config');
}

function follow(stock: Stock, node: Instance, promoted: Instance): void {
  if (node.follows !== null && sameAddress(node.follows, promoted.address)) {
    node.reconfiguration = 'in progress';
  } else {
    node.reconfiguration = 'sent';
  }
  node.reconfigurationMs = stock.nowMs();
  repoint(node, promoted.address);
}
