// Settings that only Vedette has: one record each. They stand in the file as comments,
// `# vedette: NAME VALUE` or `# vedette: NAME GROUP VALUE`, which a stock Sentinel passes over and
// keeps when it rewrites the file, so that going back needs no edit.

import {
  DEFAULT_GROUP_OPTIONS,
  DEFAULT_SETTINGS,
  type GroupOptions,
  TRUST_LEVELS,
} from '../core/settings.ts';
import type { Description } from './description.ts';
import { type GlobalDirective, type GroupDirective, yesNo } from './directive-kinds.ts';
import { HTTP_SETTINGS } from './http-settings.ts';
import { FORMER_MASTER, MAINTENANCE, ON_THEIR_WORD, PAUSED } from './sentinel-directives.ts';
import type { ServerDraft } from './server-directive-kinds.ts';
import { type Range, type Refusal, refuse, yesOrNo } from './values.ts';
import { quoteWord } from './words.ts';

/** Fixed when the process starts; a rewrite keeps the line as the user wrote it. */
export interface ProcessSetting {
  readonly kind: 'process';
  readonly name: string;
  /** How many words follow the name. */
  readonly words: Range;
  apply(draft: ServerDraft, values: readonly string[]): Refusal | null;
}

/** A setting of the Sentinel or of a group is a directive that is only spelt differently: it is
 *  applied, rewritten and compared like those. */
export interface OwnSetting extends Description {
  readonly record: ProcessSetting | GlobalDirective | GroupDirective;
}

type GroupSwitch = 'lineageCheck' | 'replaceEmptyMaster' | 'promoteWithoutMaster';

function groupSwitch(name: string, key: GroupSwitch): GroupDirective {
  return {
    kind: 'group',
    name,
    aliases: [],
    words: { least: 1, most: 1 },
    apply(group, [text = '']) {
      const value = yesOrNo(text);
      if (value === null) return refuse(`Please specify yes or no for the ${name} option.`);
      group[key] = value;
      return null;
    },
    render: (group, wanted) =>
      group[key] === DEFAULT_GROUP_OPTIONS[key] && !wanted ? [] : [yesNoOf(group, key)],
  };
}

function yesNoOf(group: GroupOptions, key: GroupSwitch): string {
  return group[key] ? 'yes' : 'no';
}

export const OWN_SETTINGS: readonly OwnSetting[] = [
  {
    record: {
      kind: 'process',
      name: 'state-file',
      words: { least: 1, most: 1 },
      apply(draft, [value = '']) {
        if (value === '') return refuse('A state file needs a name');
        draft.stateFile = value;
        return null;
      },
    },
    takes: 'PATH',
    usual: 'none',
    summary:
      'The configuration is only read, and all that would be written to it goes to this file. A ' +
      'relative path belongs to the folder in which the process was started.',
  },
  {
    record: {
      kind: 'process',
      name: 'history-file',
      words: { least: 1, most: 1 },
      apply(draft, [value = '']) {
        if (value === '') return refuse('A history file needs a name');
        draft.historyFile = value;
        return null;
      },
    },
    takes: 'PATH|no',
    usual: 'beside the file that is written, with `.history` behind its name',
    summary:
      'Where the history of failovers is kept over a restart, with no nowhere. A relative path ' +
      'belongs to the folder in which the process was started.',
  },
  {
    record: groupSwitch('lineage-check', 'lineageCheck'),
    takes: 'yes|no',
    usual: 'yes',
    summary:
      'Whether a node is compared with its group before it is told to follow the master: one ' +
      'that comes from elsewhere keeps its data, and `+foreign-node` says so.',
  },
  {
    record: groupSwitch('replace-empty-master', 'replaceEmptyMaster'),
    takes: 'yes|no',
    usual: 'no',
    summary:
      'Whether a master that restarts without data is replaced at once by a replica that has ' +
      'some. A race with the resynchronisation of the replicas, which nobody can promise to win.',
  },
  {
    record: groupSwitch('promote-without-master', 'promoteWithoutMaster'),
    takes: 'yes|no',
    usual: 'no',
    summary:
      'What to do when a whole group was down and only replicas come back. With yes the one ' +
      'with the most data is promoted, once a majority of the known nodes is there and their ' +
      'data can be compared, also if it was without a master for too long; nobody before that.',
  },
  {
    record: yesNo('strict-minority', 'strictMinority'),
    takes: 'yes|no',
    usual: 'no',
    summary:
      'With yes a Sentinel that cannot reach a majority of the Sentinels of a group does not ' +
      'tell clients where its master is, so that they ask another one.',
  },
  {
    record: FORMER_MASTER,
    takes: 'IP PORT',
    usual: 'none',
    summary:
      'A replica that was the master, one a line: clients may still write to it when it comes ' +
      'back, so that data alone do not make it a stranger. Written and taken away by itself.',
  },
  {
    record: ON_THEIR_WORD,
    takes: 'RUN-ID',
    usual: 'none',
    summary:
      'A Sentinel, one a line, of which nothing is known but its hellos: no writes are held back ' +
      'for its silence. Written and taken away by itself.',
  },
  {
    record: PAUSED,
    takes: 'UNTIL LENGTH',
    usual: 'none',
    summary:
      'Until when no failover of the group is started, in milliseconds since 1970, and how long ' +
      'that was when it was written: see SENTINEL PAUSE, which writes it.',
  },
  {
    record: yesNo('fence-minority', 'fenceMinority'),
    takes: 'yes|no',
    usual: 'no',
    summary:
      'With yes a Sentinel that hears no majority of the Sentinels of a group, but reaches its ' +
      'master, holds the writes of that master back before the others can have replaced it.',
  },
  {
    record: {
      kind: 'global',
      name: 'trust',
      apply(draft, text) {
        const level = TRUST_LEVELS.find((each) => each === text.toLowerCase());
        if (level === undefined) return refuse('Please specify off, confirm or signed for trust.');
        draft.trust = level;
        return null;
      },
      render: ({ trust }, wanted) => (trust === DEFAULT_SETTINGS.trust && !wanted ? null : trust),
    },
    takes: 'off|confirm|signed',
    usual: 'confirm',
    summary:
      'Whether what others publish is believed: `off`, as stock does; `confirm`, when its sender ' +
      'says the same, asked directly; `signed`, when it carries a seal made with `trust-secret` ' +
      'as well, for fleets of Vedettes alone.',
  },
  {
    record: {
      kind: 'global',
      name: 'trust-secret',
      apply(draft, text) {
        draft.trustSecret = text === '' ? null : text;
        return null;
      },
      render: ({ trustSecret }) => (trustSecret === null ? null : quoteWord(trustSecret)),
    },
    takes: 'SECRET',
    usual: 'none',
    summary:
      'With a secret each hello is followed by a sealed copy. Give it to every Vedette of a ' +
      'fleet before the first of them is set to `trust signed`.',
  },
  {
    record: MAINTENANCE,
    takes: 'IP PORT',
    usual: 'none',
    summary:
      'A node of the group that is in maintenance, one a line: see SENTINEL MAINTENANCE, which ' +
      'writes it.',
  },
  ...HTTP_SETTINGS.map(({ takes, usual, summary, ...record }) => ({
    record: { ...record, kind: 'process' as const },
    ...{ takes, usual, summary },
  })),
];

/** What a state file remembers of the configuration that it was made from: see state-file.ts. */
export const CONFIGURED = 'configured';

/** The name after `# vedette:` and the rest of the line; null for any other comment. */
export function ownLine(comment: string): { readonly name: string; readonly rest: string } | null {
  // Not every white space of Unicode: one byte of a name can be one.
  const match = /^# vedette:[ \t]*([^ \t]*)[ \t]*/.exec(comment);
  if (match === null) return null;
  return { name: match[1] ?? '', rest: comment.slice(match[0].length) };
}

export function ownSetting(
  name: string,
  own: readonly OwnSetting[] = OWN_SETTINGS,
): OwnSetting | undefined {
  return own.find(({ record }) => record.name === name.toLowerCase());
}

/** How a setting has to be written. */
export function ownForm({ record, takes }: OwnSetting): string {
  const words = record.kind === 'group' ? `GROUP ${takes}` : takes;
  return `${ownStart(record.name)} ${words}`;
}

/** What the lines of a setting begin with. */
export function ownStart(name: string): string {
  return `# vedette: ${name}`;
}

/** What somebody hears who wrote a setting as a directive, or with too few or too many words. */
export function wrongForm(setting: OwnSetting): Refusal {
  const reason = `${setting.record.name} is a setting of Vedette: write it as '${ownForm(setting)}'`;
  return refuse(reason, 'unknown-directive');
}
