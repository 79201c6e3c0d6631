// `npm run demo`: the main job on real servers. The reference topology is set up, its master is
// killed, the failover is shown as it happens and as a timeline, and the old master comes back as a
// replica. Ends with 0 only if all of that happened; --stay leaves everything running until Ctrl-C.

import { redisVersion } from '../../test/harness/data-node.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import type { SentinelKind } from '../../test/harness/sentinel.ts';
import { vedetteVersion } from '../versions.ts';
import { showReturn, showTakeover, sumUp } from './acts.ts';
import { Live } from './live.ts';
import { type Scene, setTheScene } from './scene.ts';
import { Screen } from './screen.ts';
import { stay } from './stay.ts';

const USAGE = `npm run demo -- [--stay] [--stock]
--stay   keep everything running at the end, until Ctrl-C
--stock  the same with stock redis-sentinel, to compare
`;
const WORDS = ['--stay', '--stock'];
const INTERRUPTED = 130;

interface Stage {
  readonly sandbox: Sandbox;
  readonly screen: Screen;
  readonly kind: SentinelKind;
}

async function main(words: readonly string[]): Promise<number> {
  if (words.some((word) => !WORDS.includes(word))) {
    process.stderr.write(USAGE);
    return 2;
  }
  const interrupted = interruption();
  const kind: SentinelKind = words.includes('--stock') ? 'stock' : 'vedette';
  const stage: Stage = { sandbox: new Sandbox(), screen: Screen.standard(), kind };
  const show = perform(stage);
  try {
    const scene = await Promise.race([show, interrupted]);
    if (scene === 'interrupted') return INTERRUPTED;
    if (words.includes('--stay')) await stay(scene, stage.screen, interrupted);
    return 0;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    stage.screen.line();
    stage.screen.line(stage.screen.paint('bad', `This did not work: ${reason}`));
    return 1;
  } finally {
    show.catch(() => {});
    await stage.sandbox.close();
  }
}

async function perform({ sandbox, screen, kind }: Stage): Promise<Scene> {
  screen.title(
    kind === 'stock' ? `redis-sentinel ${redisVersion()}` : `Vedette ${vedetteVersion()}`,
  );
  const scene = await setTheScene(sandbox, screen, kind);
  const live = new Live(screen, scene.quorum);
  const takeover = await showTakeover(scene, screen, live);
  await showReturn({ scene, screen, live, newPort: takeover.newPort });
  await sumUp(scene, screen, takeover);
  return scene;
}

/** Settles at the first Ctrl-C, or when we are asked to end. */
function interruption(): Promise<'interrupted'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => resolve('interrupted'));
    }
  });
}

process.exitCode = await main(process.argv.slice(2));
process.exit();
