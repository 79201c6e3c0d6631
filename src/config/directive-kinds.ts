// What a `sentinel` directive is, and the kinds of which there are several: switches, times, texts,
// scripts, epochs. Which directives there are is in sentinel-directives.ts.

import {
  DEFAULT_GROUP_OPTIONS,
  DEFAULT_SETTINGS,
  type GroupOptions,
  type GroupSettings,
  type SentinelSettings,
} from '../core/settings.ts';
import { type Undescribed, yesOrNoWord } from './description.ts';
import type { ConfigOutside } from './outside.ts';
import type { GroupDraft, SentinelDraft } from './sentinel-draft.ts';
import {
  leadingEpoch,
  leadingInteger,
  type Range,
  type Refusal,
  refuse,
  yesOrNo,
} from './values.ts';
import { quoteWord } from './words.ts';

/** What applying a line may look at. */
export interface ApplyContext {
  readonly draft: SentinelDraft;
  readonly outside: ConfigOutside;
}

/** About the Sentinel as a whole; one word. */
export interface GlobalDirective {
  readonly kind: 'global';
  readonly name: string;
  apply(draft: SentinelDraft, value: string): Refusal | null;
  /** The value as it is written; null: not written. `wanted`: the user's file has such a line. */
  render(settings: SentinelSettings, wanted: boolean): string | null;
}

/** About one group. `monitor`, which makes the group, has a record too, but no `apply`. */
export interface GroupDirective {
  readonly kind: 'group';
  readonly name: string;
  /** Other names that are understood but never written. */
  readonly aliases: readonly string[];
  /** How many words may follow the name of the group. */
  readonly words: Range;
  apply(group: GroupDraft, values: readonly string[], context: ApplyContext): Refusal | null;
  /** The words of each line, as they are written. `wanted`: the user's file has such a line. */
  render(group: GroupSettings, wanted: boolean): readonly string[];
}

export type SentinelDirective = GlobalDirective | GroupDirective;

export const ONE_WORD: Range = { least: 1, most: 1 };

type TextOption = 'notificationScript' | 'clientReconfigScript' | 'authUser' | 'authPass';
type TimeOption = 'downAfterMs' | 'failoverTimeoutMs' | 'masterRebootDownAfterMs';
type Switch =
  | 'resolveHostnames'
  | 'announceHostnames'
  | 'denyScriptsReconfig'
  | 'strictMinority'
  | 'fenceMinority';

export function yesNo(name: string, key: Switch, plural = ''): Undescribed<GlobalDirective> {
  return {
    kind: 'global',
    name,
    takes: 'yes|no',
    usual: yesOrNoWord(DEFAULT_SETTINGS[key]),
    apply(draft, text) {
      const value = yesOrNo(text);
      if (value === null)
        return refuse(`Please specify yes or no for the ${name} option${plural}.`);
      draft[key] = value;
      return null;
    },
    render(settings, wanted) {
      const usual = key === 'denyScriptsReconfig';
      return settings[key] === usual && !wanted ? null : settings[key] ? 'yes' : 'no';
    },
  };
}

/** A word of which the empty form means none. */
export function credential(name: string, key: 'sentinelUser' | 'sentinelPass'): GlobalDirective {
  return {
    kind: 'global',
    name,
    apply(draft, text) {
      if (text !== '') draft[key] = text;
      return null;
    },
    render: (settings) => (settings[key] ? quoteWord(settings[key]) : null),
  };
}

/** The options of a group, which are never missing: written where they differ from the default. */
export function time(
  name: string,
  key: TimeOption,
  options: { least: 0 | 1; aliases?: string[] },
): Undescribed<GroupDirective> {
  const reason =
    options.least === 0 ? 'negative time parameter.' : 'negative or zero time parameter.';
  return {
    kind: 'group',
    name,
    aliases: options.aliases ?? [],
    words: ONE_WORD,
    takes: 'MILLISECONDS',
    usual: String(DEFAULT_GROUP_OPTIONS[key]),
    apply(group, [text = '']) {
      const value = leadingInteger(text);
      if (value < options.least) return refuse(reason);
      group[key] = value;
      return null;
    },
    render: (group, wanted) => numberUnlessDefault(group, key, wanted),
  };
}

export function numberUnlessDefault(
  group: GroupOptions,
  key: TimeOption | 'parallelSyncs',
  wanted: boolean,
): readonly string[] {
  return group[key] === DEFAULT_GROUP_OPTIONS[key] && !wanted ? [] : [String(group[key])];
}

/** A word that a group has or has not. */
export function text(name: string, key: TextOption, takes: string): Undescribed<GroupDirective> {
  return {
    kind: 'group',
    name,
    aliases: [],
    words: ONE_WORD,
    takes,
    usual: DEFAULT_GROUP_OPTIONS[key] ?? 'none',
    apply(group, [value = '']) {
      group[key] = value === '' ? null : value;
      return null;
    },
    render: (group) => (group[key] ? [quoteWord(group[key])] : []),
  };
}

export function script(name: string, key: TextOption, called: string): Undescribed<GroupDirective> {
  const plain = text(name, key, 'PATH');
  return {
    ...plain,
    apply(group, values, context) {
      if (!context.outside.isExecutable(values[0] ?? '')) {
        const reason = `${called} script seems non existing or non executable.`;
        return refuse(reason, 'script-not-executable');
      }
      return plain.apply(group, values, context);
    },
  };
}

export function epoch(
  name: string,
  key: 'configEpoch' | 'leaderEpoch',
  raised: (draft: SentinelDraft, epoch: bigint) => void,
): Undescribed<GroupDirective> {
  return {
    kind: 'group',
    name,
    aliases: [],
    words: ONE_WORD,
    takes: 'EPOCH',
    usual: '0',
    apply(group, [value = ''], { draft }) {
      group[key] = leadingEpoch(value);
      raised(draft, group[key]);
      return null;
    },
    render: (group) => [String(group[key])],
  };
}
