// Host names that only the processes of one test know: each is started with a hosts file and a name
// server of its own in the place of the system's, in a mount namespace that ends with it. Needs
// root; nothing of the machine is changed.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from './sandbox.ts';

const ENTER =
  'mount --bind "$0" /etc/hosts && mount --bind "$1" /etc/resolv.conf && shift && exec "$@"';

/** Why it cannot be done here; null: it can. */
export function noOwnNames(): string | null {
  const tried = spawnSync('unshare', ['-m', 'mount', '--bind', '/etc/hosts', '/etc/hosts']);
  return tried.status === 0 ? null : 'mount namespaces are not permitted here';
}

/** What names lead to: one address or several. */
export type Names = Readonly<Record<string, string | readonly string[]>>;

export class OwnNames {
  /** Words to put before a command. */
  readonly launcher: readonly string[];
  readonly #hostsFile: string;

  /** `nameServer`: the address of one that knows nothing, or never answers. */
  constructor(sandbox: Sandbox, names: Names, nameServer = '127.0.0.1') {
    const folder = sandbox.makeFolder('names');
    this.#hostsFile = join(folder, 'hosts');
    const resolverFile = join(folder, 'resolv.conf');
    writeFileSync(resolverFile, `nameserver ${nameServer}\n`);
    this.set(names);
    this.launcher = ['unshare', '-m', 'sh', '-c', ENTER, this.#hostsFile, resolverFile];
  }

  /** What the names lead to from now on, also for processes that run. */
  set(names: Names): void {
    const lines = Object.entries(names).flatMap(([name, addresses]) =>
      [addresses].flat().map((address) => `${address} ${name}`),
    );
    writeFileSync(this.#hostsFile, ['127.0.0.1 localhost', ...lines, ''].join('\n'));
  }
}
