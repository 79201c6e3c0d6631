// From settings back to the text of the file, in the user's order and with the user's comments.

import type { SentinelSettings } from '../core/settings.ts';
import type { ConfigDocument } from './document.ts';

/** The whole new file, one character a byte (latin1). */
export function renderConfig(_document: ConfigDocument, _settings: SentinelSettings): string {
  throw new Error('not there yet');
}
