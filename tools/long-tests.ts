// Which test files take so long that they must begin first, so that at the end no core waits for
// one that came late. Rough and written by hand: a wrong place costs seconds and no more.

import { compiledFile } from './test-files.ts';

/** Sources, the longest first: those of half a minute and above, and then of twenty seconds. */
export const LONG_TESTS: readonly string[] = [
  'sim/mutants.slow.test.ts',
  'test/runbooks.real.test.ts',
  'test/mixed-quorum.real.test.ts',
  'test/failover.real.test.ts',
  'test/partition.real.test.ts',
  'test/clients.real.test.ts',
  'tools/conformance/conformance.real.test.ts',
  'test/page.real.test.ts',
  'test/command-line.real.test.ts',
  'test/restart.real.test.ts',
  'test/migration.real.test.ts',
  'test/command-line-orders.real.test.ts',
  'test/trust.real.test.ts',
  'test/dry-run.real.test.ts',
  'test/process-directives.real.test.ts',
  'test/forget.real.test.ts',
  'test/configuration-file.real.test.ts',
  'test/lineage.real.test.ts',
  'test/http.real.test.ts',
  'test/returned-master.real.test.ts',
];

/** The same compiled files: the long ones before all others, which stay in their order. */
export function longestFirst(files: readonly string[]): string[] {
  const long = LONG_TESTS.map(compiledFile);
  const place = (file: string): number => {
    const found = long.indexOf(file);
    return found === -1 ? long.length : found;
  };
  return files.toSorted((a, b) => place(a) - place(b));
}
