// DOCTOR-1, the options of a group: limits that are too short or too long for their purpose, and
// scripts that cannot run.

import { type GroupCheck, seconds, when } from './check.ts';

/** A busy master pauses for longer than this now and then. */
const SHORT_DOWN_AFTER_MS = 1_000;
const LOW_DOWN_AFTER_MS = 2_000;
/** Six by default. */
const MANY_DOWN_AFTERS = 20;

const downAfterShort: GroupCheck = {
  scope: 'group',
  code: 'down-after-short',
  severity: 'warning',
  meaning: 'A down-after below a second takes an ordinary pause of a busy master for its death.',
  remedy: 'SENTINEL SET <group> down-after-milliseconds 2000 or more, on each Sentinel.',
  find: ({ options: { downAfterMs } }) =>
    when(downAfterMs < SHORT_DOWN_AFTER_MS, () => `${downAfterMs} ms`),
};

const downAfterLow: GroupCheck = {
  scope: 'group',
  code: 'down-after-low',
  severity: 'advice',
  meaning: 'A down-after below two seconds is safe only where nothing pauses for long.',
  remedy: 'See that no fork, script or disk holds the master up for so long, or set it higher.',
  find: ({ options: { downAfterMs } }) =>
    when(
      downAfterMs >= SHORT_DOWN_AFTER_MS && downAfterMs < LOW_DOWN_AFTER_MS,
      () => `${downAfterMs} ms`,
    ),
};

const failoverTimeoutLong: GroupCheck = {
  scope: 'group',
  code: 'failover-timeout-long',
  severity: 'advice',
  meaning: 'With a failover-timeout far above down-after, stock peers wait long after a lost try.',
  remedy: 'SENTINEL SET <group> failover-timeout <five to ten times down-after>, on each Sentinel.',
  find: ({ options: { downAfterMs, failoverTimeoutMs } }) =>
    when(
      failoverTimeoutMs > MANY_DOWN_AFTERS * downAfterMs,
      () => `failover-timeout ${seconds(failoverTimeoutMs)}, down-after ${seconds(downAfterMs)}`,
    ),
};

const scriptMissing: GroupCheck = {
  scope: 'group',
  code: 'script-not-executable',
  severity: 'warning',
  meaning: 'A script of the group is not there, or this process may not run it.',
  remedy: 'Put it there, with chmod +x, for the user of the Sentinel.',
  find: ({ options }, { around }) =>
    [options.notificationScript, options.clientReconfigScript].flatMap((path) =>
      path === null || around.isExecutable(path) ? [] : [path],
    ),
};

export const SETTINGS_CHECKS: readonly GroupCheck[] = [
  downAfterShort,
  downAfterLow,
  failoverTimeoutLong,
  scriptMissing,
];
