// All that is fuzzed in this process. A new target is a file and a line here.

import { configs } from './config.ts';
import { hellos } from './hello.ts';
import { infos } from './info.ts';
import { replies } from './replies.ts';
import { requests } from './requests.ts';
import type { Target } from './target.ts';
import { users } from './users.ts';

export const TARGETS: readonly Target[] = [requests, replies, hellos, infos, configs, users];
