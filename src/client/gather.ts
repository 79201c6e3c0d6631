// The Sentinels that somebody names, and those that these know: connected to all at once, each
// within its patience, each asked who it is and what it watches. Who does not answer is kept with
// the reason.

import type { Address } from '../core/address.ts';
import type { RespValue } from '../resp/value.ts';
import { shown } from './address.ts';
import { Connection, type Entry } from './connection.ts';
import {
  type About,
  type MasterFacts,
  type PeerFacts,
  readAbout,
  readMaster,
  readPeer,
} from './facts.ts';
import { type Answer, bad, type Failure, good, told } from './failure.ts';
import { listOf, textOf } from './reading.ts';

/** Whom to ask, and how. */
export interface Target {
  readonly addresses: readonly Address[];
  readonly entry: Entry;
  readonly patienceMs: number;
  /** What becomes of the Sentinels that those know: nobody asks for them, they are listed, or they
   *  are visited as well. */
  readonly peers: 'unasked' | 'listed' | 'visited';
  /** Told of each Sentinel as soon as it has said what it watches: what is asked of it here travels
   *  with the questions for its peers, and is answered while the others are still being found. */
  readonly whenMet?: (met: Met) => void;
}

export type Met = Pick<Reached, 'connection' | 'masters'>;

/** Sentinels that are asked at once; more than any group has. */
export const SENTINELS_MAX = 64;

export interface Reached {
  readonly address: Address;
  readonly connection: Connection;
  readonly about: About;
  /** null: too old to tell. */
  readonly myId: string | null;
  readonly masters: ReadonlyMap<string, MasterFacts>;
  /** By group; empty where nobody looked for others. Where it does not tell them there may be some. */
  readonly peers: ReadonlyMap<string, Answer<readonly PeerFacts[]>>;
}

export interface Missed {
  readonly address: Address;
  /** null: nobody told. */
  readonly myId: string | null;
  readonly failure: Failure;
}

/** Close it. */
export class Gathering {
  readonly reached: readonly Reached[];
  readonly missed: readonly Missed[];

  constructor(reached: readonly Reached[], missed: readonly Missed[]) {
    this.reached = reached;
    this.missed = missed;
  }

  /** All groups that somebody watches, by name. */
  get groupNames(): readonly string[] {
    const names = new Set(this.reached.flatMap(({ masters }) => [...masters.keys()]));
    return [...names].sort();
  }

  close(): void {
    for (const { connection } of this.reached) connection.close();
  }
}

export async function gather(target: Target): Promise<Gathering> {
  const reached: Reached[] = [];
  const missed: Missed[] = [];
  const asked = new Set<string>();
  let next: readonly Known[] = target.addresses.map((address) => ({ address, myId: null }));
  while (next.length > 0) {
    const fresh = next.filter(({ address }) => !asked.has(shown(address)));
    for (const { address } of fresh) asked.add(shown(address));
    const answers = await Promise.all(fresh.map((known) => visit(known.address, target)));
    answers.forEach((answer, index) => {
      const known = fresh[index];
      if (known === undefined) return;
      if (!answer.ok) missed.push({ ...known, failure: answer.failure });
      else if (isTwin(answer.value, reached)) answer.value.connection.close();
      else reached.push(answer.value);
    });
    next = target.peers === 'visited' ? strangers({ reached, missed, asked }) : [];
  }
  return new Gathering(reached, withoutReached(missed, reached));
}

interface Known {
  readonly address: Address;
  readonly myId: string | null;
}

/** One Sentinel may be named by two addresses. */
function isTwin({ myId }: Reached, reached: readonly Reached[]): boolean {
  return myId !== null && reached.some((other) => other.myId === myId);
}

/** A name of a Sentinel that could not be reached says nothing of one that was reached by another. */
function withoutReached(missed: readonly Missed[], reached: readonly Reached[]): Missed[] {
  return missed.filter(({ myId }) => myId === null || !reached.some((one) => one.myId === myId));
}

/** Whom the Sentinels know, and nobody has asked yet. */
function strangers(known: {
  readonly reached: readonly Reached[];
  readonly missed: readonly Missed[];
  readonly asked: ReadonlySet<string>;
}): readonly Known[] {
  const ids = new Set(known.reached.map(({ myId }) => myId));
  const found = new Map<string, Known>();
  for (const { peers } of known.reached) {
    for (const { address, runId } of [...peers.values()].flatMap(told)) {
      const isNew = !ids.has(runId) && !known.asked.has(shown(address)) && address.port > 0;
      if (isNew) found.set(shown(address), { address, myId: runId === '' ? null : runId });
    }
  }
  return [...found.values()].slice(0, Math.max(0, SENTINELS_MAX - known.asked.size));
}

/** Connects, and asks all that every use of a Sentinel needs. */
async function visit(address: Address, target: Target): Promise<Answer<Reached>> {
  const { entry, patienceMs } = target;
  const opened = await Connection.open({ address, entry, patienceMs });
  if (!opened.ok) return opened;
  const connection = opened.value;
  const [server, sentinel, id, masters] = await Promise.all([
    connection.call(['INFO', 'server']),
    connection.call(['INFO', 'sentinel']),
    connection.call(['SENTINEL', 'MYID']),
    connection.call(['SENTINEL', 'MASTERS']),
  ]);
  const about = server.ok ? readAbout(infoText(server.value, sentinel)) : null;
  if (about?.isSentinel === false) {
    connection.close();
    return bad('refused', 'is a data node and no Sentinel');
  }
  if (!masters.ok) {
    connection.close();
    return masters;
  }
  const facts = listOf(masters.value).map(readMaster);
  const known = new Map(facts.map((master) => [master.name, master]));
  // Their answers are awaited first, so they are asked first.
  const peers = target.peers === 'unasked' ? new Map() : askPeers(connection, facts);
  target.whenMet?.({ connection, masters: known });
  const found: Reached = {
    address,
    connection,
    about: about ?? UNKNOWN,
    myId: id.ok ? textOf(id.value) : null,
    masters: known,
    peers: await peers,
  };
  return good(found);
}

/** Where INFO is not permitted. */
const UNKNOWN: About = {
  ...{ kind: 'stock', version: 'unknown', isSentinel: true },
  ...{ inTilt: false, cannotWrite: false },
};

function infoText(server: RespValue, sentinel: Answer<RespValue>): string {
  return `${textOf(server) ?? ''}\n${sentinel.ok ? (textOf(sentinel.value) ?? '') : ''}`;
}

async function askPeers(
  connection: Connection,
  masters: readonly MasterFacts[],
): Promise<Reached['peers']> {
  const answers = await Promise.all(
    masters.map(async ({ name }): Promise<[string, Answer<readonly PeerFacts[]>]> => {
      const answer = await connection.call(['SENTINEL', 'SENTINELS', name]);
      return [name, answer.ok ? good(listOf(answer.value).map(readPeer)) : answer];
    }),
  );
  return new Map(answers);
}
