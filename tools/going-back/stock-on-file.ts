// One file, given to a stock Sentinel: does it start, and does it know what the file says? What it
// knows is read from the file that it writes back, in which nothing is quoted.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMPTY_DOCUMENT } from '../../src/config/document.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { renderConfig } from '../../src/config/render-config.ts';
import { splitWords } from '../../src/config/words.ts';
import type { SentinelSettings } from '../../src/core/settings.ts';
import { callOnce } from '../../test/harness/connection.ts';
import { freePort } from '../../test/harness/ports.ts';
import { RealProcess } from '../../test/harness/process.ts';
import type { Sandbox } from '../../test/harness/sandbox.ts';
import { sentinelCommand } from '../../test/harness/sentinel.ts';
import { until } from '../../test/harness/wait.ts';

export type Finding =
  | { readonly kind: 'same' }
  /** Stock knows something else, or does not start because of a line that we wrote. */
  | { readonly kind: 'different'; readonly problems: readonly string[] }
  /** Stock does not start because of a line of the user's, which we kept. */
  | { readonly kind: 'refused'; readonly line: string };

/** What names files that are gone when the test is over, and where it listened. */
const LEFT_OUT =
  /^\s*(dir|logfile|pidfile|unixsocket|aclfile|include|loadmodule|daemonize|supervised|syslog-|tls-|rename-command|bind|port|sentinel (notification-script|client-reconfig-script))\b/i;

/** Who may come in: tried on its own, because then we may not ask any more. */
const ACCESS = /^\s*(user|requirepass)\s/i;

/** `text` holds one character a byte. */
export async function stockOnFile(sandbox: Sandbox, text: string): Promise<Finding> {
  const lines = text.split(/\r?\n/).filter((line) => !LEFT_OUT.test(line));
  const users = lines.filter((line) => ACCESS.test(line));
  const finding = users.length === 0 ? null : await usersInStock(sandbox, users);
  if (finding !== null) return finding;
  return await linesInStock(
    sandbox,
    lines.filter((line) => !ACCESS.test(line)),
  );
}

/** null: stock starts with these users. */
async function usersInStock(sandbox: Sandbox, users: readonly string[]): Promise<Finding | null> {
  const port = await freePort();
  const folder = sandbox.makeFolder(`stock-${port}`);
  const file = join(folder, 'sentinel.conf');
  writeFileSync(file, [...users, 'bind 127.0.0.1', `port ${port}`, ''].join('\n'), 'latin1');
  const process = RealProcess.start(sandbox, { command: sentinelCommand('stock', file), folder });
  const isUp = await until('stock to answer or to end', async () => {
    if (process.end !== null) return false;
    await callOnce(port, 'PING');
    return true;
  });
  if (!isUp) return refusal(process.output);
  await process.stop('SIGKILL');
  return null;
}

async function linesInStock(sandbox: Sandbox, lines: readonly string[]): Promise<Finding> {
  const port = await freePort();
  const folder = sandbox.makeFolder(`stock-${port}`);
  const file = join(folder, 'sentinel.conf');
  const given = [...lines, 'bind 127.0.0.1', `port ${port}`, `dir "${folder}"`, ''].join('\n');
  writeFileSync(file, given, 'latin1');
  const parsed = parseConfig({ text: given });
  if (!parsed.ok) return { kind: 'different', problems: [`ours: ${parsed.error.reason}`] };

  const process = RealProcess.start(sandbox, { command: sentinelCommand('stock', file), folder });
  const isUp = await until('stock to answer or to end', async () => {
    if (process.end !== null) return false;
    return (await callOnce(port, 'SENTINEL', 'FLUSHCONFIG')) === 'OK' || undefined;
  });
  if (!isUp) return refusal(process.output);
  const found = linesOfStock(readFileSync(file, 'latin1'));
  await process.stop('SIGKILL');
  return compared({ found, given: lines }, parsed.sentinel);
}

function refusal(output: string): Finding {
  const line = /^>>> '(.*)'$/m.exec(output)?.[1] ?? '';
  const isOurs = line === '' || /^(sentinel|user|#)/i.test(line);
  if (!isOurs) return { kind: 'refused', line };
  return { kind: 'different', problems: [`stock does not start: ${output.slice(-300)}`] };
}

/** As stock writes what it knows. */
function linesOfStock(text: string): readonly string[] {
  return text.split('\n').filter((line) => /^sentinel /i.test(line));
}

/** What the file says, in stock's spelling: nothing is quoted but the announced host. */
function expectedLines(settings: SentinelSettings): readonly string[] {
  const lines = renderConfig(EMPTY_DOCUMENT, settings).split('\n');
  return lines.filter((line) => line.startsWith('sentinel ')).map(asStockWrites);
}

/** A value with an end of line in it goes on in the next line, which is not looked at. */
function asStockWrites(line: string): string {
  if (line.startsWith('sentinel announce-ip ')) return line;
  return (splitWords(line) ?? []).join(' ').split('\n', 1)[0] ?? '';
}

const ABOUT_ADDRESSES = /^sentinel (monitor|known-replica|known-sentinel) /;

interface StockLines {
  readonly found: readonly string[];
  /** What it was given, of which it keeps some lines that say what holds anyway. */
  readonly given: readonly string[];
}

/** Where names are looked up, stock writes what it has found, or nothing. */
function compared({ found, given }: StockLines, settings: SentinelSettings): Finding {
  const expected = expectedLines(settings);
  const counts = (line: string): boolean =>
    !settings.resolveHostnames || !ABOUT_ADDRESSES.test(line);
  const missing = expected.filter((line) => counts(line) && !found.includes(line));
  const kept = given.map((line) => line.toLowerCase());
  const surplus = found.filter(
    (line) => counts(line) && !expected.includes(line) && !kept.includes(line.toLowerCase()),
  );
  if (missing.length === 0 && surplus.length === 0) return { kind: 'same' };
  const problems = [
    ...missing.map((line) => `stock does not know: ${line}`),
    ...surplus.map((line) => `stock has instead: ${line}`),
  ];
  return { kind: 'different', problems };
}
