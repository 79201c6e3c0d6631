// The events of a failover, from the candidacy to the switch and the re-pointing behind it: a part
// of the catalogue.

import type { EventName } from '../core/event.ts';
import { at, type EventRecord, hostAndPort } from './event-record.ts';
import { fenceEndText } from './fence-end.ts';
import { handOverProblemText } from './hand-over-problem.ts';

type FailoverEvent = Extract<
  EventName,
  | `${string}failover${string}`
  | `${string}reconf-${string}`
  | `${string}hand-over`
  | `${string}fence${string}`
  | '+elected-leader'
  | '+selected-slave'
  | '+promoted-slave'
  | '+switch-master'
>;

export const FAILOVER_EVENTS: { readonly [N in FailoverEvent]: EventRecord<N> } = {
  '+try-failover': {
    level: 'warning',
    summary: 'This Sentinel stands for election, to replace the master.',
    payload: at,
  },
  '-failover-abort-not-elected': {
    level: 'warning',
    summary:
      'An attempt has ended: the election was lost, a newer configuration came, tilt began, or ' +
      'the own vote could not be written. The log says which.',
    payload: at,
  },
  '-failover-abort-no-good-slave': {
    level: 'warning',
    summary:
      'An attempt has ended: there is no replica that may be promoted. The log says why of ' +
      'each.',
    payload: at,
  },
  '-failover-abort-slave-timeout': {
    level: 'warning',
    summary:
      'An attempt has ended: the chosen replica was not reached, went down, was restarted, ' +
      'refused, or did not become a master within failover-timeout. The log says which.',
    payload: at,
  },
  '-failover-abort-master-timeout': {
    level: 'warning',
    summary:
      'A planned failover has ended before a replica was promoted, because writes could be lost ' +
      'or the old master would not become a replica.',
    payload: at,
  },
  '+failover-without-majority': {
    level: 'warning',
    summary:
      'A failover that an operator asked for goes on without a majority; the votes that it has ' +
      'and that it would need follow.',
    payload: (e) => `${at(e)} #votes ${e.have}/${e.need}`,
  },
  '+elected-leader': {
    level: 'warning',
    summary: 'This Sentinel leads the failover from now on.',
    payload: at,
  },
  '+failover-state-select-slave': {
    level: 'warning',
    summary: 'The leader begins to choose the replica to promote.',
    payload: at,
  },
  '+selected-slave': {
    level: 'warning',
    summary: 'This replica is chosen to be promoted.',
    payload: at,
  },
  '+failover-state-send-slaveof-noone': {
    level: 'notice',
    summary:
      'The chosen replica is about to be told to become a master; a planned failover hands the ' +
      'writes over to it first.',
    payload: at,
  },
  '+failover-state-wait-promotion': {
    level: 'notice',
    summary:
      'The chosen replica was told to become a master; the leader waits until it says that it ' +
      'is one.',
    payload: at,
  },
  '+promoted-slave': {
    level: 'warning',
    summary: 'The chosen replica says itself that it is a master.',
    payload: at,
  },
  '+failover-state-reconf-slaves': {
    level: 'warning',
    summary: 'The leader begins to make the other replicas follow the new master.',
    payload: at,
  },
  '+hand-over': {
    level: 'warning',
    summary:
      'A planned failover has lost no write; for so many milliseconds the old master held its ' +
      'writes.',
    payload: (e) => `${at(e)} #held ${e.heldMs} ms`,
  },
  '-hand-over': {
    level: 'warning',
    summary:
      'A planned failover cannot promise that no write is lost, or is given up; why follows.',
    payload: (e) => `${at(e)} #${handOverProblemText(e.obstacle)}`,
  },
  // Ours: what stands between a master that was left behind and writes that would be lost.
  '+fence': {
    level: 'warning',
    summary:
      'This Sentinel hears no majority and begins to hold the writes of the master back; how ' +
      'many Sentinels are heard and known, itself included, follows.',
    payload: (e) => `${at(e)} #heard ${e.heard}/${e.known}`,
  },
  '-fence': {
    level: 'warning',
    summary: 'This Sentinel holds the writes of a node back no longer; why follows.',
    payload: (e) => `${at(e)} #${fenceEndText(e.end)}`,
  },
  '-fence-refused': {
    level: 'warning',
    summary: 'The master refuses to hold its writes back; its answer follows.',
    payload: (e) => `${at(e)} #${e.why}`,
  },
  '+slave-reconf-sent': {
    level: 'notice',
    summary: 'A replica was told to follow the new master.',
    payload: at,
  },
  '+slave-reconf-sent-be': {
    level: 'notice',
    summary:
      'The time for re-pointing is over: a replica that was not told yet is told once, and not ' +
      'waited for.',
    payload: at,
  },
  '+slave-reconf-inprog': {
    level: 'notice',
    summary: 'A replica says that it follows the new master; its link to it may not be up yet.',
    payload: at,
  },
  '+slave-reconf-done': {
    level: 'notice',
    summary: 'A replica follows the new master, and its link to it is up.',
    payload: at,
  },
  // Stock has no such event, but widely used clients subscribe to it.
  '+replica-reconf-done': {
    level: 'notice',
    summary: 'The same as `+slave-reconf-done`, for clients that listen for this name.',
    payload: at,
  },
  '-slave-reconf-sent-timeout': {
    level: 'notice',
    summary:
      'A replica that was told does not follow the new master within slave-reconf-timeout, and ' +
      'is not waited for.',
    payload: at,
  },
  '+failover-end-for-timeout': {
    level: 'warning',
    summary:
      'The re-pointing ends although not all replicas follow: failover-timeout has passed since ' +
      'the switch, or tilt began.',
    payload: at,
  },
  '+failover-end': {
    level: 'warning',
    summary:
      'The work of the leader is done: every replica that is up follows the new master, or the ' +
      'time for it is over.',
    payload: at,
  },
  '+switch-master': {
    level: 'warning',
    summary:
      'The group has a new master: the name of the group, the old and the new address follow. ' +
      'Clients go by this.',
    payload: (e) => `${e.groupName} ${hostAndPort(e.from)} ${hostAndPort(e.to)}`,
  },
};
