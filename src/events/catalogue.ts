// Every event: how loud it is, what it means and what its payload says, byte for byte as clients
// split it. When an event happens is the core's to decide; who hears of it follows from its level.

import type { Event, EventData, EventName } from '../core/event.ts';
import type { Orphanhood } from '../core/select/orphans.ts';
import { doubtText } from './doubt-text.ts';
import { at, type EventRecord } from './event-record.ts';
import { FAILOVER_EVENTS } from './failover-events.ts';
import type { Level } from './level.ts';

/** Stock formats a payload into 1,024 bytes, of which the last one ends the text. */
export const PAYLOAD_LIMIT_BYTES = 1023;

/** An event as it is published and logged: its name on the wire, its text, its level. */
export interface RenderedEvent {
  readonly channel: EventName;
  readonly payload: string;
  readonly level: Level;
}

/** The record of each event, by its name on the wire. */
export const EVENTS: { readonly [N in EventName]: EventRecord<N> } = {
  '+monitor': {
    level: 'warning',
    summary:
      'A group is watched from now on: each group of the file at the start, and by SENTINEL ' +
      'MONITOR.',
    payload: (e) => `${at(e)} quorum ${e.quorum}`,
  },
  '-monitor': {
    level: 'warning',
    summary: 'A group is not watched any more, by SENTINEL REMOVE.',
    payload: at,
  },
  '+set': {
    level: 'warning',
    summary:
      'An option of the group was changed by SENTINEL SET; its name and its new value follow.',
    payload: (e) => `${at(e)} ${e.shown.join(' ')}`,
  },
  '+reset-master': {
    level: 'warning',
    summary:
      'SENTINEL RESET has forgotten the replicas, the other Sentinels and the failover of the ' +
      'group.',
    payload: at,
  },
  // Ours: what people say about their own work.
  '-slave': {
    level: 'warning',
    summary:
      'A replica is not watched any more: by SENTINEL FORGET, or because only a wrong master ' +
      'named it.',
    payload: at,
  },
  '-sentinel': {
    level: 'warning',
    summary: 'Another Sentinel of the group is forgotten, by SENTINEL FORGET.',
    payload: at,
  },
  '+pause': {
    level: 'warning',
    summary:
      'This Sentinel starts no failover of the group for so many milliseconds: by SENTINEL ' +
      'PAUSE, or at a start in the middle of a pause.',
    payload: (e) => `${at(e)} #for ${e.forMs} ms`,
  },
  '-pause': {
    level: 'warning',
    summary: 'A pause is over, by SENTINEL RESUME or by itself.',
    payload: at,
  },
  '+maintenance': {
    level: 'warning',
    summary: 'A node is worked on: it is not promoted, and no failover starts because it is down.',
    payload: at,
  },
  '-maintenance': {
    level: 'warning',
    summary:
      'A node is in maintenance no longer, by SENTINEL MAINTENANCE or because it is forgotten.',
    payload: at,
  },

  '+slave': {
    level: 'notice',
    summary:
      'A replica of the group is found. After a switch it is said of every replica of the new ' +
      'master.',
    payload: at,
  },
  '+sentinel': {
    level: 'notice',
    summary: 'Another Sentinel that watches the group is found by its hello.',
    payload: at,
  },
  '+sentinel-address-switch': {
    level: 'notice',
    summary: 'Another Sentinel of the group is at a new address; the address and its id follow.',
    payload: (e) => `${at(e)} ip ${e.to.host} port ${e.to.port} for ${e.runId}`,
  },
  '+sentinel-address-update': {
    level: 'notice',
    summary: 'The new address of the Sentinel that is named holds in so many other groups, too.',
    payload: (e) => `${at(e)} ${e.count} additional matching instances`,
  },
  '+sentinel-invalid-addr': {
    level: 'notice',
    summary: 'A Sentinel is forgotten, because another one is at its address now.',
    payload: at,
  },

  '+sdown': {
    level: 'warning',
    summary:
      'An instance (a master, a replica or another Sentinel) is down in the eyes of this ' +
      'Sentinel, mostly because it gave no good answer for down-after.',
    payload: at,
  },
  '-sdown': {
    level: 'warning',
    summary: 'An instance is up again in the eyes of this Sentinel.',
    payload: at,
  },
  '+odown': {
    level: 'warning',
    summary:
      'A master is objectively down: as many Sentinels as the quorum agree on it; how many do ' +
      'and have to follows.',
    payload: (e) => `${at(e)} #quorum ${e.have}/${e.need}`,
  },
  '-odown': {
    level: 'warning',
    summary: 'No quorum agrees any more that the master is down.',
    payload: at,
  },

  '+new-epoch': {
    level: 'warning',
    summary:
      'The current epoch of this Sentinel has grown, by an attempt of its own or by the word of ' +
      'others.',
    payload: (e) => `${e.epoch}`,
  },
  '+vote-for-leader': {
    level: 'warning',
    summary:
      'This Sentinel has voted; the id that it votes for, which can be its own, and the epoch ' +
      'follow.',
    payload: (e) => `${e.leader} ${e.epoch}`,
  },

  ...FAILOVER_EVENTS,

  '+config-update-from': {
    level: 'warning',
    summary:
      'This Sentinel takes a newer configuration with another master over from the Sentinel ' +
      'that is named.',
    payload: at,
  },
  '+convert-to-slave': {
    level: 'notice',
    summary:
      'A node that says that it is a master but is a replica of the group, such as an old ' +
      'master that is back, was told to follow the master.',
    payload: at,
  },
  '+fix-slave-config': {
    level: 'notice',
    summary:
      'A replica that followed another address than that of the master was told to follow the ' +
      'master.',
    payload: at,
  },
  // Ours: stock would overwrite its data set.
  '+foreign-node': {
    level: 'warning',
    summary:
      'A server at the address of a replica is not of the group and keeps its data; what speaks ' +
      'against it follows.',
    payload: (e) => `${at(e)} #${e.why}`,
  },
  '-foreign-node': {
    level: 'warning',
    summary: 'What is at that address counts as a node of the group again.',
    payload: at,
  },
  // Ours: stock lets the replicas give up their data for it.
  '+empty-master': {
    level: 'warning',
    summary:
      'The master was restarted with less than half of its keys; how many replicas still have ' +
      'them follows.',
    payload: (e) => `${at(e)} #replicas with data ${e.holders}`,
  },
  // Ours: stock promotes the first that comes back.
  '+orphaned-group': {
    level: 'warning',
    summary:
      'With `promote-without-master yes`, nobody is promoted yet after a whole group was down; ' +
      'what is missing follows.',
    payload: (e) => `${at(e)} #${orphaned(e.orphans)}`,
  },
  '-orphaned-group': {
    level: 'warning',
    summary: 'What `+orphaned-group` told of is in the way no longer, or the master is back.',
    payload: at,
  },
  // Ours: stock believes whatever is published.
  '+hello-refused': {
    level: 'warning',
    summary:
      'A hello, or the epoch in a request for a vote, is not believed; the reason follows, with ' +
      'one word for programs first.',
    payload: (e) => `${at(e)} #${doubtText(e.doubt)}`,
  },
  '+false-candidate': {
    level: 'warning',
    summary:
      'Somebody asked for a vote in the name of a Sentinel that does not stand for election.',
    payload: (e) => `${at(e)} #epoch ${e.epoch}`,
  },
  '+copied-id': {
    level: 'warning',
    summary:
      'Another process has the id of this Sentinel; which of the two takes a new one follows.',
    payload: (e) =>
      `${at(e)} #${e.isGivingWay ? 'we take another id' : 'it has to take another id'}`,
  },
  '+new-id': {
    level: 'warning',
    summary: 'This Sentinel has taken a new id, because another process has the old one, too.',
    payload: (e) => `${e.newId} instead of ${e.oldId}`,
  },
  '+role-change': {
    level: 'verbose',
    summary:
      'A node says that it is in another role than before, and it is the one that is expected ' +
      'of it.',
    payload: (e) => `${at(e)} new reported role is ${e.role}`,
  },
  '-role-change': {
    level: 'verbose',
    summary:
      'A node says that it is in another role than before, and it is not the one that is ' +
      'expected of it.',
    payload: (e) => `${at(e)} new reported role is ${e.role}`,
  },
  '+reboot': {
    level: 'notice',
    summary: 'A master or a replica was restarted: it has another run id.',
    payload: at,
  },
  // Stock has no word for these: it shows an instance that turns it away as one that is down.
  '+auth-error': {
    level: 'warning',
    summary:
      'An instance answers, but turns this Sentinel away: a password is missing (NOAUTH) or ' +
      'wrong (WRONGPASS), or commands are not permitted (NOPERM).',
    payload: (e) => `${at(e)} #${[e.problem.code, ...e.problem.commands].join(' ')}`,
  },
  '-auth-error': {
    level: 'warning',
    summary: 'An instance turns this Sentinel away no longer, or cannot be reached any more.',
    payload: at,
  },

  // Ours: a Sentinel that cannot write takes no part in elections.
  '+config-write-failed': {
    level: 'warning',
    summary:
      'The file with the configuration and the state cannot be written; until it can, this ' +
      'Sentinel gives no vote and leads no failover.',
    payload: (e) => `${e.file}: ${e.reason}`,
  },
  '-config-write-failed': {
    level: 'warning',
    summary: 'The file is written again.',
    payload: (e) => e.file,
  },

  '+tilt': {
    level: 'warning',
    summary:
      'The process was away for too long, or a clock has jumped: for tilt-period this Sentinel ' +
      'observes and votes, and does nothing else.',
    payload: () => '#tilt mode entered',
  },
  '-tilt': {
    level: 'warning',
    summary: 'Tilt is over: what this Sentinel sees counts again.',
    payload: () => '#tilt mode exited',
  },

  '-cmd-link-reconnection': {
    level: 'debug',
    summary: 'A connection to a node that carries commands is replaced; the reason follows.',
    payload: (e) => `${at(e)} #${e.reason}`,
  },
  '-pubsub-link-reconnection': {
    level: 'debug',
    summary: 'A connection to a node that carries hellos is replaced; the reason follows.',
    payload: (e) => `${at(e)} #${e.reason}`,
  },

  '-script-error': {
    level: 'warning',
    summary:
      'A script has failed for the last time, or no process could be started for it; its path, ' +
      'the signal and the exit code follow.',
    payload: (e) => `${e.path} ${e.signal} ${e.exitCode}`,
  },
  '-script-timeout': {
    level: 'warning',
    summary:
      'A script ran for longer than script-max-runtime and is killed; its path and its process ' +
      'id follow.',
    payload: (e) => `${e.path} ${e.processId}`,
  },
  '+script-child': {
    level: 'debug',
    summary: 'A script was started; its process id follows.',
    payload: (e) => `${e.processId}`,
  },
  '-script-child': {
    level: 'debug',
    summary: 'A script has ended; its process id, its exit code and the signal follow.',
    payload: (e) => `${e.processId} ${e.exitCode} ${e.signal}`,
  },
};

/** The payload is cut at PAYLOAD_LIMIT_BYTES; a character is a byte. */
export function render(event: Event): RenderedEvent {
  return {
    channel: event.name,
    payload: payloadOf(event.name, event).slice(0, PAYLOAD_LIMIT_BYTES),
    level: EVENTS[event.name].level,
  };
}

/** Debug events stay in the log; all others are published, whatever the log level. */
export function isPublished(level: Level): boolean {
  return level !== 'debug';
}

function payloadOf<N extends EventName>(name: N, facts: EventData[N]): string {
  return EVENTS[name].payload(facts);
}

function orphaned({ seen, need, problem }: Orphanhood): string {
  if (problem === 'histories-differ') return 'the histories of the replicas differ';
  return `${seen} nodes seen of ${need} needed`;
}
