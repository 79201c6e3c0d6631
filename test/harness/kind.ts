// Which Sentinel the real tests are about. SENTINEL_KIND=stock runs the same tests on stock
// Sentinels: what fails there, too, is the test's fault or a difference on purpose.

import type { SentinelKind } from './sentinel.ts';

const { SENTINEL_KIND } = process.env;

export const OURS: SentinelKind = SENTINEL_KIND === 'stock' ? 'stock' : 'vedette';

/** So many Sentinels of our kind. */
export function ours(count: number): SentinelKind[] {
  return Array.from({ length: count }, () => OURS);
}
