// Somebody who may publish on a node sends a hello in a Vedette's name: another master, a Sentinel
// that does not exist, another address of a peer, an id instead of another, an epoch near the end.

import type { Hello } from '../../src/core/facts.ts';
import { formatHello, HELLO_CHANNEL } from '../../src/dialect/hello.ts';
import type { Cluster } from '../cluster.ts';
import type { Random } from '../random.ts';
import { type Fault, pickNode } from './fault.ts';

/** Where nobody is. */
export const FORGED_HOST = '10.66.6.6';
export const FORGED_ID: string = '6'.repeat(40);
/** More than any run comes to. */
export const ABSURD_EPOCH = 1_000_000_000n;
const NEAR_THE_END = 2n ** 63n - 3n;

interface Lie {
  readonly what: string;
  readonly tell: (truth: Hello) => Hello;
}

const LIES: readonly Lie[] = [
  {
    what: 'another master',
    tell: (truth) => ({
      ...truth,
      master: { host: FORGED_HOST, port: 6379 },
      currentEpoch: truth.currentEpoch + 3n,
      configEpoch: truth.currentEpoch + 3n,
    }),
  },
  {
    what: 'the same master, an absurd config epoch',
    tell: (truth) => ({ ...truth, currentEpoch: ABSURD_EPOCH, configEpoch: ABSURD_EPOCH }),
  },
  { what: 'an absurd epoch', tell: (truth) => ({ ...truth, currentEpoch: NEAR_THE_END }) },
  {
    what: 'a Sentinel that does not exist',
    tell: (truth) => ({
      ...truth,
      runId: FORGED_ID,
      peer: { host: FORGED_HOST, port: 26379 },
    }),
  },
  { what: 'another id at its address', tell: (truth) => ({ ...truth, runId: FORGED_ID }) },
  {
    what: 'another address',
    tell: (truth) => ({ ...truth, peer: { host: FORGED_HOST, port: 26379 } }),
  },
];

/** Stock believes it, and its elections take the whole fleet along (TRUST-9, TRUST-10). Of the
 *  others it would tell the Vedettes when they ask. */
const LIE_TO_STOCK: Lie = {
  what: 'a large epoch',
  tell: (truth) => ({ ...truth, currentEpoch: ABSURD_EPOCH }),
};

export const forgedHello: Fault = {
  name: 'forged-hello',
  begin(cluster: Cluster, random: Random) {
    const node = pickNode(cluster, random, 600);
    const victim = random.pick(cluster.sentinels);
    const group = cluster.groupAt(node.host.address);
    const known = victim.state?.groups.get(group?.name ?? '');
    if (node.host.state !== 'running' || known === undefined || victim.state === null) return null;
    const lie = cluster.stocks.length > 0 ? LIE_TO_STOCK : random.pick(LIES);
    const payload = formatHello(
      lie.tell({
        peer: victim.host.address,
        runId: victim.state.myId,
        currentEpoch: victim.state.currentEpoch,
        groupName: known.name,
        master: known.master.address,
        configEpoch: known.configEpoch,
      }),
    );
    node.propagate(['PUBLISH', HELLO_CHANNEL, payload]);
    node.deliver(HELLO_CHANNEL, payload);
    const what = `${lie.what}, in the name of ${victim.name}, on ${node.host.name}`;
    return { what, durationMs: 0, end: () => {} };
  },
};
