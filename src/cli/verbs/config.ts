// `vedette config`: the door to what is about configuration files.

import type { VerbGroup } from '../verb.ts';
import { configCheck } from './config-check.ts';
import { configInit } from './config-init.ts';

export const config: VerbGroup = {
  name: 'config',
  about: 'Checks a configuration file, or writes a new one.',
  verbs: [configCheck, configInit],
};
