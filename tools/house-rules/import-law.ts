// Which room may import which. The law is architecture's; the tests are above it, because a test
// may import what it tests.

import type { Check, Finding } from './check.ts';
import type { Import } from './syntax.ts';
import { HARNESS, isTest, type TextFile, type Tree } from './tree.ts';

/** `types`: only `import type`. A room may always import itself. */
type Allowance = Readonly<Record<string, 'types' | 'values'>>;

const PURE_VALUES: Allowance = {
  core: 'values',
  dialect: 'values',
  resp: 'values',
  acl: 'values',
  config: 'values',
  events: 'values',
  commands: 'values',
  ports: 'values',
  driver: 'values',
  scripts: 'values',
  metrics: 'values',
};

const LAW: Readonly<Record<string, Allowance>> = {
  core: {},
  dialect: { core: 'values' },
  events: { core: 'values' },
  resp: { core: 'types' },
  acl: { resp: 'values' },
  config: { core: 'values', events: 'values', acl: 'values' },
  commands: {
    core: 'values',
    acl: 'values',
    config: 'values',
    events: 'values',
    resp: 'values',
    dialect: 'values',
    scripts: 'types',
  },
  ports: { core: 'types' },
  driver: { core: 'values', ports: 'values' },
  scripts: { core: 'types' },
  adapters: {
    core: 'values',
    ports: 'values',
    resp: 'values',
    dialect: 'values',
    config: 'values',
    events: 'values',
    scripts: 'values',
  },
  server: {
    core: 'values',
    acl: 'values',
    commands: 'values',
    resp: 'values',
    ports: 'values',
    events: 'values',
  },
  metrics: { core: 'values', events: 'values', commands: 'values', scripts: 'types' },
  http: {
    core: 'values',
    metrics: 'values',
    commands: 'values',
    config: 'values',
    events: 'values',
    resp: 'values',
    ports: 'types',
    scripts: 'types',
  },
  // It runs in a browser, and knows of the rest only what the door says.
  dashboard: {},
  daemon: { ...PURE_VALUES, adapters: 'values', server: 'values', http: 'values' },
  client: { core: 'values', resp: 'values' },
  cli: {
    core: 'values',
    resp: 'values',
    config: 'values',
    events: 'values',
    client: 'values',
    adapters: 'values',
    daemon: 'values',
  },
  sim: PURE_VALUES,
  harness: {},
  tools: {
    ...PURE_VALUES,
    adapters: 'values',
    server: 'values',
    http: 'values',
    daemon: 'values',
    client: 'values',
    cli: 'values',
    sim: 'values',
    harness: 'values',
  },
};

/** Packages that a room may use, each for a reason of docs/decisions. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  http: /^(?:hono|@hono\/node-server)(?:\/|$)/,
  cli: /^commander$/,
  dashboard: /^(?:preact|uplot)(?:\/|$)/,
};

export const importLaw: Check = {
  name: 'import-law',
  find(tree: Tree): readonly Finding[] {
    const findings: Finding[] = [];
    for (const file of tree.sources()) {
      if (isTest(file.path) || file.path.endsWith('.d.ts')) continue;
      for (const imported of tree.syntax(file.path).imports) {
        const text = fault(file, imported);
        if (text !== null) findings.push({ path: file.path, line: imported.line, text });
      }
    }
    return findings;
  },
};

function fault(file: TextFile, imported: Import): string | null {
  const from = roomOf(file.path);
  const law = from === null ? undefined : LAW[from];
  if (from === null || law === undefined) {
    return 'belongs to no room that the import law knows: give the room a line in import-law.ts';
  }
  const { specifier } = imported;
  if (!specifier.startsWith('.')) return outsideFault(from, specifier);
  if (!/\.tsx?$/.test(specifier)) {
    return `'${specifier}' does not end in .ts: write the file's name`;
  }
  const to = roomOf(resolve(file.path, specifier));
  if (to === from) return null;
  const allowed = to === null ? undefined : law[to];
  if (allowed === undefined) {
    return `${from} may not import ${to ?? specifier}: move what is shared into a room that both may import, or pass it in`;
  }
  if (allowed === 'types' && !imported.typeOnly) {
    return `${from} may import only types of ${to}: write 'import type', or move the value`;
  }
  return null;
}

function outsideFault(from: string, specifier: string): string | null {
  if (specifier.startsWith('node:')) return null;
  if (from === 'tools' || from === 'harness') return null;
  if (PACKAGES[from]?.test(specifier) === true) return null;
  return `'${specifier}' is a package: nothing that runs depends on one (docs/decisions/0008)`;
}

/** The name of the room that a path lies in; null for what lies in none. */
export function roomOf(path: string): string | null {
  if (path.startsWith(HARNESS)) return 'harness';
  const [first, second, third] = path.split('/');
  if (first === 'src') return second !== undefined && third !== undefined ? second : null;
  return second === undefined ? null : (first ?? null);
}

function resolve(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
