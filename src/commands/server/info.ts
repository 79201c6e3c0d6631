// INFO: this process and the groups that it watches, for people and for monitoring. Which sections
// are shown, and in which order, is decided here; their lines are in info-sections.ts.

import type { Command } from '../command.ts';
import { bulk, reply } from '../reply.ts';
import { EPOCH_SECTION, INFO_SECTIONS, type InfoSection } from './info-sections.ts';

const EVERYTHING: readonly string[] = ['all', 'default', 'everything'];

export const info: Command = {
  name: 'info',
  arity: -1,
  since: '1.0.0',
  group: 'server',
  flags: ['loading', 'stale'],
  categories: ['slow', 'dangerous'],
  tips: ['nondeterministic_output', 'request_policy:all_shards', 'response_policy:special'],
  summary: 'Tells about this process and the groups that it watches.',
  run([, ...names], _caller, sight) {
    const wanted = new Set(names.map((name) => name.toLowerCase()));
    const all = wanted.size === 0 || EVERYTHING.some((word) => wanted.has(word));
    const isNamed = ({ title }: InfoSection): boolean => wanted.has(title.toLowerCase());
    const sections = INFO_SECTIONS.filter((section) => all || isNamed(section));
    if (isNamed(EPOCH_SECTION)) sections.push(EPOCH_SECTION);
    const texts = sections.map(({ title, lines }) =>
      [`# ${title}`, ...lines(sight)].map((line) => `${line}\r\n`).join(''),
    );
    return reply(bulk(texts.join('\r\n')));
  },
};
