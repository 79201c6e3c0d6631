// `npm run demo`: the main job on real servers. The reference topology is set up, its master is
// killed, the failover is shown as it happens and as a timeline, and the old master comes back as a
// replica. Ends with 0 only if all of that happened; --stay leaves everything running until Ctrl-C.

import { Sandbox } from '../../test/harness/sandbox.ts';
import type { SentinelKind } from '../../test/harness/sentinel.ts';
import { showReturn, showTakeover, sumUp } from './acts.ts';
import { Live } from './live.ts';
import { setTheScene } from './scene.ts';
import { Screen } from './screen.ts';
import { stay } from './stay.ts';

const USAGE = `npm run demo [-- --stay] [-- --stock]
--stay   keep everything running at the end, until Ctrl-C
--stock  the same with stock redis-sentinel, to compare
`;
const WORDS = ['--stay', '--stock'];
const INTERRUPTED = 130;

async function main(words: readonly string[]): Promise<number> {
  if (words.some((word) => !WORDS.includes(word))) {
    process.stderr.write(USAGE);
    return 2;
  }
  const kind: SentinelKind = words.includes('--stock') ? 'stock' : 'vedette';
  const screen = Screen.standard();
  const sandbox = new Sandbox();
  const interrupted = interruption();
  const show = perform({ sandbox, screen, kind, stays: words.includes('--stay'), interrupted });
  try {
    return await Promise.race([show, interrupted.then(() => INTERRUPTED)]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    screen.line();
    screen.line(screen.paint('bad', `This did not work: ${reason}`));
    return 1;
  } finally {
    show.catch(() => {});
    await sandbox.close();
  }
}

async function perform(options: {
  readonly sandbox: Sandbox;
  readonly screen: Screen;
  readonly kind: SentinelKind;
  readonly stays: boolean;
  readonly interrupted: Promise<void>;
}): Promise<number> {
  const { sandbox, screen, kind, stays, interrupted } = options;
  const scene = await setTheScene(sandbox, screen, kind);
  const live = new Live(screen, scene.quorum);
  const takeover = await showTakeover(scene, screen, live);
  await showReturn({ scene, screen, live, newPort: takeover.newPort });
  await sumUp(scene, screen, takeover);
  if (stays) await stay(scene, screen, interrupted);
  return 0;
}

/** Settles at the first Ctrl-C, or when we are asked to end. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => resolve());
    }
  });
}

process.exitCode = await main(process.argv.slice(2));
process.exit();
