// DOCTOR-1, this Sentinel itself: its file, its clock, and what it says of itself to others.

import { isName } from '../names.ts';
import type { Refused } from '../trust/doubts.ts';
import { isLoopback, type OwnCheck, placed, seconds, when } from './check.ts';

/** What was longer ago than this has been seen, or does no harm any more. */
const RECENT_MS = 3_600_000;

const notWritten: OwnCheck = {
  scope: 'sentinel',
  code: 'file-not-written',
  severity: 'critical',
  meaning: 'The configuration cannot be written: this Sentinel neither votes nor leads a failover.',
  remedy: 'See docs/operating/disk.md: permissions of the directory, space, a read-only mount.',
  find: ({ around: { saveFailedForMs, lastSaveError } }) =>
    saveFailedForMs === null ? [] : [`for ${seconds(saveFailedForMs)}: ${lastSaveError}`],
};

const inTilt: OwnCheck = {
  scope: 'sentinel',
  code: 'in-tilt',
  severity: 'critical',
  meaning: 'This Sentinel was away for long, judges nothing and leads no failover for a while.',
  remedy: 'Wait for the end of tilt, then look for what stopped the process or moved the clock.',
  find: ({ state, now }) =>
    state.tiltSinceMs === null ? [] : [`for ${seconds(now - state.tiltSinceMs)}`],
};

const wasInTilt: OwnCheck = {
  scope: 'sentinel',
  code: 'was-in-tilt',
  severity: 'warning',
  meaning: 'This process was stopped or starved for longer than it can pass over.',
  remedy: 'Give it a processor that is not overcommitted, and see that the clock is not stepped.',
  find: ({ state: { tiltCount, tiltSinceMs, tiltEndedAtMs }, now }) =>
    when(tiltSinceMs === null && now - tiltEndedAtMs <= RECENT_MS, () => {
      const times = tiltCount === 1 ? 'once' : `${tiltCount} times`;
      return `${times} since the start, ended ${seconds(now - tiltEndedAtMs)} ago`;
    }),
};

const announcesLoopback: OwnCheck = {
  scope: 'sentinel',
  code: 'announces-loopback',
  severity: 'critical',
  meaning: 'This Sentinel announces an address that leads every other machine to itself.',
  remedy: 'SENTINEL CONFIG SET announce-ip <the address that others reach it at>.',
  find: ({ state }) => {
    const { announceIp } = state.settings;
    const isElsewhere = [...state.groups.values()].some(
      ({ master }) => !isLoopback(master.address.host),
    );
    return when(isLoopback(announceIp) && isElsewhere, () => `announce-ip ${announceIp}`);
  },
};

const resolvesOnly: OwnCheck = {
  scope: 'sentinel',
  code: 'resolve-without-announce',
  severity: 'advice',
  meaning:
    'Names are resolved but not announced: clients and nodes are told addresses that change.',
  remedy: 'SENTINEL CONFIG SET announce-hostnames yes, on each Sentinel, if clients resolve names.',
  find: ({ state }) => {
    const { resolveHostnames, announceHostnames } = state.settings;
    if (!resolveHostnames || announceHostnames) return [];
    return [...state.groups.values()]
      .filter(({ master }) => isName(master.address.host))
      .map(({ name, master }) => `${name} is at ${master.address.host}`);
  },
};

const simulates: OwnCheck = {
  scope: 'sentinel',
  code: 'failure-simulated',
  severity: 'warning',
  meaning: 'This Sentinel was told to crash in the middle of its next failover.',
  remedy: 'If that is not a test any more: restart it.',
  find: ({ state }) =>
    when(state.simulatedFailures.size > 0, () => [...state.simulatedFailures].join(' ')),
};

const signedWithoutSecret: OwnCheck = {
  scope: 'sentinel',
  code: 'signed-without-secret',
  severity: 'critical',
  meaning: 'Hellos should carry seals, but there is no secret to make or read them with.',
  remedy: 'SENTINEL CONFIG SET trust-secret <secret>, the same on each Sentinel of the fleet.',
  find: ({ state: { settings } }) =>
    when(settings.trust === 'signed' && settings.trustSecret === null, () => 'trust signed'),
};

const hellosRefused: OwnCheck = {
  scope: 'sentinel',
  code: 'hellos-refused',
  severity: 'warning',
  meaning: 'Messages in the name of Sentinels came that their senders do not stand by.',
  remedy:
    'Look at the +hello-refused lines of the log, and let only Sentinels publish on __sentinel__:hello.',
  find: ({ state, now }) => {
    let recent = 0;
    let last: Refused | null = null;
    for (const refused of state.doubts.refusals.values()) {
      if (now - refused.lastMs > RECENT_MS) continue;
      recent += 1;
      last = refused;
    }
    if (last === null) return [];
    const { code, subject, lastMs } = last;
    const whose = `${subject.name} at ${placed(state, subject)}`;
    return [`${recent} in the last hour, the last ${seconds(now - lastMs)} ago: ${code}, ${whose}`];
  },
};

export const OWN_CHECKS: readonly OwnCheck[] = [
  notWritten,
  inTilt,
  wasInTilt,
  announcesLoopback,
  resolvesOnly,
  simulates,
  signedWithoutSecret,
  hellosRefused,
];
