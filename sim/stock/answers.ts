// What the model of a stock Sentinel says of itself and of its groups when it is asked, as far as
// others read it.

import type { RespValue } from '../../src/resp/value.ts';
import { peersReply } from '../peer-door.ts';
import type { Stock } from './stock.ts';
import { currentAddress, type StockGroup } from './stock-group.ts';

const UNKNOWN: RespValue = { kind: 'error', text: 'ERR No such master with that name' };
const NO_COMMAND: RespValue = { kind: 'error', text: 'ERR unknown subcommand' };

/** INFO, whatever section is asked for. */
export function infoAnswer(stock: Stock): RespValue {
  const uptimeSeconds = Math.floor((stock.nowMs() - stock.startedMs) / 1_000);
  const lines = [`run_id:${processId(stock)}`, `uptime_in_seconds:${uptimeSeconds}`, ''];
  return { kind: 'bulk', text: lines.join('\r\n') };
}

/** SENTINEL and a question that changes nothing. */
export function sentinelAnswer(stock: Stock, subcommand: string, groupName: string): RespValue {
  if (subcommand === 'forget') return NO_COMMAND;
  if (subcommand === 'myid') return { kind: 'bulk', text: stock.myId };
  const group = stock.groups.get(groupName);
  if (subcommand === 'master') return group === undefined ? UNKNOWN : masterAnswer(group);
  if (group === undefined) return { kind: 'null-array' };
  if (subcommand === 'sentinels') return peersAnswer(stock, group);
  const { host, port } = currentAddress(group);
  return texts([host, String(port)]);
}

/** The address is the one that it watches, also while it re-points replicas to another. */
function masterAnswer({ master, configEpoch, isObjectivelyDown, failover }: StockGroup): RespValue {
  const flags = [
    ...(master.isDown ? ['s_down'] : []),
    ...(isObjectivelyDown ? ['o_down'] : []),
    'master',
    ...(failover === null ? [] : ['failover_in_progress']),
  ];
  const { host, port } = master.address;
  const fields = ['ip', host, 'port', String(port), 'flags', flags.join(',')];
  return texts([...fields, 'config-epoch', String(configEpoch)]);
}

function peersAnswer(stock: Stock, { sentinels }: StockGroup): RespValue {
  return peersReply(
    [...sentinels.values()].map(({ runId, isDown, command, lastAvailableMs }) => ({
      runId,
      flags: `${isDown ? 's_down,' : ''}sentinel${command === null ? ',disconnected' : ''}`,
      answeredMsAgo: Math.round(stock.nowMs() - lastAvailableMs),
    })),
  );
}

function processId({ myId, startedMs }: Stock): string {
  return myId.slice(0, 20) + String(Math.floor(startedMs)).padStart(20, '0');
}

function texts(items: readonly string[]): RespValue {
  return { kind: 'array', items: items.map((text) => ({ kind: 'bulk', text })) };
}
