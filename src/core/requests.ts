// What the core asks of other processes, one variant a command, and what comes back. dialect/
// turns a request into commands and the replies into facts; the core never sees either.

import type { Address } from './address.ts';
import type {
  EpochReport,
  ErrorClass,
  Hello,
  Identity,
  InfoFacts,
  PingVerdict,
  ReconfigurationResult,
  Refusal,
  Written,
} from './facts.ts';
import type { ForgetResult } from './forget-result.ts';
import type { Asker } from './input.ts';
import type { ToForget } from './operator-request.ts';

/** A request that tells nobody anything: free to leave at any time. */
export type Probe =
  | { readonly kind: 'ping' }
  | { readonly kind: 'info' }
  | { readonly kind: 'kill-script' }
  /** HANDOVER-2: on a link of its own; the transaction is begun, then filled, and never executed. */
  | { readonly kind: 'trial'; readonly of: 'transaction' | 'master' | 'replica' }
  /** Take no writes for so long (FENCE-5). Rests on no state. */
  | { readonly kind: 'fence'; readonly ms: number }
  /** Take writes again. */
  | { readonly kind: 'lift' }
  /** Which node is the master of the group (HEAL-5, TRUST-2)? */
  | { readonly kind: 'master-of'; readonly groupName: string; readonly askedAtMs: number }
  /** Which Sentinel is this, and does it watch the group (TRUST-5)? */
  | { readonly kind: 'identify'; readonly groupName: string }
  /** Which other Sentinels of the group does it reach (FENCE-8)? */
  | { readonly kind: 'reaches'; readonly groupName: string }
  /** Which epochs does it know (TRUST-9)? `askedBy`: our id, for an answer that names its vote. */
  | {
      readonly kind: 'epoch-of';
      readonly groupName: string;
      readonly master: Address;
      readonly askedBy: string;
      readonly askedAtMs: number;
    };

/** A request that carries an epoch or a vote, or acts on one: it may leave only when that is on
 *  disk (DURABLE-1). */
export type Statement =
  | { readonly kind: 'hello'; readonly hello: Hello }
  | {
      /** SENTINEL IS-MASTER-DOWN-BY-ADDR; with a candidate it asks for a vote. */
      readonly kind: 'ask';
      readonly groupName: string;
      readonly master: Address;
      readonly epoch: bigint;
      readonly candidate: string | null;
    }
  | {
      /** Become a master (`follow` null) or a replica of `follow`. `plain`: SLAVEOF alone, for a
       *  node that refused a part of the transaction. */
      readonly kind: 'reconfigure';
      readonly follow: Address | null;
      readonly plain: boolean;
      /** Ends a hold of its writes as well, and says how much was written until then. */
      readonly lift: boolean;
    }
  /** Come back from a restart as what it is now (PROMOTE-1). */
  | { readonly kind: 'keep-role' }
  /** OPERATOR-16; `asker` is ours, to know the answer by. */
  | {
      readonly kind: 'forget';
      readonly asker: Asker;
      readonly groupName: string;
      readonly who: ToForget;
    }
  /** Take no writes for so long. */
  | { readonly kind: 'hold'; readonly ms: number };

export type Request = Probe | Statement;

/** The answer to a request. `refusals`: what of it was turned away for who we are, if anything. */
export type Reply = Answer & { readonly refusals?: readonly Refusal[] };

/** To the request of the same kind. `error` on those that can be answered by one. */
type Answer =
  | { readonly kind: 'ping'; readonly verdict: PingVerdict }
  /** `text`: as it came, up to a limit. */
  | { readonly kind: 'info'; readonly info: InfoFacts; readonly text: string }
  | {
      readonly kind: 'ask';
      readonly request: Extract<Statement, { kind: 'ask' }>;
      readonly down: boolean;
      readonly leader: string | null;
      readonly leaderEpoch: bigint;
    }
  | { readonly kind: 'hello'; readonly accepted: boolean; readonly groupName: string }
  | {
      readonly kind: 'reconfigure';
      readonly request: Extract<Statement, { kind: 'reconfigure' }>;
      readonly result: ReconfigurationResult;
      /** What it had written when its hold ended; null: it does not say, or was not asked. */
      readonly wrote: Written | null;
    }
  | { readonly kind: 'kill-script' }
  | { readonly kind: 'lift' }
  | { readonly kind: 'keep-role' }
  | {
      readonly kind: 'trial';
      readonly request: Extract<Probe, { kind: 'trial' }>;
      /** What the node will not do, and its words; null: nothing that is needed. */
      readonly refused: string | null;
      /** Every command that it will not do. */
      readonly denies: readonly string[];
    }
  | { readonly kind: 'hold'; readonly refused: string | null }
  | { readonly kind: 'fence'; readonly refused: string | null }
  | {
      readonly kind: 'master-of';
      readonly request: Extract<Probe, { kind: 'master-of' }>;
      readonly master: Address;
      readonly configEpoch: bigint;
      /** It neither holds it to be down nor fails it over. */
      readonly isCalm: boolean;
      readonly isFailingOver: boolean;
    }
  | {
      readonly kind: 'forget';
      readonly request: Extract<Statement, { kind: 'forget' }>;
      readonly result: ForgetResult;
    }
  | {
      readonly kind: 'identify';
      readonly request: Extract<Probe, { kind: 'identify' }>;
      readonly identity: Identity;
    }
  | {
      readonly kind: 'reaches';
      readonly request: Extract<Probe, { kind: 'reaches' }>;
      readonly runIds: readonly string[];
    }
  | {
      readonly kind: 'epoch-of';
      readonly request: Extract<Probe, { kind: 'epoch-of' }>;
      readonly report: EpochReport;
    }
  | {
      /** An error, or a reply of a shape that the request cannot have. */
      readonly kind: 'error';
      readonly request: Request;
      readonly error: ErrorClass;
      readonly text: string;
    };
