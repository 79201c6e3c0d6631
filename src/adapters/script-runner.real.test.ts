// Scripts as real processes: what they are started with, how their ends are told apart, and what is
// left of one that took too long.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { watchProcess } from '../../test/harness/guard.ts';
import { realTest } from '../../test/harness/real-test.ts';
import type { Sandbox } from '../../test/harness/sandbox.ts';
import { until } from '../../test/harness/wait.ts';
import { render } from '../events/catalogue.ts';
import { systemClock } from './clock.ts';
import { ScriptRunner } from './script-runner.ts';

class Stage {
  readonly folder: string;
  readonly events: string[] = [];
  readonly runner: ScriptRunner;

  constructor(sandbox: Sandbox, timings: { maxRuntimeMs?: number; retryDelayMs?: number } = {}) {
    this.folder = sandbox.folder;
    this.runner = new ScriptRunner({
      clock: systemClock,
      timings: () => ({
        scriptMaxRuntimeMs: timings.maxRuntimeMs ?? 60_000,
        scriptRetryDelayMs: timings.retryDelayMs ?? 10,
      }),
      announce: (event) => {
        const { channel, payload } = render(event);
        this.events.push(`${channel} ${payload}`);
      },
    });
  }

  script(name: string, ...lines: readonly string[]): string {
    const path = this.path(name);
    writeFileSync(path, `${['#!/bin/sh', `cd '${this.folder}'`, ...lines].join('\n')}\n`, {
      mode: 0o755,
    });
    return path;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): string {
    return existsSync(this.path(name)) ? readFileSync(this.path(name), 'utf8') : '';
  }

  async event(start: string): Promise<string> {
    return await until(`the event ${start}`, () =>
      this.events.find((text) => text.startsWith(start)),
    );
  }

  async done(): Promise<void> {
    await until('the queue to be empty', () => this.runner.shown().length === 0 || undefined);
  }
}

realTest('a script gets its words as they are, our folder and our environment', async (sandbox) => {
  const stage = new Stage(sandbox);
  const path = stage.script('says', 'printf "%s\\n" "$0" "$@" "$HOME" > told', 'echo $OLDPWD > at');
  const words = [path, 'two words', '', "'quoted' $HOME `id`", 'Zoë', 'cut\0here'];
  const bytes = words.map((word) => Buffer.from(word, 'utf8').toString('latin1'));
  stage.runner.run({ words: bytes, urgent: true });
  await stage.done();
  const told = stage.read('told').split('\n');
  assert.deepEqual(told, [...words.slice(0, 5), 'cut', process.env['HOME'] ?? '', '']);
  assert.equal(stage.read('at').trim(), process.cwd());
  const child = stage.events[0]?.split(' ')[1];
  assert.deepEqual(stage.events, [`+script-child ${child}`, `-script-child ${child} 0 0`]);
});

realTest('a script that fails once is run again with the same words', async (sandbox) => {
  const stage = new Stage(sandbox);
  const path = stage.script('once', 'echo "$1" >> runs', '[ "$(wc -l < runs)" -gt 1 ]');
  stage.runner.run({ words: [path, 'again'], urgent: false });
  await stage.done();
  assert.equal(stage.read('runs'), 'again\nagain\n');
  const ends = stage.events.filter((text) => text.startsWith('-script-child'));
  assert.deepEqual(
    ends.map((text) => text.replace(/\d+/, 'N')),
    ['-script-child N 1 0', '-script-child N 0 0'],
  );
  assert.ok(!stage.events.some((text) => text.startsWith('-script-error')));
});

realTest('what cannot be run, and an exit code that is final, are told once', async (sandbox) => {
  const stage = new Stage(sandbox);
  const final = stage.script('final', 'exit 7');
  for (const path of [final, stage.path('gone'), '/', 'sh']) {
    stage.runner.run({ words: [path], urgent: true });
  }
  await stage.done();
  const errors = stage.events.filter((text) => text.startsWith('-script-error')).sort();
  // `sh` is a file of our folder here, and there is none.
  const codes = [`${final} 0 7`, `${stage.path('gone')} 0 2`, '/ 0 2', 'sh 0 2'];
  assert.deepEqual(errors, codes.map((text) => `-script-error ${text}`).sort());
});

realTest('SCRIPT-5: over its time a script is killed with its children', async (sandbox) => {
  const stage = new Stage(sandbox, { maxRuntimeMs: 300, retryDelayMs: 60_000 });
  const path = stage.script('hangs', 'sleep 1000 &', 'echo $! > child', 'sleep 1000');
  stage.runner.run({ words: [path], urgent: true });
  const child = await until('the child', () => Number(stage.read('child')) || undefined);
  watchProcess(child);
  const pid = (await stage.event('+script-child')).split(' ')[1];
  assert.ok(await stage.event(`-script-timeout ${path} ${pid}`));
  assert.ok(await stage.event(`-script-child ${pid} 0 9`));
  await until('the child to be gone', () => isGone(child) || undefined);
  const [waiting] = stage.runner.shown();
  assert.equal(waiting?.runs, 1);
  assert.ok(waiting !== undefined && waiting.delayMs > 50_000, 'it is tried again');
});

realTest('three hundred at once: the oldest that wait are dropped', async (sandbox) => {
  const stage = new Stage(sandbox);
  const path = stage.script(
    'counts',
    'echo "$1" >> "numbers.$1"',
    'while [ ! -e go ]; do sleep 0.05; done',
  );
  for (let number = 0; number < 16; number++)
    stage.runner.run({ words: [path, `${number}`], urgent: true });
  await until('sixteen to run', () => (running(stage) === 16 ? true : undefined));
  for (let number = 16; number < 316; number++) {
    stage.runner.run({ words: [path, `${number}`], urgent: true });
  }
  assert.equal(stage.runner.shown().length, 256);
  writeFileSync(stage.path('go'), '');
  await stage.done();
  const numbers = Array.from({ length: 316 }, (_, number) => number);
  const ran = numbers.filter((number) => existsSync(stage.path(`numbers.${number}`)));
  assert.deepEqual(ran, [...numbers.slice(0, 16), ...numbers.slice(76)]);
});

function running(stage: Stage): number {
  return stage.runner.shown().filter((script) => script.running !== null).length;
}

/** A zombie that nobody has waited for yet is gone as well. */
function isGone(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return true;
  }
}
