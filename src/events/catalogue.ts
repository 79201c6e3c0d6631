// Every event: how loud it is and what its payload says, byte for byte as clients split it. When an
// event happens is the core's to decide; who hears of it follows from its level.

import type { Address } from '../core/address.ts';
import type { Event, EventData, EventName, Subject } from '../core/event.ts';
import type { Orphanhood } from '../core/select/orphans.ts';
import { doubtText } from './doubt-text.ts';
import { fenceEndText } from './fence-end.ts';
import { handOverProblemText } from './hand-over-problem.ts';
import type { Level } from './level.ts';

/** Stock formats a payload into 1,024 bytes, of which the last one ends the text. */
export const PAYLOAD_LIMIT_BYTES = 1023;

/** An event as it is published and logged: its name on the wire, its text, its level. */
export interface RenderedEvent {
  readonly channel: EventName;
  readonly payload: string;
  readonly level: Level;
}

interface EventRecord<N extends EventName> {
  readonly level: Level;
  readonly payload: (facts: EventData[N]) => string;
}

/** The record of each event, by its name on the wire. */
export const EVENTS: { readonly [N in EventName]: EventRecord<N> } = {
  '+monitor': { level: 'warning', payload: (e) => `${at(e)} quorum ${e.quorum}` },
  '-monitor': { level: 'warning', payload: at },
  '+set': { level: 'warning', payload: (e) => `${at(e)} ${e.shown.join(' ')}` },
  '+reset-master': { level: 'warning', payload: at },
  // Ours: what people say about their own work.
  '-slave': { level: 'warning', payload: at },
  '-sentinel': { level: 'warning', payload: at },
  '+pause': { level: 'warning', payload: (e) => `${at(e)} #for ${e.forMs} ms` },
  '-pause': { level: 'warning', payload: at },
  '+maintenance': { level: 'warning', payload: at },
  '-maintenance': { level: 'warning', payload: at },

  '+slave': { level: 'notice', payload: at },
  '+sentinel': { level: 'notice', payload: at },
  '+sentinel-address-switch': {
    level: 'notice',
    payload: (e) => `${at(e)} ip ${e.to.host} port ${e.to.port} for ${e.runId}`,
  },
  '+sentinel-address-update': {
    level: 'notice',
    payload: (e) => `${at(e)} ${e.count} additional matching instances`,
  },
  '+sentinel-invalid-addr': { level: 'notice', payload: at },

  '+sdown': { level: 'warning', payload: at },
  '-sdown': { level: 'warning', payload: at },
  '+odown': { level: 'warning', payload: (e) => `${at(e)} #quorum ${e.have}/${e.need}` },
  '-odown': { level: 'warning', payload: at },

  '+new-epoch': { level: 'warning', payload: (e) => `${e.epoch}` },
  '+vote-for-leader': { level: 'warning', payload: (e) => `${e.leader} ${e.epoch}` },

  '+try-failover': { level: 'warning', payload: at },
  '-failover-abort-not-elected': { level: 'warning', payload: at },
  '-failover-abort-no-good-slave': { level: 'warning', payload: at },
  '-failover-abort-slave-timeout': { level: 'warning', payload: at },
  '-failover-abort-master-timeout': { level: 'warning', payload: at },
  '+failover-without-majority': {
    level: 'warning',
    payload: (e) => `${at(e)} #votes ${e.have}/${e.need}`,
  },
  '+elected-leader': { level: 'warning', payload: at },
  '+failover-state-select-slave': { level: 'warning', payload: at },
  '+selected-slave': { level: 'warning', payload: at },
  '+failover-state-send-slaveof-noone': { level: 'notice', payload: at },
  '+failover-state-wait-promotion': { level: 'notice', payload: at },
  '+promoted-slave': { level: 'warning', payload: at },
  '+failover-state-reconf-slaves': { level: 'warning', payload: at },
  '+hand-over': { level: 'warning', payload: (e) => `${at(e)} #held ${e.heldMs} ms` },
  '-hand-over': {
    level: 'warning',
    payload: (e) => `${at(e)} #${handOverProblemText(e.obstacle)}`,
  },
  // Ours: what stands between a master that was left behind and writes that would be lost.
  '+fence': { level: 'warning', payload: (e) => `${at(e)} #heard ${e.heard}/${e.known}` },
  '-fence': { level: 'warning', payload: (e) => `${at(e)} #${fenceEndText(e.end)}` },
  '-fence-refused': { level: 'warning', payload: (e) => `${at(e)} #${e.why}` },
  '+slave-reconf-sent': { level: 'notice', payload: at },
  '+slave-reconf-sent-be': { level: 'notice', payload: at },
  '+slave-reconf-inprog': { level: 'notice', payload: at },
  '+slave-reconf-done': { level: 'notice', payload: at },
  // Stock has no such event, but widely used clients subscribe to it.
  '+replica-reconf-done': { level: 'notice', payload: at },
  '-slave-reconf-sent-timeout': { level: 'notice', payload: at },
  '+failover-end-for-timeout': { level: 'warning', payload: at },
  '+failover-end': { level: 'warning', payload: at },
  '+switch-master': {
    level: 'warning',
    payload: (e) => `${e.groupName} ${hostAndPort(e.from)} ${hostAndPort(e.to)}`,
  },

  '+config-update-from': { level: 'warning', payload: at },
  '+convert-to-slave': { level: 'notice', payload: at },
  '+fix-slave-config': { level: 'notice', payload: at },
  // Ours: stock would overwrite its data set.
  '+foreign-node': { level: 'warning', payload: (e) => `${at(e)} #${e.why}` },
  '-foreign-node': { level: 'warning', payload: at },
  // Ours: stock lets the replicas give up their data for it.
  '+empty-master': {
    level: 'warning',
    payload: (e) => `${at(e)} #replicas with data ${e.holders}`,
  },
  // Ours: stock promotes the first that comes back.
  '+orphaned-group': { level: 'warning', payload: (e) => `${at(e)} #${orphaned(e.orphans)}` },
  '-orphaned-group': { level: 'warning', payload: at },
  // Ours: stock believes whatever is published.
  '+hello-refused': { level: 'warning', payload: (e) => `${at(e)} #${doubtText(e.doubt)}` },
  '+false-candidate': { level: 'warning', payload: (e) => `${at(e)} #epoch ${e.epoch}` },
  '+copied-id': {
    level: 'warning',
    payload: (e) =>
      `${at(e)} #${e.isGivingWay ? 'we take another id' : 'it has to take another id'}`,
  },
  '+new-id': { level: 'warning', payload: (e) => `${e.newId} instead of ${e.oldId}` },
  '+role-change': { level: 'verbose', payload: (e) => `${at(e)} new reported role is ${e.role}` },
  '-role-change': { level: 'verbose', payload: (e) => `${at(e)} new reported role is ${e.role}` },
  '+reboot': { level: 'notice', payload: at },
  // Stock has no word for these: it shows an instance that turns it away as one that is down.
  '+auth-error': {
    level: 'warning',
    payload: (e) => `${at(e)} #${[e.problem.code, ...e.problem.commands].join(' ')}`,
  },
  '-auth-error': { level: 'warning', payload: at },

  // Ours: a Sentinel that cannot write takes no part in elections.
  '+config-write-failed': { level: 'warning', payload: (e) => `${e.file}: ${e.reason}` },
  '-config-write-failed': { level: 'warning', payload: (e) => e.file },

  '+tilt': { level: 'warning', payload: () => '#tilt mode entered' },
  '-tilt': { level: 'warning', payload: () => '#tilt mode exited' },

  '-cmd-link-reconnection': { level: 'debug', payload: (e) => `${at(e)} #${e.reason}` },
  '-pubsub-link-reconnection': { level: 'debug', payload: (e) => `${at(e)} #${e.reason}` },

  '-script-error': {
    level: 'warning',
    payload: (e) => `${e.path} ${e.signal} ${e.exitCode}`,
  },
  '-script-timeout': { level: 'warning', payload: (e) => `${e.path} ${e.processId}` },
  '+script-child': { level: 'debug', payload: (e) => `${e.processId}` },
  '-script-child': {
    level: 'debug',
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

/** `<type> <name> <ip> <port>`, and for whoever belongs to a master ` @ ` and that master. */
function at({ subject }: { readonly subject: Subject }): string {
  const own = `${subject.type} ${subject.name} ${hostAndPort(subject.address)}`;
  const { group } = subject;
  return group === null ? own : `${own} @ ${group.name} ${hostAndPort(group.address)}`;
}

function hostAndPort({ host, port }: Address): string {
  return `${host} ${port}`;
}

function orphaned({ seen, need, problem }: Orphanhood): string {
  if (problem === 'histories-differ') return 'the histories of the replicas differ';
  return `${seen} nodes seen of ${need} needed`;
}
