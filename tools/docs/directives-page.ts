// The page of the configuration file's directives, from their records.

import { OWN_SETTINGS, type OwnSetting, ownForm } from '../../src/config/own-settings.ts';
import {
  type GlobalDirective,
  GROUP_DIRECTIVES,
  type GroupDirective,
  LEADING_DIRECTIVES,
  TRAILING_DIRECTIVES,
} from '../../src/config/sentinel-directives.ts';
import { code, opening, type Page, table } from './page.ts';

const OWN_SETTINGS_TEXT =
  'They stand in comments, which a stock Sentinel passes over and keeps. On the command line ' +
  'they are given like directives: `--state-file PATH`. An unknown name stops the start.';

export function directivesPage(): Page {
  const global = [...LEADING_DIRECTIVES, ...TRAILING_DIRECTIVES];
  const text = [
    opening(
      'Directives',
      'src/config/sentinel-directives.ts',
      'Every ordinary directive of the server may stand in the file too. Names are taken in any case.',
    ),
    '## About one group\n',
    table(['directive', 'words', 'also understood'], GROUP_DIRECTIVES.map(groupRow)),
    '## About the Sentinel as a whole\n',
    table(['directive'], global.map(globalRow)),
    '## Settings of Vedette\n',
    `${OWN_SETTINGS_TEXT}\n`,
    table(['setting', 'usually', 'what it does'], OWN_SETTINGS.map(ownRow)),
  ].join('\n');
  return { path: 'docs/generated/directives.md', text };
}

function groupRow({ name, words, aliases }: GroupDirective): readonly string[] {
  const { least, most } = words;
  const count = least === most ? String(least) : `${least} to ${most}`;
  return [code(`sentinel ${name} <group>`), count, aliases.map(code).join(', ')];
}

function globalRow({ name }: GlobalDirective): readonly string[] {
  return [code(`sentinel ${name}`)];
}

function ownRow(setting: OwnSetting): readonly string[] {
  return [code(ownForm(setting)), setting.usual, setting.summary];
}
