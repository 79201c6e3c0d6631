// Which commands were turned away for who we are (ACCESS-n), by the codes of their errors. The text
// behind a code is not looked at, and not kept: it can repeat what we sent.

import type { Refusal } from '../core/facts.ts';
import type { LinkSpec } from '../core/output.ts';
import type { Request } from '../core/requests.ts';
import { errorCode } from './classify.ts';
import { type Command, encodeRequest, preamble } from './commands.ts';
import type { WireReply } from './wire-reply.ts';

/** Without these an instance cannot be watched. */
const VITAL: ReadonlySet<string> = new Set(['auth', 'ping', 'info', 'publish', 'subscribe']);
/** Commands that are permitted by their second word. */
const CONTAINERS: ReadonlySet<string> = new Set(['client', 'config', 'script', 'sentinel']);
const NOT_RENAMED: ReadonlyMap<string, string> = new Map();

/** `replies`: one for each command of the request. Of a request for a role only its first form
 *  counts: the plain one leaves out what was refused before. */
export function refusalsOf(request: Request, replies: readonly WireReply[]): readonly Refusal[] {
  if (request.kind === 'reconfigure' && request.plain) return [];
  if (replies.some((reply) => codeOf(reply) === 'NOAUTH')) return [refusal('NOAUTH', 'auth')];
  return forbidden(encodeRequest(request, NOT_RENAMED), replies);
}

/** ACCESS-1, from the replies to the `preamble`. A refused AUTH matters when what comes behind it
 *  is turned away too: who needs no password answers AUTH with an error and serves us. */
export function introductionRefusals(
  spec: LinkSpec,
  replies: readonly WireReply[],
): readonly Refusal[] {
  const commands = preamble({ ...spec, renamedCommands: NOT_RENAMED });
  const [auth, next] = spec.password === null ? [undefined, replies[0]] : replies;
  const isIn = codeOf(next) !== 'NOAUTH';
  if (auth?.kind === 'error') {
    const isKnown = codeOf(auth) !== 'WRONGPASS' || codeOf(next) !== 'NOPERM';
    if (!isIn || !isKnown) return [refusal('WRONGPASS', 'auth')];
  } else if (!isIn) return [refusal('NOAUTH', 'auth')];
  return forbidden(commands, replies);
}

function forbidden(
  commands: readonly Command[],
  replies: readonly WireReply[],
): readonly Refusal[] {
  return commands.flatMap((command, at) => {
    if (codeOf(replies[at]) !== 'NOPERM') return [];
    const refused = refusal('NOPERM', labelOf(command));
    return [isSectionOfInfo(command) ? { ...refused, isVital: false } : refused];
  });
}

function refusal(code: Refusal['code'], command: string): Refusal {
  return { code, command, isVital: VITAL.has(command) };
}

/** What peers are asked to confirm a thing: they are watched without it. */
function isSectionOfInfo({ length, 0: name }: Command): boolean {
  return name === 'INFO' && length > 1;
}

/** By which ACL rules name it. */
export function labelOf([name = '', second = '']: Command): string {
  const label = name.toLowerCase();
  return CONTAINERS.has(label) ? `${label}|${second.toLowerCase()}` : label;
}

function codeOf(reply: WireReply | undefined): string | null {
  return reply?.kind === 'error' ? errorCode(reply.text) : null;
}
