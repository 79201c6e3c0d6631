// Every SENTINEL subcommand, right and wrong, to a stock Sentinel and to ours that watch one group
// together: the same shapes, fields, flags and words. Ages, ids and offsets are masked.

import assert from 'node:assert/strict';
import { Group } from './harness/group.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import type { Sentinel } from './harness/sentinel.ts';
import { expect, until } from './harness/wait.ts';
import { RawClient } from './server/raw-client.ts';

const MARKER = "-ERR unknown command 'marker', with args beginning with: \r\n";

/** The answer to one line, as its parts: lengths of bulks left out, what differs masked. */
async function answer(port: number, line: string, protocol: 2 | 3): Promise<readonly string[]> {
  const client = await RawClient.connect(port);
  if (protocol === 3) {
    client.send('HELLO 3\r\nmarker\r\n');
    await client.before(MARKER);
  }
  client.send(`${line}\r\nmarker\r\n`);
  const { text } = await client.before(MARKER);
  client.destroy();
  const parts = text.split('\r\n').filter((part) => !/^\$[0-9]+$/.test(part));
  return parts.map((part) => part.replaceAll(/\b[0-9a-f]{40}\b/g, '<id>'));
}

/** Values of fields that two observers never share. */
const OWN = new Set(
  `last-ping-sent last-ok-ping-reply last-ping-reply info-refresh role-reported-time
  master-link-down-time slave-repl-offset last-hello-message link-pending-commands s-down-time
  o-down-time voted-leader voted-leader-epoch config-epoch`.split(/\s+/),
);

function masked(parts: readonly string[], ports: readonly number[]): readonly string[] {
  return parts.map((part, at) => {
    if (OWN.has(parts[at - 1] ?? '')) return '<own>';
    return ports.includes(Number(part)) ? '<port>' : part;
  });
}

const SHOWN = [
  ...['SENTINEL MASTERS', 'SENTINEL MASTER g', 'SENTINEL REPLICAS g', 'SENTINEL SLAVES g'],
  ...['SENTINEL SENTINELS g', 'SENTINEL GET-MASTER-ADDR-BY-NAME g', 'SENTINEL CKQUORUM g'],
  ...['SENTINEL GET-MASTER-ADDR-BY-NAME nobody', 'SENTINEL DEBUG', 'SENTINEL MYID'],
  ...['SENTINEL SIMULATE-FAILURE HELP', 'SENTINEL CONFIG GET announce-*', 'ROLE'],
];

const WRONG_OR_CHANGING = `
SENTINEL
SENTINEL nonsense
SENTINEL MASTER
SENTINEL MASTER nobody
SENTINEL MASTER G
SENTINEL MASTERS x
SENTINEL REPLICAS nobody
SENTINEL SENTINELS nobody
SENTINEL SENTINELS
SENTINEL GET-MASTER-ADDR-BY-NAME
SENTINEL CKQUORUM nobody
SENTINEL FAILOVER nobody
SENTINEL FAILOVER
SENTINEL RESET nobody*
SENTINEL RESET
SENTINEL REMOVE nobody
SENTINEL MONITOR a 127.0.0.1 1
SENTINEL MONITOR a 127.0.0.1 1 x
SENTINEL MONITOR a 127.0.0.1 x 1
SENTINEL MONITOR a 127.0.0.1 1 0
SENTINEL MONITOR a 127.0.0.1 1 -1
SENTINEL MONITOR a no.such.host 1 1
SENTINEL MONITOR a 127.0.0.1 65536 1
SENTINEL MONITOR a 127.0.0.1 -1 1
SENTINEL MONITOR g 127.0.0.1 1 1
SENTINEL MONITOR a 127.0.0.1 1 1
SENTINEL SET a quorum 7
SENTINEL CKQUORUM a
SENTINEL FAILOVER a
SENTINEL SENTINELS a
SENTINEL REPLICAS a
SENTINEL GET-MASTER-ADDR-BY-NAME a
SENTINEL MASTER a
SENTINEL INFO-CACHE a
SENTINEL SET a down-after-milliseconds 60001 failover-timeout 7 parallel-syncs 3 quorum 2
SENTINEL SET a auth-user u auth-pass p master-reboot-down-after-period 9
SENTINEL SET a rename-command PING x rename-command PING PING rename-command CONFIG y
SENTINEL SET a rename-command "" y
SENTINEL SET a rename-command y ""
SENTINEL SET a rename-command y
SENTINEL SET a auth-pass "" auth-user ""
SENTINEL SET a
SENTINEL SET a quorum
SENTINEL SET a nonsense 1
SENTINEL SET a quorum 2 nonsense
SENTINEL SET a quorum 0
SENTINEL SET a quorum -3
SENTINEL SET a quorum x
SENTINEL SET a quorum ""
SENTINEL SET a Quorum 1.5
SENTINEL SET a down-after-milliseconds 0
SENTINEL SET a down-after-milliseconds 9223372036854775808
SENTINEL SET a failover-timeout 0
SENTINEL SET a failover-timeout -1
SENTINEL SET a parallel-syncs 0
SENTINEL SET a master-reboot-down-after-period -1
SENTINEL SET a notification-script /bin/true
SENTINEL SET a client-reconfig-script ""
SENTINEL SET nobody quorum 1
SENTINEL SET nobody quorum x
SENTINEL MASTER a
SENTINEL RESET a
SENTINEL REMOVE a
SENTINEL REMOVE a
SENTINEL FLUSHCONFIG
SENTINEL FLUSHCONFIG x
SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 1 0 *
SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 x 0 *
SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 1 x *
SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 1 0
SENTINEL CONFIG
SENTINEL CONFIG GET
SENTINEL CONFIG GET nothing
SENTINEL CONFIG GET ANNOUNCE-port
SENTINEL CONFIG FOO x y
SENTINEL CONFIG SET announce-port
SENTINEL CONFIG SET announce-port x
SENTINEL CONFIG SET announce-port 65536
SENTINEL CONFIG SET nonsense 1
SENTINEL CONFIG SET resolve-hostnames perhaps
SENTINEL CONFIG SET Announce-Hostnames YES
SENTINEL CONFIG GET announce-hostnames
SENTINEL CONFIG SET announce-hostnames no
SENTINEL CONFIG SET sentinel-user u
SENTINEL CONFIG SET sentinel-pass "p q"
SENTINEL CONFIG GET sentinel-*
SENTINEL CONFIG SET sentinel-pass ""
SENTINEL CONFIG SET sentinel-user ""
SENTINEL CONFIG GET sentinel-*
SENTINEL DEBUG info-period
SENTINEL DEBUG info-period 0
SENTINEL DEBUG info-period x
SENTINEL DEBUG nonsense 1
SENTINEL DEBUG INFO-period 9000 election-timeout 9000
SENTINEL DEBUG
SENTINEL DEBUG info-period 10000 election-timeout 10000
SENTINEL INFO-CACHE
SENTINEL INFO-CACHE nobody
SENTINEL SIMULATE-FAILURE
SENTINEL SIMULATE-FAILURE nonsense
SENTINEL PENDING-SCRIPTS
SENTINEL PENDING-SCRIPTS x
SENTINEL HELP x
SENTINEL MYID x
`;

const LOOKED_FOR_MS = 5_000;

realTest('SENTINEL answers as stock does', async (sandbox) => {
  const group = await Group.start(sandbox, { name: 'g', replicas: 1 });
  const quorum = await Quorum.start(sandbox, { kinds: ['stock', 'vedette'], groups: [group] });
  const ports = quorum.sentinels.map(({ port }) => port);
  const problems: string[] = [];
  const compare = async (lines: readonly string[], protocol: 2 | 3): Promise<void> => {
    for (const line of lines) {
      const ask = async (): Promise<readonly (readonly string[])[]> =>
        await Promise.all(
          quorum.sentinels.map(async ({ port }) =>
            masked(await answer(port, line, protocol), ports),
          ),
        );
      let [stock = [], our = []] = await ask();
      const isSame = (): boolean => stock.join(' ') === our.join(' ');
      // What is shown may change: a moment later both have to show the same.
      const look = async (): Promise<true | undefined> => {
        if (!isSame()) [stock = [], our = []] = await ask();
        return isSame() ? true : undefined;
      };
      const isShown = SHOWN.includes(line);
      if (isShown) await until(line, look, { withinMs: LOOKED_FOR_MS }).catch(() => {});
      if (isSame()) continue;
      problems.push(
        `${line} (${protocol})\n  stock: ${stock.join(' ')}\n  ours:  ${our.join(' ')}`,
      );
    }
  };
  for (const protocol of [2, 3] as const) {
    await until('both to be at ease', async () => {
      for (const sentinel of quorum.sentinels) await isAtEase(sentinel);
      return true;
    });
    await compare([...SHOWN, ...WRONG_OR_CHANGING.trim().split('\n')], protocol);
  }
  // A quorum that is never reached: nobody is to fail over.
  for (const sentinel of quorum.sentinels)
    await sentinel.call('SENTINEL', 'SET', 'g', 'quorum', '9');
  for (const node of [...group.nodes].reverse()) {
    await node.crash();
    await until('both to hold it for down', async () => {
      for (const sentinel of quorum.sentinels) await holdsForDown(sentinel, node.port);
      return true;
    });
    await compare(WHEN_DOWN, 2);
  }
  assert.equal(problems.join('\n'), '');
});

const WHEN_DOWN = [...SHOWN, 'SENTINEL FAILOVER g'];

async function holdsForDown(sentinel: Sentinel, port: number): Promise<void> {
  const maps = [await sentinel.master('g'), ...(await sentinel.replicas('g'))];
  const flags = maps.find((map) => map.get('port') === String(port))?.get('flags') ?? '';
  expect(flags.startsWith('s_down') && flags.endsWith('disconnected'), flags);
}

async function isAtEase(sentinel: Sentinel): Promise<void> {
  for (const map of [await sentinel.master('g'), ...(await sentinel.peers('g'))]) {
    expect(/^(master|sentinel)$/.test(map.get('flags') ?? ''), `${map.get('flags')}`);
  }
}
