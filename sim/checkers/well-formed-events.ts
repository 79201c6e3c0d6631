// Every event has a payload that clients can split: its grammar, written down here once more and
// apart from the catalogue that makes it.

import type { EventName } from '../../src/core/event.ts';
import { render } from '../../src/events/catalogue.ts';
import type { Checker } from '../observer.ts';

const HOST = '[0-9a-zA-Z.:_-]+';
const PLACE = `${HOST} [0-9]{1,5}`;
const MASTER = `master [^ ]+ ${PLACE}`;
const REPLICA = `slave ${HOST}:[0-9]{1,5} ${PLACE} @ [^ ]+ ${PLACE}`;
const PEER = `sentinel [0-9a-f]{40} ${PLACE} @ [^ ]+ ${PLACE}`;
const NODE = `(${MASTER}|${REPLICA})`;
const ANY = `(${MASTER}|${REPLICA}|${PEER})`;

const MISSING = '[0-9]+ nodes seen of [0-9]+ needed';
const FOREIGN =
  '(of another history|of no history of the group|(replicated by|a replica of) \\S+ \\d+)';

const GRAMMAR: Readonly<Record<EventName, string>> = {
  '+monitor': `${MASTER} quorum [1-9][0-9]*`,
  '-monitor': MASTER,
  '+set': `${MASTER} .+`,
  '+reset-master': MASTER,
  '+pause': `${MASTER} #for [1-9][0-9]* ms`,
  '-pause': MASTER,
  '+maintenance': NODE,
  '-maintenance': NODE,
  '+slave': REPLICA,
  '-slave': REPLICA,
  '+sentinel': PEER,
  '-sentinel': PEER,
  '+sentinel-address-switch': `${MASTER} ip ${HOST} port [0-9]+ for [0-9a-f]{40}`,
  '+sentinel-address-update': `${PEER} [1-9][0-9]* additional matching instances`,
  '+sentinel-invalid-addr': PEER,
  '+sdown': ANY,
  '-sdown': ANY,
  '+odown': `${MASTER} #quorum [0-9]+/[0-9]+`,
  '-odown': MASTER,
  '+new-epoch': '[1-9][0-9]*',
  '+vote-for-leader': '[0-9a-f]{40} [1-9][0-9]*',
  '+try-failover': MASTER,
  '-failover-abort-not-elected': MASTER,
  '-failover-abort-no-good-slave': MASTER,
  '-failover-abort-slave-timeout': MASTER,
  '-failover-abort-master-timeout': MASTER,
  '+failover-without-majority': `${MASTER} #votes [0-9]+/[0-9]+`,
  '+fence': `${NODE} #heard [0-9]+/[0-9]+`,
  '-fence': `${NODE} #.+`,
  '-fence-refused': `${NODE} #.+`,
  '+hand-over': `${MASTER} #held [0-9]+ ms`,
  '-hand-over': `${MASTER} #.+`,
  '+elected-leader': MASTER,
  '+failover-state-select-slave': MASTER,
  '+selected-slave': REPLICA,
  '+failover-state-send-slaveof-noone': REPLICA,
  '+failover-state-wait-promotion': REPLICA,
  '+promoted-slave': REPLICA,
  '+failover-state-reconf-slaves': MASTER,
  '+slave-reconf-sent': REPLICA,
  '+slave-reconf-sent-be': REPLICA,
  '+slave-reconf-inprog': REPLICA,
  '+slave-reconf-done': REPLICA,
  '+replica-reconf-done': REPLICA,
  '-slave-reconf-sent-timeout': REPLICA,
  '+failover-end-for-timeout': MASTER,
  '+failover-end': MASTER,
  '+switch-master': `[^ ]+ ${PLACE} ${PLACE}`,
  '+config-update-from': PEER,
  '+convert-to-slave': REPLICA,
  '+fix-slave-config': REPLICA,
  '+role-change': `${NODE} new reported role is (master|slave)`,
  '-role-change': `${NODE} new reported role is (master|slave)`,
  '+reboot': NODE,
  '+config-write-failed': '.+: .+',
  '-config-write-failed': '.+',
  '+foreign-node': `${ANY} #${FOREIGN}`,
  '-foreign-node': ANY,
  '+hello-refused': `(${MASTER}|${PEER}) #[a-z-]+.*: .+`,
  '+false-candidate': `${PEER} #epoch [1-9][0-9]*`,
  '+copied-id': `${PEER} #(we take|it has to take) another id`,
  '+new-id': '[0-9a-f]{40} instead of [0-9a-f]{40}',
  '+empty-master': `${MASTER} #replicas with data [1-9][0-9]*`,
  '+orphaned-group': `${MASTER} #(${MISSING}|the histories of the replicas differ)`,
  '-orphaned-group': MASTER,
  '+auth-error': `${ANY} #(NOAUTH|WRONGPASS|NOPERM( [a-z|]+)+)`,
  '-auth-error': ANY,
  '+tilt': '#tilt mode entered',
  '-tilt': '#tilt mode exited',
  '-cmd-link-reconnection': `${NODE} #.+`,
  '-pubsub-link-reconnection': `${NODE} #.+`,
  '-script-error': '.+ [0-9]+ [0-9]+',
  '-script-timeout': '.+ [0-9]+',
  '+script-child': '[0-9]+',
  '-script-child': '[0-9]+ [0-9]+ [0-9]+',
};

const COMPILED: ReadonlyMap<string, RegExp> = new Map(
  Object.entries(GRAMMAR).map(([name, grammar]) => [name, new RegExp(`^${grammar}$`)]),
);

export const wellFormedEvents: Checker = {
  name: 'well-formed-events',
  watch(_cluster, complain) {
    return {
      event(sentinel, event) {
        const { channel, payload } = render(event);
        if (COMPILED.get(channel)?.test(payload) === true) return;
        complain(`${sentinel.name} announced ${channel} '${payload}'`);
      },
    };
  },
};
