// The users of an `aclfile`: read once, at the start, in place of those of the configuration file.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fromByteText } from '../adapters/byte-text.ts';
import { systemErrorText } from '../adapters/system-error.ts';
import type { ServerSettings } from '../config/server-settings.ts';
import { userRuleProblem } from '../config/user-rules.ts';

export type WithUsers =
  | { readonly ok: true; readonly server: ServerSettings }
  /** Why they cannot be had. */
  | { readonly ok: false; readonly reason: string };

/** The settings with the users of their `aclfile`, where there is one. */
export function withUsersOfFile(server: ServerSettings): WithUsers {
  const { aclFile, users, directory } = server;
  if (aclFile === null) return { ok: true, server };
  if (users.length > 0) return failed('users are given both by user and by aclfile');
  const path = resolve(fromByteText(directory ?? ''), fromByteText(aclFile));
  try {
    return readUsers(server, readFileSync(path, 'latin1'));
  } catch (error) {
    return failed(`Error loading ACLs, opening file '${aclFile}': ${systemErrorText(error)}`);
  }
}

function readUsers(server: ServerSettings, text: string): WithUsers {
  const users: (readonly string[])[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.split(/[ \t\r]+/).filter((word) => word !== '');
    if (words.length === 0) continue;
    const [keyword, name] = words;
    const place = `${server.aclFile}:${index + 1}`;
    if (keyword !== 'user' || name === undefined) {
      return failed(`${place} should start with user keyword followed by the username`);
    }
    const isKnown = users.some(([known]) => known === name);
    const problem = isKnown ? `user '${name}' is there twice` : userRuleProblem(words);
    if (problem !== null) return failed(`${place}: ${problem}`);
    users.push(words.slice(1));
  }
  return { ok: true, server: { ...server, users } };
}

function failed(reason: string): WithUsers {
  return { ok: false, reason: `Aborting startup because of ACL errors: ${reason}` };
}
