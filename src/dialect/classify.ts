// What a reply proves and what an error means, by the code that it begins with and never by the
// sentence behind it. What follows from that is not decided here.

import type { ErrorClass, PingVerdict } from '../core/facts.ts';
import type { WireReply } from './wire-reply.ts';

/** The first word of an error: its code. */
export function errorCode(text: string): string {
  const blank = text.indexOf(' ');
  return blank < 0 ? text : text.slice(0, blank);
}

/** PROBE-3: which answers to a PING prove life. */
export function pingVerdict(reply: WireReply): PingVerdict {
  if (reply.kind === 'simple') return reply.text.startsWith('PONG') ? 'pong' : 'other';
  if (reply.kind !== 'error') return 'other';
  switch (errorCode(reply.text)) {
    case 'LOADING':
      return 'loading';
    case 'MASTERDOWN':
      return 'master-down';
    case 'BUSY':
      return 'busy';
    case 'NOAUTH':
    case 'WRONGPASS':
    case 'NOPERM':
      return 'auth';
    default:
      return 'other';
  }
}

/** The plain code ERR counts as refused: our commands never vary in form, so a node that answers
 *  one with it does not know the command or will not have it. */
export function errorClass(text: string): ErrorClass {
  switch (errorCode(text)) {
    case 'NOAUTH':
    case 'WRONGPASS':
      return 'auth';
    case 'NOPERM':
    case 'DENIED':
    case 'ERR':
      return 'refused';
    case 'EXECABORT':
      return 'aborted';
    default:
      return 'other';
  }
}
