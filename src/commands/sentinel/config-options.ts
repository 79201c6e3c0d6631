// The options of SENTINEL CONFIG: one record each, with how it is shown and the check of its value.
// A value that would break hellos or the file is refused.

import type { LogLevelName } from '../../core/operator-request.ts';
import { type GlobalSettings, TRUST_LEVELS } from '../../core/settings.ts';
import { parseHost } from '../../dialect/token.ts';
import { parseDecimal } from '../../resp/decimal.ts';
import { hasControlCharacters } from '../text-checks.ts';

/** What CONFIG GET shows and CONFIG SET changes. */
export interface ConfigValues {
  readonly settings: GlobalSettings;
  readonly logLevel: LogLevelName;
}

export interface ConfigChange {
  readonly settings?: Partial<GlobalSettings>;
  readonly logLevel?: LogLevelName;
}

export interface ConfigOption {
  /** In lower case. */
  readonly name: string;
  /** true: no error may show its value. */
  readonly secret?: boolean;
  show(values: ConfigValues): string;
  /** null: the value is no good. */
  read(value: string): ConfigChange | null;
}

const PORT_MAX = 65_535;
const LOG_LEVELS: readonly LogLevelName[] = ['debug', 'verbose', 'notice', 'warning', 'nothing'];

/** In the order in which they are shown. */
export const CONFIG_OPTIONS: readonly ConfigOption[] = [
  yesNo('resolve-hostnames', 'resolveHostnames'),
  yesNo('announce-hostnames', 'announceHostnames'),
  {
    name: 'announce-ip',
    show: ({ settings }) => settings.announceIp,
    read(value) {
      // Empty: not announced. Peers would not understand a hello with a blank or a comma in it.
      if (value !== '' && parseHost(value) === null) return null;
      return { settings: { announceIp: value } };
    },
  },
  {
    name: 'announce-port',
    show: ({ settings }) => String(settings.announcePort),
    read(value) {
      const port = parseDecimal(value);
      if (port === null || port < 0 || port > PORT_MAX) return null;
      return { settings: { announcePort: Number(port) } };
    },
  },
  credential('sentinel-user', 'sentinelUser'),
  { ...credential('sentinel-pass', 'sentinelPass'), secret: true },
  {
    name: 'loglevel',
    show: ({ logLevel }) => logLevel,
    read(value) {
      const logLevel = LOG_LEVELS.find((level) => level === value.toLowerCase());
      return logLevel === undefined ? null : { logLevel };
    },
  },
  yesNo('strict-minority', 'strictMinority'),
  yesNo('fence-minority', 'fenceMinority'),
  {
    name: 'trust',
    show: ({ settings }) => settings.trust,
    read(value) {
      const trust = TRUST_LEVELS.find((level) => level === value.toLowerCase());
      return trust === undefined ? null : { settings: { trust } };
    },
  },
  { ...credential('trust-secret', 'trustSecret'), secret: true },
];

type Switch = 'resolveHostnames' | 'announceHostnames' | 'strictMinority' | 'fenceMinority';

function yesNo(name: string, key: Switch): ConfigOption {
  return {
    name,
    show: ({ settings }) => (settings[key] ? 'yes' : 'no'),
    read(value) {
      const word = value.toLowerCase();
      if (word !== 'yes' && word !== 'no') return null;
      return { settings: { [key]: word === 'yes' } };
    },
  };
}

/** Empty takes it away. */
function credential(
  name: string,
  key: 'sentinelUser' | 'sentinelPass' | 'trustSecret',
): ConfigOption {
  return {
    name,
    show: ({ settings }) => settings[key] ?? '',
    read(value) {
      if (hasControlCharacters(value)) return null;
      return { settings: { [key]: value === '' ? null : value } };
    },
  };
}
