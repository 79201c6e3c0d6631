// What the type system must not be told: `any`, `!`, and `as` except where bytes or the platform
// come in. Casts are counted per file, and the count may only fall.

import type { Check, Finding } from './check.ts';
import type { Place } from './syntax.ts';
import { isTest, type Tree } from './tree.ts';

/** How many casts a file may have, and why. */
export interface CastAllowance {
  readonly count: number;
  readonly reason: string;
}

/** Where a cast is unavoidable, how many there are, and why. */
const CASTS: Readonly<Record<string, CastAllowance>> = {
  'src/core/instances.ts': {
    count: 5,
    reason: 'objects that point to each other are put together in two steps',
  },
};

export const noAny: Check = {
  name: 'no-any',
  find(tree: Tree): readonly Finding[] {
    return tree.sources().flatMap(({ path }) => {
      const { anys, nonNulls } = tree.syntax(path);
      return [
        ...at(
          path,
          anys,
          '`any` switches the checker off: write the type, or `unknown` and narrow it',
        ),
        ...at(
          path,
          nonNulls,
          '`!` hides a null: test for it, or throw with a sentence that says why it cannot be',
        ),
      ];
    });
  },
};

export const castRatchet: Check = {
  name: 'cast-ratchet',
  find: (tree) => castFindings(tree, CASTS),
};

/** `allowances`: path to what is allowed there. */
export function castFindings(
  tree: Tree,
  allowances: Readonly<Record<string, CastAllowance>>,
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { path } of tree.sources()) {
    if (isTest(path)) continue;
    const { casts } = tree.syntax(path);
    const allowed = allowances[path]?.count ?? 0;
    const surplus = casts.slice(allowed);
    findings.push(
      ...at(
        path,
        surplus,
        '`as` tells the checker and does not ask it: narrow, or list the file in types.ts with the reason',
      ),
    );
    if (casts.length < allowed) {
      const text = `has ${casts.length} casts and ${allowed} are listed: lower the number in types.ts`;
      findings.push({ path, line: 1, text });
    }
  }
  for (const path of Object.keys(allowances)) {
    if (tree.get(path) === null) {
      findings.push({ path, line: 1, text: 'is gone: take it off the list in types.ts' });
    }
  }
  return findings;
}

export const namedExports: Check = {
  name: 'named-exports',
  find(tree: Tree): readonly Finding[] {
    return tree
      .sources()
      .flatMap(({ path }) =>
        at(path, tree.syntax(path).defaultExports, 'exports without a name: export it by its name'),
      );
  },
};

function at(path: string, places: readonly Place[], text: string): readonly Finding[] {
  return places.map(({ line }) => ({ path, line, text }));
}
