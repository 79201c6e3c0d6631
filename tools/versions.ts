// What was measured, on what.

import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, platform, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { redisVersion } from '../test/harness/data-node.ts';

export interface Versions {
  readonly stock: string;
  readonly vedette: string;
  readonly node: string;
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
}

/** package.json, from dist/tools. */
const PACKAGE = fileURLToPath(new URL('../../package.json', import.meta.url));

export function versions(): Versions {
  return {
    stock: redisVersion(),
    vedette: vedetteVersion(),
    node: process.versions.node,
    system: `${platform()} ${release()}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
  };
}

export function vedetteVersion(): string {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8'));
  return String(version);
}
