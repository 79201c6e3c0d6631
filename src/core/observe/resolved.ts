// A look-up has ended (NAME-n): links that waited for an address are opened, those that try a place
// which the name has left try the new one, and MONITOR gets its answer.

import { linksOf } from '../instances.ts';
import { learn, nameOf, settle } from '../look-ups.ts';
import type { Name } from '../names.ts';
import { finishMonitor } from '../operator/monitor.ts';
import type { Outbox } from '../outbox.ts';
import { redial } from '../schedule/connect.ts';
import { askInfo } from '../schedule/send.ts';
import type { Endpoint, Group, State } from '../state.ts';

export function observeResolved(
  state: State,
  found: { readonly host: string; readonly ips: readonly string[] },
  now: number,
  out: Outbox,
): readonly Group[] {
  const name = nameOf(state, found.host);
  if (name === null) return [];
  learn(name, found.ips, now);
  if (name.ips.length > 0) {
    for (const endpoint of [...name.users]) reach(state, name, endpoint, now, out);
    for (const group of name.listedIn) askInfo(group.master, out);
    name.listedIn.clear();
  }
  return answerMonitors(state, name, now, out);
}

/** A connection that stands is left alone: the name is looked up again when it is lost (NAME-2). */
function reach(state: State, name: Name, endpoint: Endpoint, now: number, out: Outbox): void {
  if (endpoint.command.stage.kind === 'up') return;
  const { port } = endpoint.address;
  const before = name.places.get(port)?.ip;
  settle(state, name, port);
  if (name.places.get(port)?.ip === before) return;
  for (const link of linksOf(endpoint)) redial(state, link, now, out);
}

/** NAME-8. */
function answerMonitors(state: State, name: Name, now: number, out: Outbox): readonly Group[] {
  const made: Group[] = [];
  const waiting = state.awaitingName.splice(0);
  for (const each of waiting) {
    if (each.request.address.host.toLowerCase() !== name.host.toLowerCase()) {
      state.awaitingName.push(each);
      continue;
    }
    const group = finishMonitor(state, each, now, out);
    if (group !== null) made.push(group);
  }
  return made;
}
