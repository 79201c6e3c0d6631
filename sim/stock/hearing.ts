// What a stock Sentinel makes of a hello.

import { sameAddress } from '../../src/core/address.ts';
import type { Hello } from '../../src/core/facts.ts';
import { adoptEpoch, type Stock, switchTo } from './stock.ts';
import { closeLinks, newInstance, type StockGroup } from './stock-group.ts';

export function hear(stock: Stock, said: Hello): void {
  const group = stock.groups.get(said.groupName);
  if (group === undefined || said.runId === stock.myId) return;
  meet(stock, group, said);
  adoptEpoch(stock, said.currentEpoch);
  if (said.configEpoch <= group.configEpoch) return;
  group.configEpoch = said.configEpoch;
  if (!sameAddress(said.master, group.master.address)) switchTo(stock, group, said.master);
}

function meet(stock: Stock, group: StockGroup, { runId, peer }: Hello): void {
  const known = group.sentinels.get(runId);
  if (known !== undefined && sameAddress(known.address, peer)) return;
  for (const other of [...group.sentinels.values()]) {
    if (other.runId !== runId && !sameAddress(other.address, peer)) continue;
    closeLinks(other);
    group.sentinels.delete(other.runId);
  }
  group.sentinels.set(runId, newInstance('sentinel', peer, { runId, nowMs: stock.nowMs() }));
  stock.tell(`+sentinel ${runId.slice(0, 8)} ${peer.host}`);
  stock.flush();
}
