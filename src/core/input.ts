// Everything that can reach the core. One input at a time, through `step`.

import type { Address } from './address.ts';
import type { Hello, Refusal } from './facts.ts';
import type { OperatorRequest } from './operator-request.ts';
import type { Reply } from './requests.ts';

/** Names a link for as long as it exists; never used twice in one process. */
export type LinkId = number;

/** Names whoever waits for an answer: a token of the server, opaque to the core. */
export type Asker = number;

export type Input =
  /** The first input of a process: announces the groups and opens the links. */
  | { readonly kind: 'start' }
  /** The last one: the process was asked to end. */
  | { readonly kind: 'end' }
  /** The nearest deadline has passed. Harmless when nothing is due. */
  | { readonly kind: 'wake' }
  /** The loop was away for `lateMs`: stopped, suspended or starved. The clock that the core is
   *  given leaves that time out; `clockJumpMs` is what wall and monotonic clock disagree by. */
  | { readonly kind: 'stalled'; readonly lateMs: number; readonly clockJumpMs: number }
  /** What a look-up found, in the order of preference; empty: nothing, or nobody answered in time.
   *  Comes once for each `look-up`, and may come before `start` for names of the file. */
  | { readonly kind: 'resolved'; readonly host: string; readonly ips: readonly string[] }
  /** The link is connected; the preamble (AUTH, CLIENT SETNAME, SUBSCRIBE) has been sent. */
  | { readonly kind: 'link-up'; readonly link: LinkId; readonly localHost: string }
  /** The preamble is answered: what of it was turned away. A `link-down` may follow. */
  | { readonly kind: 'introduced'; readonly link: LinkId; readonly refusals: readonly Refusal[] }
  | { readonly kind: 'link-down'; readonly link: LinkId; readonly reason: string }
  | { readonly kind: 'reply'; readonly link: LinkId; readonly reply: Reply }
  /** A message on the hello channel, of whomever, ourselves included; null: it is no hello. */
  | { readonly kind: 'heard'; readonly link: LinkId; readonly hello: Hello | null }
  /** A hello that a client published to us directly. */
  | { readonly kind: 'told'; readonly hello: Hello }
  /** SENTINEL IS-MASTER-DOWN-BY-ADDR; `candidate` null asks for an opinion, not for a vote. */
  | {
      readonly kind: 'asked';
      readonly asker: Asker;
      readonly master: Address;
      readonly epoch: bigint;
      readonly candidate: string | null;
    }
  | { readonly kind: 'operator'; readonly asker: Asker; readonly request: OperatorRequest }
  /** A write has ended well, so long after it began. */
  | { readonly kind: 'saved'; readonly tookMs: number }
  /** A write failed: what was to leave after it was dropped. `savedRevision` is the newest
   *  revision of the state that is on disk. */
  | { readonly kind: 'unsaved'; readonly savedRevision: number };
