// What scripts are called with: the words of stock, byte for byte (SCRIPT-1, SCRIPT-3).

import type { HeldEffect } from '../core/output.ts';

export type ReconfigRun = Extract<HeldEffect, { kind: 'reconfig-script' }>;

/** A failover is only told of when it is as good as done; later states were never made use of. */
const STATE = 'start';

/** For a notification-script: the event and its payload, as on its channel. */
export function notificationWords(
  path: string,
  event: { readonly channel: string; readonly payload: string },
): readonly string[] {
  return [path, event.channel, event.payload];
}

/** For a client-reconfig-script. */
export function reconfigWords(path: string, run: ReconfigRun): readonly string[] {
  const { groupName, role, from, to } = run;
  const addresses = [from, to].flatMap(({ host, port }) => [host, String(port)]);
  return [path, groupName, role, STATE, ...addresses];
}
