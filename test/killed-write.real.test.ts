// A real Vedette that dies by SIGKILL at every step of the write that holds a vote: its file is the
// old or the new one, which it and stock load, and a vote that is not in it was not cast
// (DURABLE-1, DURABLE-4).

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../src/config/parse-config.ts';
import { stockOnFile } from '../tools/going-back/stock-on-file.ts';
import { callOnce } from './harness/connection.ts';
import { freePorts } from './harness/ports.ts';
import { RealProcess } from './harness/process.ts';
import { realTest } from './harness/real-test.ts';
import { asList, asText } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { sentinelCommand } from './harness/sentinel.ts';
import { until } from './harness/wait.ts';

const KILLER = new URL('./kill-at-step.js', import.meta.url).href;
const EPOCH = 7;
const CANDIDATE = 'c'.repeat(40);
const RIVAL = 'd'.repeat(40);
/** Open, write, sync and close the new file, rename it, look at it; the folder: open, sync, close. */
const LEAST_STEPS = 9;
const AT_ONCE = 3;

interface Death {
  readonly step: number;
  readonly half?: true;
}

interface Remains {
  readonly file: string;
  readonly port: number;
  /** What the file said before and says now; the old one has no vote. */
  readonly before: string;
  readonly after: string;
  readonly hasVote: boolean;
  readonly isKilled: boolean;
  /** Whom it said that it voted for; null: it said nothing. */
  readonly told: string | null;
}

function textOf(port: number): string {
  const group = 'sentinel monitor m 127.0.0.1 7 2\nsentinel auth-pass m "p \\" q"\n';
  return `port ${port}\nbind 127.0.0.1\n# mine\nsentinel myid ${'a'.repeat(40)}\n${group}`;
}

async function askForVote(port: number, candidate: string): Promise<string> {
  const words = ['SENTINEL', 'IS-MASTER-DOWN-BY-ADDR', '127.0.0.1', '7', String(EPOCH), candidate];
  return asText(asList(await callOnce(port, ...words))[1]);
}

function start(sandbox: Sandbox, file: string, death?: Death): RealProcess {
  const env: Record<string, string> = death === undefined ? {} : killing(death);
  const command = sentinelCommand('vedette', file);
  return RealProcess.start(sandbox, { command, folder: join(file, '..'), env });
}

function killing({ step, half }: Death): Record<string, string> {
  const env = { NODE_OPTIONS: `--import ${KILLER}`, KILL_AT_STEP: String(step) };
  return half === undefined ? env : { ...env, KILL_HALF: 'yes' };
}

async function answers(port: number): Promise<void> {
  await until(
    'an answer',
    async () => asText(await callOnce(port, 'PING')) === 'PONG' || undefined,
  );
}

async function die(sandbox: Sandbox, port: number, death: Death): Promise<Remains> {
  const name = `${death.step}${death.half === undefined ? '' : '-half'}`;
  const file = join(sandbox.makeFolder(name), 's.conf');
  const before = textOf(port);
  writeFileSync(file, before);
  const process = start(sandbox, file, death);
  await answers(port);
  const told = await askForVote(port, CANDIDATE).catch(() => null);
  const end = await (told === null ? process.wait() : process.stop('SIGTERM'));
  const after = readFileSync(file, 'latin1');
  const parsed = parseConfig({ text: after });
  assert.ok(parsed.ok, `killed at ${name}: ${after}`);
  const hasVote = parsed.sentinel.groups[0]?.leaderEpoch === BigInt(EPOCH);
  return { file, port, before, after, hasVote, isKilled: end.signal === 'SIGKILL', told };
}

realTest('killed at every step of a write, it leaves the old file or the new', async (sandbox) => {
  const remains: Remains[] = [];
  let deaths: Death[] = [];
  for (let step = 1; remains.every(({ isKilled }) => isKilled); step += 1) {
    deaths.push(step === 1 ? { step: 2, half: true } : { step: step - 1 });
    if (deaths.length < AT_ONCE) continue;
    const ports = await freePorts(deaths.length);
    const batch = deaths.map((death, index) => die(sandbox, ports[index] ?? 0, death));
    remains.push(...(await Promise.all(batch)));
    deaths = [];
  }
  const killed = remains.filter(({ isKilled }) => isKilled);
  assert.ok(killed.length > LEAST_STEPS, `it died ${killed.length} times`);

  for (const { told, hasVote, after, before, isKilled } of remains) {
    if (!hasVote) assert.equal(after, before, 'a file without the vote is the old one');
    assert.ok(told === null || hasVote, 'a vote was cast that is not on disk');
    assert.equal(told === null, isKilled);
  }
  const [oldOne, newOne] = [false, true].map((wanted) =>
    killed.find(({ hasVote }) => hasVote === wanted),
  );
  assert.ok(oldOne !== undefined && newOne !== undefined, 'both are seen');
  for (const { after } of [oldOne, newOne]) {
    assert.deepEqual(await stockOnFile(sandbox, after), { kind: 'same' });
  }
  await assertVotesAfter(sandbox, oldOne, RIVAL);
  await assertVotesAfter(sandbox, newOne, '*');
});

/** Started again, it gives a vote that it had not given, and no second one. */
async function assertVotesAfter(
  sandbox: Sandbox,
  { file, port }: Remains,
  expected: string,
): Promise<void> {
  const process = start(sandbox, file);
  await answers(port);
  assert.equal(await askForVote(port, RIVAL), expected);
  await process.stop('SIGTERM');
  assert.deepEqual(readdirSync(join(file, '..')), ['s.conf'], 'nothing is left over');
}
