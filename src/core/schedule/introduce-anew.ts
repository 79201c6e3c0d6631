// New credentials hold at once (OPERATOR-4, OPERATOR-8), and so does a password that is asked for
// again (ACCESS-3): links that were introduced otherwise are made anew.

import { linksOf } from '../instances.ts';
import type { Outbox } from '../outbox.ts';
import type { Endpoint, State } from '../state.ts';
import { reconnect } from './connect.ts';

/** What is on its way there is lost, and the silence counts from now. */
export function introduceAnew(state: State, endpoint: Endpoint, now: number, out: Outbox): void {
  endpoint.unansweredSinceMs ??= now;
  endpoint.pingInFlight = false;
  if (endpoint.kind === 'node') endpoint.infoInFlight = false;
  else for (const member of endpoint.members.values()) member.asking = 'idle';
  for (const link of linksOf(endpoint)) {
    reconnect(state, link, { reason: 'new credentials', now }, out);
  }
}
