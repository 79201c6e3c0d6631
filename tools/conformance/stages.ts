// The servers that scripts are played to: for each stage one stock Sentinel and one Vedette with
// the same file. Those of the main stage watch the same real nodes, together with a third
// Sentinel, so that each of the two has a whole group in sight: two replicas and two peers.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Group } from '../../test/harness/group.ts';
import { freePort } from '../../test/harness/ports.ts';
import { Quorum } from '../../test/harness/quorum.ts';
import type { Sandbox } from '../../test/harness/sandbox.ts';
import { Sentinel, type SentinelKind } from '../../test/harness/sentinel.ts';
import type { Target } from './player.ts';
import type { Identity } from './shape.ts';

export interface Stage {
  readonly stock: Target;
  readonly ours: Target;
}

type Start = (sandbox: Sandbox) => Promise<Stage>;

export const STAGES: Readonly<Record<string, Start>> = {
  main: mainStage,
  password: (sandbox) => pairStage(sandbox, () => [`requirepass ${PASSWORD}`]),
  users: (sandbox) => pairStage(sandbox, usersLines),
};

const GROUP = 'mymaster';
/** As the scripts have it. */
const PASSWORD = 'secret';
/** Long enough that nothing goes down while the scripts stop the servers for a moment. */
const DOWN_AFTER_MS = 30_000;
const KINDS: readonly SentinelKind[] = ['stock', 'vedette', 'stock'];

async function mainStage(sandbox: Sandbox): Promise<Stage> {
  const group = await Group.start(sandbox, { name: GROUP, replicas: 2 });
  const quorum = await Quorum.start(sandbox, {
    kinds: KINDS,
    groups: [group],
    downAfterMs: DOWN_AFTER_MS,
    lines: ['sentinel deny-scripts-reconfig no'],
  });
  const [master, replica1, replica2] = group.nodes.map((node) => String(node.port));
  const common = new Map([
    ['master', master ?? ''],
    ['replica1', replica1 ?? ''],
    ['replica2', replica2 ?? ''],
  ]);
  const third = quorum.at(2);
  common.set('peer.id', await third.myId());
  const [stock, ours] = [quorum.at(0), quorum.at(1)];
  const [stockId, ourId] = [await stock.myId(), await ours.myId()];
  const names = (own: Sentinel, ownId: string, other: Sentinel, otherId: string): Identity => [
    ...ownNames(own),
    [ownId, '<own-id>'],
    [otherId, '<peer-id>'],
    [String(other.port), '<peer-port>'],
  ];
  const target = (own: Sentinel, ownId: string, identity: Identity): Target => ({
    port: own.port,
    variables: new Map([...common, ...ownVariables(own), ['own.id', ownId]]),
    identity,
    settled: () => quorum.knowsAll([own]),
  });
  return {
    stock: target(stock, stockId, names(stock, stockId, ours, ourId)),
    ours: target(ours, ourId, names(ours, ourId, stock, stockId)),
  };
}

/** Two Sentinels that watch nothing; `lines`: of their files, given a folder for more files. */
async function pairStage(
  sandbox: Sandbox,
  lines: (folder: string) => readonly string[],
): Promise<Stage> {
  const [stock, ours] = await Promise.all([
    startAlone(sandbox, 'stock', lines),
    startAlone(sandbox, 'vedette', lines),
  ]);
  return { stock, ours };
}

async function startAlone(
  sandbox: Sandbox,
  kind: SentinelKind,
  lines: (folder: string) => readonly string[],
): Promise<Target> {
  const port = await freePort();
  const folder = sandbox.makeFolder(`${kind}-${port}-more`);
  const text = [`port ${port}`, 'bind 127.0.0.1', ...lines(folder), ''].join('\n');
  const sentinel = await Sentinel.start(sandbox, { kind, port, text, password: PASSWORD });
  return {
    port,
    variables: new Map(ownVariables(sentinel)),
    identity: [...ownNames(sentinel), [folder, '<folder>']],
    settled: async () => {},
  };
}

function ownVariables({ port }: Sentinel): [string, string][] {
  return [
    ['own.port', String(port)],
    ['long', 'x'.repeat(1_000)],
    ['huge', 'x'.repeat(70_000)],
  ];
}

function ownNames(sentinel: Sentinel): Identity {
  return [
    [sentinel.file, '<file>'],
    [String(sentinel.port), '<own-port>'],
  ];
}

function usersLines(folder: string): readonly string[] {
  const file = join(folder, 'users.acl');
  const users = [
    `user default on >${PASSWORD} ~* &* +@all`,
    'user admin on >admin ~* &* +@all',
    'user reader on >reader >second resetchannels &+switch-master -@all +auth +hello +ping +client|getname +client|id +command +role +sentinel|masters +sentinel|master +sentinel|get-master-addr-by-name +subscribe +psubscribe +acl|whoami',
    'user nopass on nopass resetchannels -@all +ping +acl|whoami +hello',
    'user off off >off ~* &* +@all',
  ];
  writeFileSync(file, `${users.join('\n')}\n`);
  return [`aclfile ${file}`];
}
