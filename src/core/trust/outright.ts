// Hellos that are of no use whoever sent them, and those that bear our own id (TRUST-16): they
// teach nothing, and whoever sends them is told of where they say something new.

import { laterEpoch } from '../epoch.ts';
import type { Subject } from '../event.ts';
import type { Hello } from '../facts.ts';
import { isName, nodeAt } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import type { Group, State } from '../state.ts';
import type { Doubt } from './doubts.ts';
import { refuse } from './refuse.ts';

/** What would change nothing if it were believed is passed over without a word. */
export function refuseNews(
  state: State,
  group: Group,
  hello: Hello,
  doubt: Doubt,
  now: number,
  out: Outbox,
): void {
  const { currentEpoch, configEpoch } = hello;
  if (currentEpoch <= state.currentEpoch && configEpoch <= group.configEpoch) return;
  refuseOutright(state, group, hello, doubt, now, out);
}

/** Our own hellos come back to us, some of them minutes late, by a node that was away. Only we know
 *  what we never said. */
export function refuseInOurName(
  state: State,
  group: Group,
  hello: Hello,
  now: number,
  out: Outbox,
): void {
  if (mayHaveSaid(state, group, hello)) return;
  const epoch = laterEpoch(hello.currentEpoch, hello.configEpoch);
  const doubt: Doubt = { code: 'not-ours', master: hello.master, epoch };
  refuseOutright(state, group, hello, doubt, now, out);
}

/** Epochs are on disk before we tell them, and only grow; but for the config epoch of a group that
 *  was removed and is watched anew: that one was no larger than the epoch in which we may vote. */
function mayHaveSaid(state: State, group: Group, hello: Hello): boolean {
  const { currentEpoch, configEpoch, master } = hello;
  if (currentEpoch > state.currentEpoch) return false;
  if (configEpoch !== group.configEpoch || configEpoch === 0n) {
    return configEpoch <= group.configEpoch || configEpoch <= group.vote.epoch;
  }
  // A node that goes by a name had another number before.
  return isName(group.master.address.host) || nodeAt(state, group, master) === group.master;
}

function refuseOutright(
  state: State,
  group: Group,
  hello: Hello,
  doubt: Doubt,
  now: number,
  out: Outbox,
): void {
  const { runId, peer, master, currentEpoch, configEpoch } = hello;
  const subject: Subject = {
    ...{ type: 'sentinel', name: runId, address: peer },
    group: { name: group.name, address: group.master.address },
  };
  const what = `${peer.host}:${peer.port} ${master.host}:${master.port}`;
  const key = `${doubt.code} ${runId} ${group.name} ${what} ${currentEpoch} ${configEpoch}`;
  refuse(state, { key, subject, doubt }, now, out);
}
