// The parts of the page of commands that tell what SENTINEL SET, CONFIG and DEBUG change and what
// the words of `flags` say.

import { CONFIG_OPTIONS } from '../../src/commands/sentinel/config-options.ts';
import {
  DEBUG_PARAMETERS,
  type DebugParameter,
} from '../../src/commands/sentinel/debug-parameters.ts';
import { SET_OPTIONS } from '../../src/commands/sentinel/set-options.ts';
import type { Description } from '../../src/config/description.ts';
import { ownSetting } from '../../src/config/own-settings.ts';
import { sentinelDirective } from '../../src/config/sentinel-directives.ts';
import { SERVER_DIRECTIVES } from '../../src/config/server-directives.ts';
import { DEFAULT_TIMINGS } from '../../src/core/settings.ts';
import { FLAGS } from './flags.ts';
import { code, table } from './page.ts';

const HEAD = ['option', 'usually', 'meaning'];
const SAVED =
  'All that are given are changed, or none; the answer comes when the file is written. They are ' +
  'the [directives](directives.md) of the same name.';

export function optionParts(): readonly string[] {
  return [
    '## Options of SENTINEL SET\n',
    `${SAVED} An empty word takes a script, a user or a password away; scripts can be changed ` +
      'with `deny-scripts-reconfig no` only; a command that is renamed to itself goes by its own ' +
      'name again.\n',
    table(
      HEAD,
      [...SET_OPTIONS].map(([name, { description }]) => row(name, description ?? directive(name))),
    ),
    '## Options of SENTINEL CONFIG\n',
    `${SAVED} Only \`loglevel\` is not written, and holds until the next start. GET takes ` +
      'patterns such as `*`.\n',
    table(
      HEAD,
      CONFIG_OPTIONS.map(({ name }) => row(name, directive(name))),
    ),
    '## Parameters of SENTINEL DEBUG\n',
    'All that are given are changed, or none. They hold at once, and until the next start.\n',
    table(HEAD, DEBUG_PARAMETERS.map(parameterRow)),
    '## Words of `flags`\n',
    'In `SENTINEL MASTER`, `MASTERS`, `REPLICAS` and `SENTINELS`, in this order and with commas ' +
      'between them.\n',
    table(
      ['word', 'of', 'meaning'],
      Object.entries(FLAGS).map(([flag, { of, summary }]) => [code(flag), of.join(', '), summary]),
    ),
  ];
}

/** Throws where nothing says what an option means. */
function directive(name: string): Description {
  const found =
    sentinelDirective(name) ??
    ownSetting(name) ??
    SERVER_DIRECTIVES.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no directive says what ${name} means`);
  return found;
}

function parameterRow({ name, key, summary }: DebugParameter): readonly string[] {
  return row(name, { takes: 'MILLISECONDS', usual: String(DEFAULT_TIMINGS[key]), summary });
}

function row(name: string, { takes, usual, summary }: Description): readonly string[] {
  return [code(`${name} ${takes}`), usual, summary];
}
