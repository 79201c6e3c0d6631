// The rules of docs/protocol and the code keep each other honest: a rule is defined once, cited by
// at least one source and one test, and nothing cites a rule that is not there.

import type { Check, Finding } from './check.ts';
import { isTest, type TextFile, type Tree } from './tree.ts';

const FOLDER = 'docs/protocol/';
const DEFINITION = /^\*\*([A-Z]+-\d+)\*\*/;

export const ruleCitations: Check = {
  name: 'rule-citations',
  find(tree: Tree): readonly Finding[] {
    const { rules, findings } = definitions(tree);
    const families = [...new Set([...rules.keys()].map((rule) => rule.split('-')[0]))];
    if (families.length === 0) return findings;
    const citation = new RegExp(`\\b(?:${families.join('|')})-\\d+\\b`, 'g');
    const bySource = new Set<string>();
    const byTest = new Set<string>();
    for (const file of tree.files) {
      if (!mayCite(file)) continue;
      const code = !file.path.endsWith('.md');
      const citedBy = isProof(file.path) ? byTest : bySource;
      file.lines.forEach((line, index) => {
        for (const [rule] of line.matchAll(citation)) {
          if (code) citedBy.add(rule);
          if (rules.has(rule)) continue;
          const text = `cites ${rule}, which ${FOLDER} does not have: write the rule, or correct the number`;
          findings.push({ path: file.path, line: index + 1, text });
        }
      });
    }
    return [...findings, ...uncited(rules, bySource, byTest)];
  },
};

function definitions(tree: Tree): { rules: Map<string, Finding>; findings: Finding[] } {
  const rules = new Map<string, Finding>();
  const findings: Finding[] = [];
  for (const { path, lines } of tree.markdown()) {
    if (!path.startsWith(FOLDER)) continue;
    lines.forEach((text, index) => {
      const rule = DEFINITION.exec(text)?.[1];
      if (rule === undefined) return;
      const here = { path, line: index + 1, text: '' };
      const first = rules.get(rule);
      if (first === undefined) rules.set(rule, here);
      else
        findings.push({
          ...here,
          text: `${rule} is already defined in ${first.path}:${first.line}`,
        });
    });
  }
  return { rules, findings };
}

/** Sources, pages and the scripts that tests play. The samples of the house rules' own tests are
 *  no citations. */
function mayCite(file: TextFile): boolean {
  return !file.path.startsWith('tools/') && /\.(?:ts|md|txt)$/.test(file.path);
}

/** The simulator and its checkers prove rules as tests do. */
function isProof(path: string): boolean {
  return isTest(path) || path.startsWith('sim/');
}

function uncited(
  rules: ReadonlyMap<string, Finding>,
  bySource: ReadonlySet<string>,
  byTest: ReadonlySet<string>,
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [rule, { path, line }] of rules) {
    const missing = [
      ...(bySource.has(rule) ? [] : ['source in src/']),
      ...(byTest.has(rule) ? [] : ['test']),
    ];
    if (missing.length === 0) continue;
    const text = `${rule} is cited by no ${missing.join(' and no ')}: cite it where it is kept, or remove it`;
    findings.push({ path, line, text });
  }
  return findings;
}
