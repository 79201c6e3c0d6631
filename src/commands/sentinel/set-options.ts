// The options of SENTINEL SET: one record each, with the check of its value. A value that would not
// come back from the file as it went in is refused.

import type { Description } from '../../config/description.ts';
import type { Range } from '../../config/values.ts';
import { INT_MAX, yesOrNo } from '../../config/values.ts';
import type { GroupOptions } from '../../core/settings.ts';
import { parseDecimal } from '../../resp/decimal.ts';
import type { RespValue } from '../../resp/value.ts';
import type { SettingsSight } from '../command.ts';
import { error } from '../reply.ts';
import { hasControlCharacters } from '../text-checks.ts';

/** What an option's check may look at. */
export interface SetContext {
  readonly settings: SettingsSight;
  /** As the options before this one leave them. */
  readonly renamedCommands: ReadonlyMap<string, string>;
}

export type ReadOption =
  | { readonly ok: true; readonly options: Partial<GroupOptions> }
  /** `refusal`: the error, given the option's name as it was typed. */
  | { readonly ok: false; readonly refusal: (optionName: string) => RespValue };

export interface SetOption {
  readonly valueCount: 1 | 2;
  /** true: no event and no error may show its value. */
  readonly secret?: boolean;
  /** Absent: it means what the directive of its name does. */
  readonly description?: Description;
  read(values: readonly string[], context: SetContext): ReadOption;
}

/** Stands for a secret wherever it would be shown. */
export const HIDDEN = '******';

const scriptsDenied = refuse(
  'Reconfiguration of scripts path is denied for security reasons. Check the ' +
    'deny-scripts-reconfig configuration directive in your Sentinel configuration',
);

const DURATION: Range = { least: 1, most: Number.MAX_SAFE_INTEGER };
const DURATION_OR_OFF: Range = { ...DURATION, least: 0 };
const COUNT: Range = { least: 1, most: INT_MAX };

const rebootPeriod = number(DURATION_OR_OFF, (ms) => ({ masterRebootDownAfterMs: ms }));

/** In the file it stands in the directive `monitor`, with the address. */
const QUORUM: Description = {
  takes: 'COUNT',
  usual: 'what MONITOR or the file says',
  summary: 'How many Sentinels have to agree that the master is down before a failover may start.',
};

/** By name, in lower case. */
export const SET_OPTIONS: ReadonlyMap<string, SetOption> = new Map<string, SetOption>([
  ['down-after-milliseconds', number(DURATION, (ms) => ({ downAfterMs: ms }))],
  ['failover-timeout', number(DURATION, (ms) => ({ failoverTimeoutMs: ms }))],
  ['parallel-syncs', number(COUNT, (parallelSyncs) => ({ parallelSyncs }))],
  ['quorum', { ...number(COUNT, (quorum) => ({ quorum })), description: QUORUM }],
  ['master-reboot-down-after-period', rebootPeriod],
  ['primary-reboot-down-after-period', rebootPeriod],
  ['notification-script', script('Notification', (path) => ({ notificationScript: path }))],
  [
    'client-reconfig-script',
    script('Client reconfiguration', (path) => ({ clientReconfigScript: path })),
  ],
  ['auth-pass', secret((authPass) => ({ authPass }))],
  ['auth-user', text((authUser) => ({ authUser }))],
  ['lineage-check', yesNo((lineageCheck) => ({ lineageCheck }))],
  ['replace-empty-master', yesNo((replaceEmptyMaster) => ({ replaceEmptyMaster }))],
  ['promote-without-master', yesNo((promoteWithoutMaster) => ({ promoteWithoutMaster }))],
  ['rename-command', { valueCount: 2, read: readRenaming }],
]);

type Place<T> = (value: T) => Partial<GroupOptions>;

function number({ least, most }: Range, place: Place<number>): SetOption {
  return {
    valueCount: 1,
    read([value = '']) {
      const parsed = parseDecimal(value);
      if (parsed === null || parsed < least || parsed > most) return invalid(value);
      return { ok: true, options: place(Number(parsed)) };
    },
  };
}

function yesNo(place: Place<boolean>): SetOption {
  return {
    valueCount: 1,
    read([value = '']) {
      const parsed = yesOrNo(value);
      return parsed === null ? invalid(value) : { ok: true, options: place(parsed) };
    },
  };
}

/** Empty takes the text away. */
function text(place: Place<string | null>): SetOption {
  return {
    valueCount: 1,
    read([value = '']) {
      if (hasControlCharacters(value)) return invalid(value);
      return { ok: true, options: place(value === '' ? null : value) };
    },
  };
}

function secret(place: Place<string | null>): SetOption {
  const { valueCount, read } = text(place);
  return {
    valueCount,
    secret: true,
    read(values, context) {
      const result = read(values, context);
      return result.ok ? result : invalid(HIDDEN);
    },
  };
}

/** Empty takes the script away. */
function script(what: string, place: Place<string | null>): SetOption {
  return {
    valueCount: 1,
    read([path = ''], { settings }) {
      if (settings.denyScriptsReconfig) return scriptsDenied;
      if (hasControlCharacters(path)) return invalid(path);
      if (path !== '' && !settings.isExecutable(path)) {
        return refuse(`${what} script seems non existing or non executable`);
      }
      return { ok: true, options: place(path === '' ? null : path) };
    },
  };
}

/** A command that is renamed to itself goes by its own name again. */
function readRenaming(values: readonly string[], context: SetContext): ReadOption {
  const bad = values.find((value) => value === '' || hasControlCharacters(value));
  if (bad !== undefined) return invalid(bad);
  const [command = '', newName = ''] = values;
  const renamedCommands = new Map(context.renamedCommands);
  const key = command.toLowerCase();
  if (newName.toLowerCase() === key) renamedCommands.delete(key);
  else renamedCommands.set(key, newName);
  return { ok: true, options: { renamedCommands } };
}

function invalid(value: string): ReadOption {
  return {
    ok: false,
    refusal: (name) => error(`ERR Invalid argument '${value}' for SENTINEL SET '${name}'`),
  };
}

function refuse(reason: string): ReadOption {
  return { ok: false, refusal: () => error(`ERR ${reason}`) };
}
