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
    case 'not-ours': {
      const { host, port } = doubt.master;
      const claim = `master ${host} ${port} epoch ${doubt.epoch}`;
      return `not-ours ${claim}: it bears our id, and we never said it`;
    }
    case 'unusable-address':
      return `unusable-address ${doubt.address.host} ${doubt.address.port}: names are not resolved, or it is no port`;
    case 'epoch-too-large':
      return `epoch-too-large ${doubt.epoch}: no election could follow it`;
    case 'epoch-jump':
      return `epoch-jump ${doubt.epoch}: no majority knows this epoch`;
    default:
      return `${doubt.code}: ${REASONS[doubt.code]}`;
  }
}

/** Of those that tell nothing more. */
type Bare = Exclude<Doubt, { master: unknown } | { epoch: unknown } | { address: unknown }>;

const REASONS: Readonly<Record<Bare['code'], string>> = {
  'nobody-there': 'no Sentinel answers at this address',
  'somebody-else': 'this address answers as somebody else',
  'other-group': 'this Sentinel does not watch the group',
  'copied-id': 'another process has this id and answers too',
  'too-many': 'too many say at once that they are new',
  'not-sealed': 'it carries no seal',
  'bad-seal': 'its seal was made with another secret, or for another message',
  'old-seal': 'its seal is too old, or from the future',
};
