// What can be tried while everything keeps running, and the wait until somebody ends it.

import { GROUP_NAME, type Scene } from './scene.ts';
import type { Screen } from './screen.ts';

export async function stay(
  scene: Scene,
  screen: Screen,
  interrupted: Promise<unknown>,
): Promise<void> {
  const [sentinel] = scene.quorum.sentinels;
  const port = sentinel?.port ?? 0;
  const newPort = (await sentinel?.masterPort(GROUP_NAME)) ?? 0;
  screen.heading('It keeps running; Ctrl-C ends it');
  if (scene.page !== null) {
    screen.fact('open', `${scene.page.url}  to watch it live, and to switch with the token`);
    screen.fact('token', scene.page.token);
  }
  screen.fact('ask', `redis-cli -p ${port} sentinel get-master-addr-by-name ${GROUP_NAME}`);
  screen.fact('look', `redis-cli -p ${port} sentinel master ${GROUP_NAME}`);
  screen.fact('listen', `redis-cli -p ${port} psubscribe '*'`);
  screen.fact('switch', `redis-cli -p ${port} sentinel failover ${GROUP_NAME}`);
  screen.fact('kill', `redis-cli -p ${newPort} shutdown nosave`);
  screen.fact('files', scene.folder);
  await interrupted;
  screen.line();
}
