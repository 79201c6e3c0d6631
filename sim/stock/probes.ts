// The periodic work of a stock Sentinel: links, PING, INFO, hellos, and what it makes of INFO.

import { type Address, sameAddress } from '../../src/core/address.ts';
import type { InfoFacts } from '../../src/core/facts.ts';
import { formatHello, HELLO_CHANNEL } from '../../src/dialect/hello.ts';
import { parseInfo } from '../../src/dialect/info.ts';
import type { RespValue } from '../../src/resp/value.ts';
import { readHello } from '../hellos.ts';
import { observePromotion } from './failover.ts';
import { hear } from './hearing.ts';
import type { Stock } from './stock.ts';
import { currentAddress, type Instance, newInstance, type StockGroup } from './stock-group.ts';
import { StockLink } from './stock-link.ts';

const PING_MS = 1_000;
const INFO_MS = 10_000;
const RESTLESS_INFO_MS = 1_000;
const PUBLISH_MS = 2_000;
const CONVERT_MS = 4 * PUBLISH_MS;
const STALE_LINK_MS = 15_000;
const MOST_PENDING = 100;

export function tend(stock: Stock, group: StockGroup, instance: Instance): void {
  const nowMs = stock.nowMs();
  instance.command ??= new StockLink(stock, instance.address, {
    greet(link) {
      greet(stock, group, link, 'cmd');
      link.send(['PING'], (value) => ponged(stock, instance, value));
    },
    onPush: () => {},
  });
  instance.command.tend(nowMs);
  if (instance.kind !== 'sentinel') {
    instance.pubsub ??= new StockLink(stock, instance.address, {
      greet(link) {
        instance.lastMessageMs = stock.nowMs();
        greet(stock, group, link, 'pubsub');
        link.send(['SUBSCRIBE', HELLO_CHANNEL], ({ kind }) => {
          if (kind === 'error') link.drop();
        });
      },
      onPush: (value) => pushed(stock, instance, value),
    });
    instance.pubsub.tend(nowMs);
  }
  probe(stock, group, instance);
}

function greet(stock: Stock, group: StockGroup, link: StockLink, what: string): void {
  const { password } = group.options;
  if (password !== null) link.send(['AUTH', password]);
  link.send(['CLIENT', 'SETNAME', `sentinel-${stock.myId.slice(0, 8)}-${what}`]);
}

function probe(stock: Stock, group: StockGroup, instance: Instance): void {
  const nowMs = stock.nowMs();
  const { command } = instance;
  if (command === null || !command.isUp || command.pending >= MOST_PENDING) return;
  if (instance.kind !== 'sentinel') askInfo(stock, group, instance, command);
  const pingMs = Math.min(group.options.downAfterMs, PING_MS);
  if (nowMs - instance.lastPongMs > pingMs && nowMs - instance.lastPingMs > pingMs / 2) {
    instance.lastPingMs = nowMs;
    instance.pendingPingMs ??= nowMs;
    command.send(['PING'], (value) => ponged(stock, instance, value));
  }
  if (nowMs - instance.lastPublishMs > PUBLISH_MS) {
    command.send(['PUBLISH', HELLO_CHANNEL, hello(stock, group)], ({ kind }) => {
      if (kind !== 'error') instance.lastPublishMs = stock.nowMs();
    });
    // Once a tick is often enough while no answer comes.
    instance.lastPublishMs = Math.max(instance.lastPublishMs, nowMs - PUBLISH_MS + PING_MS);
  }
}

function hello(stock: Stock, group: StockGroup): string {
  return formatHello({
    peer: stock.host.address,
    runId: stock.myId,
    currentEpoch: stock.currentEpoch,
    groupName: group.options.name,
    master: currentAddress(group),
    configEpoch: group.configEpoch,
  });
}

function ponged(stock: Stock, instance: Instance, value: RespValue): void {
  const nowMs = stock.nowMs();
  instance.lastPongMs = nowMs;
  const text = value.kind === 'simple' || value.kind === 'error' ? value.text : '';
  if (/^(PONG|LOADING|MASTERDOWN)/.test(text)) {
    instance.lastAvailableMs = nowMs;
    instance.pendingPingMs = null;
  } else if (text.startsWith('BUSY') && instance.isDown && !instance.isScriptKillSent) {
    instance.isScriptKillSent = true;
    instance.command?.send(['SCRIPT', 'KILL']);
  }
}

function pushed(stock: Stock, instance: Instance, value: RespValue): void {
  instance.lastMessageMs = stock.nowMs();
  const payload = value.kind === 'array' ? value.items[2] : undefined;
  if (payload?.kind !== 'bulk' || payload.text.includes(stock.myId)) return;
  const said = readHello(payload.text);
  if (said !== null) hear(stock, said);
}

/** LINK-3 of stock: a link that stands for long and carries nothing is made anew. */
export function dropStaleLinks(stock: Stock, group: StockGroup, instance: Instance): void {
  const nowMs = stock.nowMs();
  const { command, pubsub, pendingPingMs } = instance;
  const halfMs = group.options.downAfterMs / 2;
  const isOld = (link: StockLink): boolean => link.isUp && nowMs - link.sinceMs > STALE_LINK_MS;
  if (command !== null && isOld(command) && pendingPingMs !== null) {
    const isDeaf = nowMs - pendingPingMs > halfMs && nowMs - instance.lastPongMs > halfMs;
    if (isDeaf) command.drop();
  }
  const isSilent = nowMs - instance.lastMessageMs > 3 * PUBLISH_MS;
  if (pubsub !== null && isOld(pubsub) && isSilent) pubsub.drop();
}

function askInfo(stock: Stock, group: StockGroup, instance: Instance, link: StockLink): void {
  const nowMs = stock.nowMs();
  const isMoving = group.isObjectivelyDown || group.failover !== null || instance.linkDownMs > 0;
  const isRestless = instance.kind === 'replica' && isMoving;
  const periodMs = isRestless ? RESTLESS_INFO_MS : INFO_MS;
  const isDue = instance.infoMs === null || nowMs - instance.infoMs > periodMs;
  if (!isDue || (instance.isInfoPending && link.pending > 0)) return;
  instance.isInfoPending = true;
  link.send(['INFO'], (value) => {
    instance.isInfoPending = false;
    if (value.kind === 'bulk') informed(stock, group, instance, parseInfo(value.text));
  });
}

function informed(stock: Stock, group: StockGroup, instance: Instance, info: InfoFacts): void {
  const nowMs = stock.nowMs();
  if (instance.command === null) return;
  instance.infoMs = nowMs;
  instance.runId = info.runId ?? instance.runId;
  if (info.role !== null && info.role !== instance.role) {
    instance.role = info.role;
    instance.roleMs = nowMs;
  }
  instance.linkDownMs = info.masterLinkDownMs;
  if (info.role === 'slave') readReplica(instance, info, nowMs);
  if (instance.kind === 'master') discover(stock, group, info.replicas);
  if (nowMs < stock.tiltUntilMs || instance.kind !== 'replica') return;
  if (info.role === 'master') actOnMaster(stock, group, instance);
  else if (info.role === 'slave') actOnReplica(stock, group, instance);
}

function readReplica(instance: Instance, info: InfoFacts, nowMs: number): void {
  const { masterHost, masterPort } = info;
  const follows =
    masterHost === null || masterPort === null ? null : { host: masterHost, port: masterPort };
  const isSame =
    follows !== null && instance.follows !== null && sameAddress(follows, instance.follows);
  if (!isSame) {
    instance.follows = follows;
    instance.followsMs = nowMs;
  }
  instance.isLinkUp = info.masterLinkUp === true;
  instance.priority = info.priority ?? instance.priority;
  instance.offset = info.offset ?? instance.offset;
}

function discover(stock: Stock, group: StockGroup, replicas: readonly Address[]): void {
  for (const address of replicas) {
    if (group.replicas.has(address.host)) continue;
    group.replicas.set(
      address.host,
      newInstance('replica', address, { runId: '', nowMs: stock.nowMs() }),
    );
    stock.tell(`+slave ${address.host}`);
    stock.flush();
  }
}

function actOnMaster(stock: Stock, group: StockGroup, node: Instance): void {
  if (group.failover?.promoted === node) return observePromotion(stock, group);
  const nowMs = stock.nowMs();
  const isCalm = nowMs - node.downMs > CONVERT_MS && nowMs - group.master.downMs > 0;
  if (!looksSane(stock, group) || !isCalm || nowMs - node.roleMs <= CONVERT_MS) return;
  repoint(node, group.master.address);
  stock.tell(`+convert-to-slave ${node.address.host}`);
}

function actOnReplica(stock: Stock, group: StockGroup, node: Instance): void {
  const nowMs = stock.nowMs();
  const { promoted = null } = group.failover ?? {};
  if (node.reconfiguration === 'sent' && promoted !== null && node.follows !== null) {
    if (sameAddress(node.follows, promoted.address)) node.reconfiguration = 'in progress';
  }
  if (node.reconfiguration === 'in progress' && node.isLinkUp) node.reconfiguration = 'done';
  const isWrong = node.follows !== null && !sameAddress(node.follows, group.master.address);
  const { failoverTimeoutMs } = group.options;
  const isPatient =
    nowMs - node.downMs > failoverTimeoutMs && nowMs - node.followsMs > failoverTimeoutMs;
  if (!isWrong || !isPatient || !looksSane(stock, group)) return;
  repoint(node, group.master.address);
  stock.tell(`+fix-slave-config ${node.address.host}`);
}

function looksSane(stock: Stock, { master, isObjectivelyDown }: StockGroup): boolean {
  const isFresh = master.infoMs !== null && stock.nowMs() - master.infoMs < 2 * INFO_MS;
  return master.role === 'master' && !master.isDown && !isObjectivelyDown && isFresh;
}

/** The transaction of a reconfiguration; its replies are not looked at. */
export function repoint(node: Instance, master: Address | null): void {
  const where = master === null ? ['NO', 'ONE'] : [master.host, String(master.port)];
  for (const words of [
    ['MULTI'],
    ['SLAVEOF', ...where],
    ['CONFIG', 'REWRITE'],
    ['CLIENT', 'KILL', 'TYPE', 'normal'],
    ['CLIENT', 'KILL', 'TYPE', 'pubsub'],
    ['EXEC'],
  ]) {
    node.command?.send(words);
  }
}
