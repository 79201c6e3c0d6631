// All comparisons: the replies over one topology, and beside it the events of two equal fleets.

import type { Sandbox } from '../../test/harness/sandbox.ts';
import { compareEvents } from './events.ts';
import type { Ledger } from './ledger.ts';
import { compareReplies, readScripts } from './replies.ts';
import { playScenes } from './scenes.ts';

/** `names`: parts of the names of scripts, or `events`; none: everything. */
export async function compareAll(
  sandbox: Sandbox,
  names: readonly string[],
  ledger: Ledger,
): Promise<void> {
  const all = names.length === 0;
  const scriptNames = names.filter((name) => name !== 'events');
  const scripts = all || scriptNames.length > 0 ? readScripts(scriptNames) : [];
  const withEvents = all || names.includes('events');
  const [stock, ours] = await Promise.all([
    withEvents ? playScenes(sandbox, 'stock') : [],
    withEvents ? playScenes(sandbox, 'vedette') : [],
    compareReplies(sandbox, scripts, ledger),
  ]);
  compareEvents(stock, ours, ledger);
}
