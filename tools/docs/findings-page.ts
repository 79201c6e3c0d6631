// The page of all findings of SENTINEL DOCTOR, from its checks.

import { CHECKS, SEVERITIES } from '../../src/core/doctor/examine.ts';
import { code, opening, type Page, table } from './page.ts';

export function findingsPage(): Page {
  const text = [
    opening(
      'Findings',
      'src/core/doctor/',
      '`SENTINEL DOCTOR [group]` gives an array of maps with `severity`, `code`, `group` (null: the Sentinel as a whole), `evidence`, `meaning` and `remedy`, the worst first. Before it answers it tries the nodes and asks the other Sentinels, for a second at most; the web page and the metrics show what is known and ask nobody.',
    ),
    table(
      ['code', 'severity', 'of', 'meaning', 'remedy'],
      SEVERITIES.flatMap((severity) => CHECKS.filter((check) => check.severity === severity)).map(
        (check) => [
          code(check.code),
          check.severity,
          check.scope,
          check.meaning,
          plain(check.remedy),
        ],
      ),
    ),
  ].join('\n');
  return { path: 'docs/generated/findings.md', text };
}

/** What stands in angle brackets is no mark-up. */
function plain(remedy: string): string {
  return remedy.replaceAll('<', '\\<');
}
