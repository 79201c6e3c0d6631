// The page of the configuration file's directives, from their records.

import type { Described, Description } from '../../src/config/description.ts';
import type { GlobalDirective, GroupDirective } from '../../src/config/directive-kinds.ts';
import { OWN_SETTINGS, type OwnSetting, ownForm } from '../../src/config/own-settings.ts';
import {
  GROUP_DIRECTIVES,
  LEADING_DIRECTIVES,
  TRAILING_DIRECTIVES,
} from '../../src/config/sentinel-directives.ts';
import { SERVER_DIRECTIVES } from '../../src/config/server-directives.ts';
import { code, opening, type Page, table } from './page.ts';

const OWN_SETTINGS_TEXT =
  'They stand in comments, which a stock Sentinel passes over and keeps. On the command line ' +
  'they are given like directives: `--state-file PATH`. An unknown name stops the start.';

const SERVER_TEXT =
  'The ordinary directives that have an effect here. Every other one of Redis up to 8 and Valkey ' +
  'up to 9 may stand in the file, too, and does nothing. `include PATTERN` reads other files.';

export function directivesPage(): Page {
  const global = [...LEADING_DIRECTIVES, ...TRAILING_DIRECTIVES];
  const text = [
    opening(
      'Directives',
      'src/config/',
      'Names are taken in any case. *Usually* is what holds where the file says nothing.',
    ),
    '## About one group\n',
    table(
      ['directive', 'usually', 'meaning', 'also understood'],
      GROUP_DIRECTIVES.map((directive) => [
        ...row(groupForm(directive), directive),
        directive.aliases.map(code).join(', '),
      ]),
    ),
    '## About the Sentinel as a whole\n',
    table(
      ['directive', 'usually', 'meaning'],
      global.map((each) => row(globalForm(each), each)),
    ),
    '## About the server\n',
    `${SERVER_TEXT}\n`,
    table(
      ['directive', 'usually', 'meaning'],
      SERVER_DIRECTIVES.map((each) => row(`${each.name} ${each.takes}`, each)),
    ),
    '## Settings of Vedette\n',
    `${OWN_SETTINGS_TEXT}\n`,
    table(['setting', 'usually', 'meaning'], OWN_SETTINGS.map(ownRow)),
  ].join('\n');
  return { path: 'docs/generated/directives.md', text };
}

function groupForm({ name, takes }: Described<GroupDirective>): string {
  return `sentinel ${name} GROUP ${takes}`;
}

function globalForm({ name, takes }: Described<GlobalDirective>): string {
  return `sentinel ${name} ${takes}`;
}

function ownRow(setting: OwnSetting): readonly string[] {
  return row(ownForm(setting), setting);
}

function row(form: string, { usual, summary }: Description): readonly string[] {
  return [code(form), usual, summary];
}
