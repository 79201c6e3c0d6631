// Why a hello was not believed, in the words of the event that tells it.

import type { Doubt } from '../core/trust/doubts.ts';

/** The first word names the reason for programs. */
export function doubtText(doubt: Doubt): string {
  switch (doubt.code) {
    case 'denied':
    case 'unconfirmed': {
      const { host, port } = doubt.master;
      const claim = `master ${host} ${port} epoch ${doubt.configEpoch}`;
      const why =
        doubt.code === 'denied' ? 'its sender says otherwise' : 'its sender cannot be asked';
      return `${doubt.code} ${claim}: ${why}`;
    }
    case 'epoch-jump':
      return `epoch-jump ${doubt.epoch}: no majority knows this epoch`;
    default:
      return `${doubt.code}: ${REASONS[doubt.code]}`;
  }
}

const REASONS: Readonly<
  Record<Exclude<Doubt['code'], 'denied' | 'unconfirmed' | 'epoch-jump'>, string>
> = {
  'nobody-there': 'no Sentinel answers at this address',
  'somebody-else': 'this address answers as somebody else',
  'other-group': 'this Sentinel does not watch the group',
  'copied-id': 'another process has this id and answers too',
  'too-many': 'too many say at once that they are new',
  'not-sealed': 'it carries no seal',
  'bad-seal': 'its seal was made with another secret, or for another message',
  'old-seal': 'its seal is too old, or from the future',
};
