// The page of the configuration file's directives, from their records.

import {
  type GlobalDirective,
  GROUP_DIRECTIVES,
  type GroupDirective,
  LEADING_DIRECTIVES,
  TRAILING_DIRECTIVES,
} from '../../src/config/sentinel-directives.ts';
import { code, opening, type Page, table } from './page.ts';

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
