// DOCTOR-1, replicas that lag behind: what they lack is lost when one of them is promoted.

import type { DataNode, Group } from '../state.ts';
import { type GroupCheck, placed, seconds } from './check.ts';

/** Less than this may be the way of two answers. */
const LATE_MS = 2_000;
const LATE_BYTES = 64n * 1024n * 1024n;

const lags: GroupCheck = {
  scope: 'group',
  code: 'replica-lags',
  severity: 'warning',
  meaning:
    'A replica has less than its master had some time before: that is lost if it takes over.',
  remedy:
    'See what holds it up: its processor or disk, a slow script, the network, or more writes than it can take.',
  find: (group, { state }) =>
    [...group.replicas.values()].flatMap(({ node }) => {
      const lag = lagOf(group, node);
      if (lag === null || (lag.ms < LATE_MS && lag.bytes < LATE_BYTES)) return [];
      const before = `what the master had ${seconds(lag.ms)} before`;
      return [`${placed(state, node)}: ${lag.bytes} bytes behind ${before}`];
    }),
};

/** Each has said how far it is in its last INFO, at its own time. Only who has less than the master
 *  had before is behind for certain. */
function lagOf(
  { master }: Group,
  { info, infoAtMs, downSinceMs }: DataNode,
): { readonly bytes: bigint; readonly ms: number } | null {
  if (info?.masterLinkUp !== true || infoAtMs === null || downSinceMs !== null) return null;
  const written = master.info;
  if (written?.role !== 'master' || master.infoAtMs === null) return null;
  if (written.history === null || written.history !== info.history) return null;
  if (written.offset === null || info.offset === null) return null;
  const bytes = written.offset - info.offset;
  const ms = infoAtMs - master.infoAtMs;
  return ms < 0 || bytes <= 0n ? null : { bytes, ms };
}

export const LAG_CHECKS: readonly GroupCheck[] = [lags];
