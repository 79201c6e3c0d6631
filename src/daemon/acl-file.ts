// The `aclfile` on the disk while the process runs: read as a whole for ACL LOAD, and for ACL SAVE
// replaced so that after a crash at any instant the old or the new one is there. Nothing here
// blocks: the disk may be slow.

import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { renderAclFile } from '../acl/acl-file.ts';
import type { ReadUsers, Users } from '../acl/user-lines.ts';
import { fromByteText } from '../adapters/byte-text.ts';
import type { LoadedConfig } from '../adapters/config-file.ts';
import type { Log } from '../adapters/log.ts';
import { systemErrorText } from '../adapters/system-error.ts';
import type { ServerSettings } from '../config/server-settings.ts';
import type { AclFile } from '../server/acl-change.ts';
import { usersOfAclFile } from './required-password.ts';

/** Readable for everybody at most, and never for more than before. */
const FILE_MODE = 0o644;

export interface AclFileOptions {
  /** Absolute. */
  readonly path: string;
  /** As the configuration has it; errors name it so. */
  readonly called: string;
  /** What holds beside the file: `requirepass`, and what rules mean. */
  readonly server: ServerSettings;
  warn(text: string): void;
}

export class AclFileOnDisk implements AclFile {
  readonly #options: AclFileOptions;
  /** One write after the other. */
  #last: Promise<boolean> = Promise.resolve(true);

  constructor(options: AclFileOptions) {
    this.#options = options;
  }

  async read(): Promise<ReadUsers> {
    const { path, called, server, warn } = this.#options;
    try {
      const read = usersOfAclFile(await readFile(path, 'latin1'), called, server);
      if (read.ok) for (const warning of read.warnings) warn(warning);
      return read;
    } catch (error) {
      const reason = `Error loading ACLs, opening file '${called}': ${systemErrorText(error)}`;
      return { ok: false, reason };
    }
  }

  write(users: Users): Promise<boolean> {
    const text = renderAclFile(users);
    this.#last = this.#last.then(() => this.#replace(text));
    return this.#last;
  }

  async #replace(text: string): Promise<boolean> {
    const { path, warn } = this.#options;
    const temporary = `${path}.${process.pid}.vedette-tmp`;
    let step = 'Opening temp ACL file';
    try {
      const mode = FILE_MODE & ((await stat(path).catch(() => null))?.mode ?? FILE_MODE);
      await rm(temporary, { force: true });
      const file = await open(temporary, 'wx', mode);
      try {
        step = 'Writing ACL file';
        await file.writeFile(text, 'latin1');
        await file.sync();
      } finally {
        await file.close();
      }
      step = 'Renaming ACL file';
      await rename(temporary, path);
      step = 'Syncing the folder';
      await syncFolder(dirname(path));
      return true;
    } catch (error) {
      warn(`${step} for ACL SAVE: ${systemErrorText(error)}`);
      await rm(temporary, { force: true }).catch(() => {});
      return false;
    }
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** null: users are kept in the configuration. */
export function aclFileOf({ server }: LoadedConfig, log: Log): AclFile | null {
  const { aclFile } = server;
  if (aclFile === null) return null;
  const warn = (text: string): void => log.warning(text);
  return new AclFileOnDisk({ path: aclFilePath(server), called: aclFile, server, warn });
}

/** Where it is; a relative name belongs to `dir`. */
export function aclFilePath({ aclFile, directory }: ServerSettings): string {
  return resolve(fromByteText(directory ?? ''), fromByteText(aclFile ?? ''));
}
