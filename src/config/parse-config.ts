// From the text of a file to settings: every line applied or one error, never a half.

import type { SentinelSettings } from '../core/settings.ts';
import type { ConfigError } from './config-error.ts';
import type { ConfigDocument } from './document.ts';
import type { ServerSettings } from './server-settings.ts';

export type ParsedConfig =
  | {
      readonly ok: true;
      readonly document: ConfigDocument;
      readonly sentinel: SentinelSettings;
      readonly server: ServerSettings;
    }
  | { readonly ok: false; readonly error: ConfigError };

/** `text` holds one character a byte (latin1). `commandLine` are lines that follow the file. */
export function parseConfig(_text: string, _commandLine: readonly string[] = []): ParsedConfig {
  throw new Error('not there yet');
}
