// What a peer answers that was told to forget a node (OPERATOR-16): a Vedette with fields, of which
// one counts here, and whoever does not know the command with an error.

import { FORGET_RESULTS, type ForgetResult } from '../core/forget-result.ts';
import { errorCode } from './classify.ts';
import type { WireReply } from './wire-reply.ts';

export function forgetResult(reply: WireReply): ForgetResult {
  if (reply.kind === 'error') return resultOfError(errorCode(reply.text));
  const [fields] = reply.kind === 'array' ? reply.items : [];
  if (fields?.kind !== 'array') return 'refused';
  const place = fields.items.findIndex(
    (name, index) => index % 2 === 0 && name.kind === 'bulk' && name.text === 'result',
  );
  const value = place < 0 ? undefined : fields.items[place + 1];
  const text = value?.kind === 'bulk' ? value.text : '';
  return FORGET_RESULTS.find((result) => result === text) ?? 'refused';
}

/** The form never varies: who answers it with the plain code does not know the command. */
function resultOfError(code: string): ForgetResult {
  switch (code) {
    case 'ERR':
      return 'stock';
    case 'NOPERM':
    case 'NOAUTH':
    case 'WRONGPASS':
      return 'not-permitted';
    default:
      return 'refused';
  }
}
