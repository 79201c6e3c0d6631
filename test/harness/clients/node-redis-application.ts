// An application on node-redis. It always listens to the Sentinels' events.

import { createSentinel } from 'redis';
import type { Application, ApplicationOptions } from './application.ts';

export async function openNodeRedis(options: ApplicationOptions): Promise<Application> {
  const { groupName, sentinelPorts, protocol, sentinelPassword, nodePassword } = options;
  const client = createSentinel({
    name: groupName,
    sentinelRootNodes: sentinelPorts.map((port) => ({ host: '127.0.0.1', port })),
    RESP: protocol,
    replicaPoolSize: 1,
    ...(sentinelPassword === undefined
      ? {}
      : { sentinelClientOptions: { password: sentinelPassword } }),
    ...(nodePassword === undefined ? {} : { nodeClientOptions: { password: nodePassword } }),
  });
  // What goes wrong shows in the replies.
  client.on('error', () => {});
  await client.connect();
  return {
    write: async (key, value) => {
      await client.set(key, value);
    },
    read: async (key) => await client.get(key),
    readerRole: async () => String([await client.sendCommand(true, ['ROLE'])].flat()[0]),
    close: async () => {
      await client.destroy();
    },
  };
}
