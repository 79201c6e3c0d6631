// The libraries and the ways of using them that are tested and measured.

import type { Application, ApplicationOptions, Usage } from './application.ts';
import { openIoredis } from './ioredis-application.ts';
import { openNodeRedis } from './node-redis-application.ts';

type Open = (options: ApplicationOptions) => Promise<Application>;

const PROTOCOLS = [2, 3] as const;

export const USAGES: readonly Usage[] = PROTOCOLS.flatMap((protocol) => [
  usage('ioredis', openIoredis, { protocol, listens: false }),
  usage('ioredis that listens', openIoredis, { protocol, listens: true }),
  usage('node-redis', openNodeRedis, { protocol, listens: true }),
]);

function usage(library: string, open: Open, manner: Pick<Usage, 'protocol' | 'listens'>): Usage {
  return {
    title: `${library}, RESP${manner.protocol}`,
    ...manner,
    open: (options) => open({ ...options, ...manner }),
  };
}
