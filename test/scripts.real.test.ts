// A failover with scripts: who runs which, and with which words. The same is asked of stock, so
// that the words are compared with its own.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Group } from './harness/group.ts';
import { OURS } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import type { Sandbox } from './harness/sandbox.ts';
import type { Sentinel, SentinelKind } from './harness/sentinel.ts';
import { expect, until } from './harness/wait.ts';
import { assertFailedOver } from './scenario.ts';

/** Warning events about a group: all that a failover and its end can have. */
const LOUD = new Set(
  `+sdown -sdown +odown -odown +new-epoch +vote-for-leader +try-failover +elected-leader
   +failover-state-select-slave +selected-slave +promoted-slave +failover-state-reconf-slaves
   +failover-end-for-timeout +failover-end +switch-master +config-update-from
   -failover-abort-not-elected`.split(/\s+/),
);

for (const kind of new Set<SentinelKind>([OURS, 'stock'])) {
  realTest(`SCRIPT-1, SCRIPT-3: the scripts of a failover, ${kind}`, async (sandbox) => {
    const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
    const quorum = await Quorum.start(sandbox, {
      kinds: [kind, kind, kind],
      groups: [group],
      scripts: {
        'notification-script': scriptFile(sandbox, 'notified'),
        'client-reconfig-script': scriptFile(sandbox, 'reconfigured'),
      },
    });
    const oldPort = group.masterPort;
    await group.node(oldPort).crash();
    const newPort = await assertFailedOver(quorum, group);
    const leader = await quorum.leader('mymaster');

    const addresses = `[127.0.0.1] [${oldPort}] [127.0.0.1] [${newPort}]`;
    for (const sentinel of quorum.sentinels) {
      const role = sentinel === leader ? 'leader' : 'observer';
      const expected = `[mymaster] [${role}] [start] ${addresses}`;
      await runs(sentinel, 'reconfigured', () => [expected]);
      await runs(sentinel, 'notified', () =>
        sentinel.events.seen
          .filter(({ name }) => LOUD.has(name))
          .map(({ name, payload }) => `[${name}] [${payload}]`),
      );
      assert.ok(lines(sentinel, 'notified').some((line) => line.startsWith('[+monitor] ')));
    }
  });
}

/** A script that writes its words to a file in the folder of the Sentinel that runs it. */
function scriptFile(sandbox: Sandbox, name: string): string {
  const path = join(sandbox.folder, `${name}.sh`);
  const loop = 'for word in "$@"; do line="$line[$word] "; done';
  // One write: scripts run side by side.
  const text = ['#!/bin/sh', 'line=', loop, `printf '%s\\n' "\${line% }" >> ${name}`, ''];
  writeFileSync(path, text.join('\n'), { mode: 0o755 });
  return path;
}

function lines(sentinel: Sentinel, name: string): readonly string[] {
  const path = join(dirname(sentinel.file), name);
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
}

/** Waits until the script was run with exactly these words, besides those of before we listened. */
async function runs(
  sentinel: Sentinel,
  name: string,
  expected: () => readonly string[],
): Promise<void> {
  await until(`the runs of ${name} at ${sentinel.kind} ${sentinel.port}`, () => {
    const early = lines(sentinel, name).filter((line) =>
      /^\[\+(?:monitor|sdown|new-epoch)\]/.test(line),
    );
    const ran = [...lines(sentinel, name)].sort();
    const wanted = [...expected()].sort();
    for (const line of early) if (!wanted.includes(line)) wanted.push(line);
    expect(
      JSON.stringify(ran) === JSON.stringify(wanted.sort()),
      `ran:\n${ran.join('\n')}\nwanted:\n${wanted.join('\n')}`,
    );
    return true;
  });
}
