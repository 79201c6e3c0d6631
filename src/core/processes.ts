// One process has one voice, under however many ids it is known.

import { addressKey } from './address.ts';
import type { Member } from './state.ts';

/** ELECT-4, ODOWN-1. Two ids come to one address where a Sentinel has moved to that of another, and
 *  in files of stock. */
export function countProcesses(members: readonly Member[]): number {
  return new Set(members.map(({ peer }) => addressKey(peer.address))).size;
}
