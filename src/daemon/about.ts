// What the process says about itself: its version, and its usage.

import { readFileSync } from 'node:fs';
import { REDIS_LEVEL } from '../config/redis-level.ts';

/** That of the package, from dist/src/daemon or dist/src/bundle. */
export function vedetteVersion(): string {
  const path = new URL('../../../package.json', import.meta.url);
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const isPackage = typeof content === 'object' && content !== null && 'version' in content;
  return isPackage && typeof content.version === 'string' ? content.version : 'unknown';
}

export function versionLine(): string {
  return `Vedette v=${vedetteVersion()} redis=${REDIS_LEVEL} node=${process.versions.node} bits=64\n`;
}

export const USAGE = `Usage: vedette FILE [--directive value ...] [-]
       vedette [FILE] --state-file PATH [--directive value ...] [-]
       vedette --version
       vedette --help
       vedette --check-system
       vedette VERB ...           the command line for people and scripts: vedette help

A Sentinel for Redis and Valkey. FILE is its configuration, as redis-sentinel takes it; it must be
writable, because state is kept in it. Directives on the command line follow the file. A - at the
end reads more directives from standard input. --sentinel may be given and changes nothing.
--check-system looks for what of this machine is in its way; the exit code is 1 if there is any.
With --state-file the configuration is only read, and state is kept in PATH.

Examples:
       vedette /etc/redis/sentinel.conf
       vedette /etc/redis/sentinel.conf --state-file /var/lib/redis/sentinel-state.conf
       vedette sentinel.conf --port 26380 --sentinel monitor mymaster 127.0.0.1 6379 2
`;
