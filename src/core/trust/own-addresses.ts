// Where we have told others that we are. A message from there is our own, or somebody's who has put
// our address into it (TRUST-12).

import { addressKey } from '../address.ts';
import type { Hello } from '../facts.ts';
import type { State } from '../state.ts';

/** One for each interface. Beyond it the oldest is forgotten. */
const MOST_OWN_ADDRESSES = 64;

export function isOurOwn(state: State, { peer }: Hello): boolean {
  return state.doubts.ownAddresses.has(addressKey(peer));
}

/** Called for each address that a hello of ours tells. */
export function rememberOwnAddress(state: State, address: Hello['peer']): void {
  const { ownAddresses } = state.doubts;
  const key = addressKey(address);
  if (ownAddresses.has(key)) return;
  ownAddresses.add(key);
  if (ownAddresses.size <= MOST_OWN_ADDRESSES) return;
  for (const oldest of ownAddresses) {
    ownAddresses.delete(oldest);
    return;
  }
}
