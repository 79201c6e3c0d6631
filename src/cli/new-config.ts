// The text of a new configuration, with a comment where people ask themselves what a line is for.

import { toByteText } from '../adapters/byte-text.ts';
import { quoteWord } from '../config/words.ts';
import type { Address } from '../core/address.ts';
import { isName } from '../core/names.ts';

export interface NewConfig {
  readonly name: string;
  readonly master: Address;
  readonly quorum: number;
  readonly port: number;
  readonly downAfterMs: number;
  readonly failoverTimeoutMs: number;
  /** Addresses, parted by blanks; null: all. */
  readonly bind: string | null;
  readonly announceIp: string | null;
  readonly nodeUser: string | null;
  readonly nodePassword: string | null;
  readonly ownPassword: string | null;
}

export function newConfigText(config: NewConfig): string {
  const { name, master, quorum, port, bind, announceIp, nodeUser, nodePassword, ownPassword } =
    config;
  const isNamed = isName(master.host) || (announceIp !== null && isName(announceIp));
  const lines = [
    '# Configuration of a Sentinel. It keeps its state in this file, which it has to be able to',
    '# rewrite; comments stay.',
    `port ${port}`,
    ...(bind === null ? [] : [`bind ${bind}`]),
    ...(announceIp === null
      ? []
      : [
          '# Where clients, nodes and the other Sentinels reach this one.',
          `sentinel announce-ip ${quote(announceIp)}`,
        ]),
    ...(isNamed
      ? [
          '# Host names are looked up, and told to clients as names.',
          'sentinel resolve-hostnames yes',
          'sentinel announce-hostnames yes',
        ]
      : []),
    ...(ownPassword === null
      ? []
      : [
          '# Asked of clients, and told to the other Sentinels, which have to ask for the same.',
          `requirepass ${quote(ownPassword)}`,
        ]),
    '',
    `# ${quorum} Sentinels have to agree that this master is down; a majority of all elects the leader.`,
    `sentinel monitor ${name} ${quote(master.host)} ${master.port} ${quorum}`,
    `sentinel down-after-milliseconds ${name} ${config.downAfterMs}`,
    `sentinel failover-timeout ${name} ${config.failoverTimeoutMs}`,
    '# So many replicas copy from a new master at the same time.',
    `sentinel parallel-syncs ${name} 1`,
    ...(nodeUser === null ? [] : [`sentinel auth-user ${name} ${quote(nodeUser)}`]),
    ...(nodePassword === null ? [] : [`sentinel auth-pass ${name} ${quote(nodePassword)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function quote(text: string): string {
  // A file holds bytes; the text that is written is encoded once, at the end.
  return Buffer.from(quoteWord(toByteText(text)), 'latin1').toString('utf8');
}
