// When a stock Sentinel holds somebody for down, asks the others, and for whom it votes.

import type { RespValue } from '../../src/resp/value.ts';
import { adoptEpoch, DESYNC_MS, type Stock } from './stock.ts';
import type { Instance, StockGroup } from './stock-group.ts';

const INFO_MS = 10_000;
const ASK_MS = 1_000;
const ANSWER_VALID_MS = 5 * ASK_MS;

export function reviewDown(stock: Stock, group: StockGroup, instance: Instance): void {
  const nowMs = stock.nowMs();
  const { downAfterMs } = group.options;
  const isConnected = instance.command?.isUp === true;
  const sinceMs = instance.pendingPingMs ?? (isConnected ? nowMs : instance.lastAvailableMs);
  const isWrong =
    instance.kind === 'master' &&
    instance.role === 'slave' &&
    nowMs - instance.roleMs > downAfterMs + 2 * INFO_MS;
  const isDown = nowMs - sinceMs > downAfterMs || isWrong;
  if (isDown === instance.isDown) return;
  instance.isDown = isDown;
  instance.isScriptKillSent = false;
  if (isDown) instance.downMs = nowMs;
  stock.tell(`${isDown ? '+' : '-'}sdown ${instance.kind} ${instance.address.host}`);
}

export function reviewObjective(stock: Stock, group: StockGroup): void {
  let count = group.master.isDown ? 1 : 0;
  for (const { saysDown } of group.sentinels.values()) if (saysDown) count += 1;
  const isDown = group.master.isDown && count >= group.options.quorum;
  if (isDown === group.isObjectivelyDown) return;
  group.isObjectivelyDown = isDown;
  stock.tell(`${isDown ? '+' : '-'}odown ${group.options.name} ${count}/${group.options.quorum}`);
}

export function askOthers(stock: Stock, group: StockGroup, isForced: boolean): void {
  const nowMs = stock.nowMs();
  for (const peer of group.sentinels.values()) {
    if (nowMs - peer.answeredMs > ANSWER_VALID_MS) {
      peer.saysDown = false;
      peer.leader = null;
    }
    const { command } = peer;
    if (!group.master.isDown || command === null || !command.isUp) continue;
    if (!isForced && (nowMs - peer.answeredMs < ASK_MS || peer.isAskPending)) continue;
    peer.isAskPending = true;
    const { host, port } = group.master.address;
    const candidate = group.failover === null ? '*' : stock.myId;
    const question = ['is-master-down-by-addr', host, String(port)];
    const epoch = String(stock.currentEpoch);
    command.send(['SENTINEL', ...question, epoch, candidate], (value) => {
      peer.isAskPending = false;
      answered(stock, peer, value);
    });
  }
}

function answered(stock: Stock, peer: Instance, value: RespValue): void {
  if (value.kind !== 'array') return;
  const [down, leader, epoch] = value.items;
  if (down?.kind !== 'integer' || leader?.kind !== 'bulk' || epoch?.kind !== 'integer') return;
  peer.answeredMs = stock.nowMs();
  peer.saysDown = Number(down.value) === 1;
  if (leader.text === '*') return;
  peer.leader = leader.text;
  peer.leaderEpoch = BigInt(epoch.value);
}

/** One vote an epoch and group. */
export function vote(stock: Stock, group: StockGroup, epoch: bigint, runId: string): void {
  adoptEpoch(stock, epoch);
  if (group.leaderEpoch >= epoch || stock.currentEpoch > epoch) return;
  group.leader = runId;
  group.leaderEpoch = stock.currentEpoch;
  stock.flush();
  stock.tell(`+vote-for-leader ${runId.slice(0, 8)} ${group.leaderEpoch}`);
  if (runId === stock.myId) return;
  group.failoverStartMs = stock.nowMs() + stock.random.below(DESYNC_MS);
}

/** Who has won an epoch, or null. Its own vote goes to whoever is ahead, else to itself. */
export function winner(stock: Stock, group: StockGroup, epoch: bigint): string | null {
  const votes = new Map<string, number>();
  for (const { leader, leaderEpoch } of group.sentinels.values()) {
    if (leader === null || leaderEpoch !== stock.currentEpoch) continue;
    votes.set(leader, (votes.get(leader) ?? 0) + 1);
  }
  const ahead = [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
  vote(stock, group, epoch, ahead ?? stock.myId);
  if (group.leader !== null && group.leaderEpoch === epoch) {
    votes.set(group.leader, (votes.get(group.leader) ?? 0) + 1);
  }
  const majority = Math.floor((group.sentinels.size + 1) / 2) + 1;
  const needed = Math.max(majority, group.options.quorum);
  for (const [runId, count] of votes) if (count >= needed) return runId;
  return null;
}
