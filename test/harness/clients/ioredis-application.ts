// An application on ioredis. Its subscription to the Sentinels (`failoverDetector`) is off unless
// asked for. ioredis 6.0 ends for good when a switch is announced in the moment in which it asks a
// Sentinel for the master: an application that is to go on has to connect it again.

import { Redis, type RedisOptions } from 'ioredis';
import type { Application, ApplicationOptions } from './application.ts';

export async function openIoredis(options: ApplicationOptions): Promise<Application> {
  const settings = settingsOf(options);
  const writer = open(settings);
  const reader = open({ ...settings, role: 'slave' });
  return {
    write: async (key, value) => {
      await alive(writer);
      await writer.set(key, value);
    },
    read: async (key) => {
      await alive(reader);
      return await reader.get(key);
    },
    readerRole: async () => {
      await alive(reader);
      return String([await reader.call('ROLE')].flat()[0]);
    },
    close: async () => {
      writer.disconnect();
      reader.disconnect();
    },
  };
}

type Settings = RedisOptions & { readonly replyMapping?: 'legacy' };

function settingsOf(options: ApplicationOptions): Settings {
  const { groupName, sentinelPorts, protocol, listens } = options;
  const { sentinelPassword, nodePassword } = options;
  return {
    name: groupName,
    sentinels: sentinelPorts.map((port) => ({ host: '127.0.0.1', port })),
    protocol,
    failoverDetector: listens,
    ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
    ...(nodePassword === undefined ? {} : { password: nodePassword }),
  };
}

async function alive(client: Redis): Promise<void> {
  if (client.status === 'end') await client.connect();
}

/** What goes wrong shows in the replies. */
function open(settings: Settings): Redis {
  return new Redis(settings).on('error', () => {});
}
