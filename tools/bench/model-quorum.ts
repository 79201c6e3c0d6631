// Sentinels of one kind over the groups of the model nodes, ready when every one of them knows
// every node and every peer of every group.

import { freePorts } from '../../test/harness/ports.ts';
import { sentinelText } from '../../test/harness/quorum.ts';
import { asText } from '../../test/harness/resp.ts';
import type { Sandbox } from '../../test/harness/sandbox.ts';
import { Sentinel, type SentinelKind } from '../../test/harness/sentinel.ts';
import { expect, until } from '../../test/harness/wait.ts';
import type { WatchedGroup } from './model-process.ts';

export const MODEL_SENTINELS = 3;
const QUORUM = 2;
const REPLICAS = 2;
const READY_WITHIN_MS = 180_000;
const LOOK_EVERY_MS = 250;

export interface ModelQuorumOptions {
  readonly kind: SentinelKind;
  readonly groups: readonly WatchedGroup[];
  readonly downAfterMs: number;
  readonly failoverTimeoutMs: number;
  /** More lines for the file of each, by its place. */
  readonly lines?: (place: number) => readonly string[];
}

export async function startModelQuorum(
  sandbox: Sandbox,
  options: ModelQuorumOptions,
): Promise<readonly Sentinel[]> {
  const { kind, groups, downAfterMs, failoverTimeoutMs, lines = () => [] } = options;
  const watch = { quorum: QUORUM, downAfterMs, failoverTimeoutMs, parallelSyncs: REPLICAS };
  const ports = await freePorts(MODEL_SENTINELS);
  const sentinels = await Promise.all(
    ports.map((port, place) => {
      const text = `${sentinelText({ port, groups, watch })}${lines(place).join('\n')}\n`;
      return Sentinel.start(sandbox, { kind, port, text });
    }),
  );
  for (const sentinel of sentinels) await knowsAll(sentinel, groups);
  return sentinels;
}

async function knowsAll(sentinel: Sentinel, groups: readonly WatchedGroup[]): Promise<void> {
  const options = { withinMs: READY_WITHIN_MS, everyMs: LOOK_EVERY_MS };
  const ready = new RegExp(`status=ok,.*slaves=${REPLICAS},sentinels=${MODEL_SENTINELS}\\r`, 'g');
  await until(
    `Sentinel ${sentinel.port} to know all groups`,
    async () => {
      const info = asText(await sentinel.call('INFO', 'sentinel'));
      const count = info.match(ready)?.length ?? 0;
      expect(count === groups.length, `it knows ${count} of ${groups.length}`);
      return true;
    },
    options,
  );
  for (const { name } of groups) {
    await until(
      `Sentinel ${sentinel.port} to hear the replicas of ${name}`,
      async () => {
        const replicas = await sentinel.replicas(name);
        const heard = replicas.filter((fields) => fields.get('master-link-status') === 'ok');
        expect(heard.length === REPLICAS, `it hears ${heard.length} of ${REPLICAS}`);
        return true;
      },
      options,
    );
  }
}
