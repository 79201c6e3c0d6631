// Groups by where their master is, for questions that name its address only (ASK-4).

import { type Address, addressKey } from './address.ts';
import { placeOf } from './names.ts';
import type { Group, State } from './state.ts';

/** Enters the group under its master's address, and under the one that a name leads to. */
export function indexMaster(state: State, group: Group): void {
  for (const key of masterKeys(state, group)) {
    const groups = state.groupsByMaster.get(key) ?? new Set();
    state.groupsByMaster.set(key, groups.add(group));
  }
}

/** Takes the group out of the index, before its master changes, or moves, or it goes. */
export function unindexMaster(state: State, group: Group): void {
  for (const key of masterKeys(state, group)) {
    const groups = state.groupsByMaster.get(key);
    groups?.delete(group);
    if (groups?.size === 0) state.groupsByMaster.delete(key);
  }
}

function masterKeys(state: State, { master }: Group): readonly string[] {
  const place = placeOf(state, master.address);
  return place === master.address ? [master.key] : [master.key, addressKey(place)];
}

/** Of several groups with the same master, the first one. */
export function groupOfMaster(state: State, master: Address): Group | null {
  const groups =
    state.groupsByMaster.get(addressKey(master)) ??
    state.groupsByMaster.get(addressKey(placeOf(state, master)));
  for (const group of groups ?? []) return group;
  return null;
}
