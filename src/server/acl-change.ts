// Carries out what ACL wants changed about the users: in memory, or with the file of the users,
// which takes its time.

import type { ReadUsers, Users } from '../acl/user-lines.ts';
import type { AclChange } from '../commands/command.ts';
import { error, integer, OK } from '../commands/reply.ts';
import type { RespValue } from '../resp/value.ts';
import type { Evicted, UserBook } from './user-book.ts';

/** The `aclfile`. */
export interface AclFile {
  read(): Promise<ReadUsers>;
  /** Whole or not at all; false: it is as it was, and the log says why. */
  write(users: Users): Promise<boolean>;
}

export interface Changed {
  readonly value: RespValue;
  readonly evicted: Evicted;
}

export type FileChange = Extract<AclChange, { kind: 'load' | 'save' }>;
export type BookChange = Exclude<AclChange, FileChange>;

const NOBODY: Evicted = () => false;

export function changeUsers(change: BookChange, book: UserBook): Changed {
  switch (change.kind) {
    case 'put':
      return { value: OK, evicted: book.put(change.user) };
    case 'remove': {
      const { count, evicted } = book.remove(change.names);
      return { value: integer(count), evicted };
    }
    case 'clear-log':
      book.log.clear();
      return { value: OK, evicted: NOBODY };
  }
}

/** All users or none are read; the old ones stay where the file has a mistake. */
export async function useFile(
  { kind }: FileChange,
  book: UserBook,
  file: AclFile,
): Promise<Changed> {
  if (kind === 'save') {
    return { value: (await file.write(book.users)) ? OK : NOT_SAVED, evicted: NOBODY };
  }
  const read = await file.read();
  if (!read.ok) return { value: error(`ERR ${read.reason}`), evicted: NOBODY };
  return { value: OK, evicted: book.replace(read.users) };
}

const NOT_SAVED = error(
  'ERR There was an error trying to save the ACLs. Please check the server logs for more ' +
    'information',
);
