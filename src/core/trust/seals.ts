// Hellos that have to carry a seal made with the fleet's secret (TRUST-15). Whether a seal is right
// has been looked at by whoever read the message; here only what follows from it.

import type { Hello } from '../facts.ts';
import { sameNode } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import type { Group, Member, State } from '../state.ts';
import { refuseHello, wasHelloJustRefused } from './applicants.ts';
import type { SealDoubt } from './doubts.ts';
import { SAME_MESSAGE_MS } from './refuse.ts';

const DOUBTS = { bad: 'bad-seal', old: 'old-seal' } as const;
/** What has been said under seal lately, so that the plain message beside it is no surprise. */
const MOST_SEALED = 1_000;

/** Without a secret no seal can be right: deaf is worse than trusting as `confirm` does. */
export function demandsSeal({ settings }: State): boolean {
  return settings.trust === 'signed' && settings.trustSecret !== null;
}

/** False: it teaches nothing. */
export function isSealed(
  state: State,
  group: Group,
  hello: Hello,
  now: number,
  out: Outbox,
): boolean {
  if (!demandsSeal(state)) return true;
  if (hello.seal === 'good') {
    remember(state, hello);
    return true;
  }
  const code = hello.seal === undefined ? 'not-sealed' : DOUBTS[hello.seal];
  if (code === 'not-sealed' && state.doubts.sealed.has(contentOf(hello))) return false;
  const known = group.members.get(hello.runId) ?? null;
  const isAtHome = known !== null && sameNode(state, known.peer.address, hello.peer);
  if (isAtHome) noteUnsealed(known, code, now);
  if (isAtHome && isOldNews(state, group, hello)) return false;
  // The plain hello behind a copy with a wrong seal says less of what is wrong.
  if (code === 'not-sealed' && wasHelloJustRefused(state, group, hello, now)) return false;
  refuseHello(state, group, hello, { code }, now, out);
  return false;
}

/** DOCTOR-3. */
function noteUnsealed({ odd }: Member, code: SealDoubt, now: number): void {
  const { unsealed } = odd;
  const isBehind = unsealed !== null && now - unsealed.atMs <= SAME_MESSAGE_MS;
  if (code !== 'not-sealed' || !isBehind) odd.unsealed = { code, atMs: now };
}

function remember(state: State, hello: Hello): void {
  const { sealed } = state.doubts;
  const content = contentOf(hello);
  sealed.delete(content);
  sealed.add(content);
  if (sealed.size <= MOST_SEALED) return;
  for (const oldest of sealed) {
    sealed.delete(oldest);
    return;
  }
}

/** Whoever says it, it changes nothing. */
function isOldNews(state: State, group: Group, hello: Hello): boolean {
  return hello.currentEpoch <= state.currentEpoch && hello.configEpoch <= group.configEpoch;
}

function contentOf({ peer, runId, groupName, master, currentEpoch, configEpoch }: Hello): string {
  const places = `${peer.host}:${peer.port} ${master.host}:${master.port}`;
  return `${runId} ${groupName} ${places} ${currentEpoch} ${configEpoch}`;
}
