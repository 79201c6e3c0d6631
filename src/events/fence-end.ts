// Why the writes of a master are held back no longer (FENCE-6): the words of the event.

import type { FenceEnd } from '../core/event.ts';

export function fenceEndText(end: FenceEnd): string {
  switch (end) {
    case 'confirmed':
      return 'a majority says that it is the master';
    case 'demoted':
      return 'it is a replica now';
    case 'switched-off':
      return 'fence-minority is off';
    case 'forgotten':
      return 'it is not watched any more';
  }
}
