// The queue of scripts: its order, its limits, its retries and its deadlines, on a clock that the
// test moves.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  MOST_RUNNING,
  MOST_RUNS,
  MOST_SCRIPTS,
  type ScriptEnd,
  ScriptQueue,
  START_DELAY_MS,
  START_PERIOD_MS,
} from './queue.ts';
import { notificationWords, reconfigWords } from './words.ts';

const TIMINGS = { scriptMaxRuntimeMs: 60_000, scriptRetryDelayMs: 30_000 };
const TRY_AGAIN: ScriptEnd = { kind: 'exited', exitCode: 1 };
const DONE: ScriptEnd = { kind: 'exited', exitCode: 0 };

class Stage {
  nowMs = 1_000;
  readonly timings = { ...TIMINGS };
  readonly queue = new ScriptQueue(() => this.timings);
  readonly events: string[] = [];
  readonly started: number[] = [];

  add(name: string, urgent = true): void {
    this.queue.add({ words: [name], urgent }, this.nowMs);
  }

  /** Does all that is due now; returns the names of what was started. */
  play(): string[] {
    const names: string[] = [];
    for (let act = this.queue.next(this.nowMs); act; act = this.queue.next(this.nowMs)) {
      if (act.kind === 'kill') {
        this.events.push(`kill ${act.id}`, JSON.stringify(act.event));
        continue;
      }
      names.push(act.words[0] ?? '');
      this.started.push(act.id);
      this.queue.started(act.id, 1_000 + act.id);
    }
    return names;
  }

  end(id: number, end: ScriptEnd): string[] {
    return this.queue.ended(id, end, this.nowMs).map((event) => {
      const { name, ...facts } = event;
      return `${name} ${Object.values(facts).join(' ')}`;
    });
  }
}

test('SCRIPT-2: scripts start in the order in which they came, sixteen at a time', () => {
  const stage = new Stage();
  const names = Array.from({ length: 20 }, (_, place) => `s${place}`);
  for (const name of names) stage.add(name);
  assert.deepEqual(stage.play(), names.slice(0, MOST_RUNNING));
  stage.nowMs += START_PERIOD_MS;
  assert.deepEqual(stage.play(), []);
  assert.equal(stage.end(3, DONE).length, 1);
  assert.deepEqual(stage.play(), ['s16']);
  assert.equal(stage.queue.shown(stage.nowMs).length, 19);
});

test('SCRIPT-2: the 257th drops the oldest that does not run', () => {
  const stage = new Stage();
  for (let place = 0; place < MOST_RUNNING; place++) stage.add(`run${place}`);
  stage.play();
  for (let place = MOST_RUNNING; place < MOST_SCRIPTS + 3; place++) stage.add(`wait${place}`);
  const shown = stage.queue.shown(stage.nowMs);
  assert.equal(shown.length, MOST_SCRIPTS);
  assert.equal(shown.filter(({ running }) => running !== null).length, MOST_RUNNING);
  assert.deepEqual(shown[MOST_RUNNING]?.words, ['wait19']);
});

test('SCRIPT-4: exit code 1 is tried again, ten runs in all, after a delay that doubles', () => {
  const stage = new Stage();
  stage.add('/bin/fails');
  for (let run = 1; run <= MOST_RUNS; run++) {
    assert.deepEqual(stage.play(), ['/bin/fails'], `run ${run}`);
    const events = stage.end(1, TRY_AGAIN);
    if (run === MOST_RUNS) {
      assert.deepEqual(events, ['-script-child 1001 1 0', '-script-error /bin/fails 0 1']);
      break;
    }
    assert.deepEqual(events, ['-script-child 1001 1 0']);
    const delayMs = TIMINGS.scriptRetryDelayMs * 2 ** (run - 1);
    assert.equal(stage.queue.nextDeadline(), stage.nowMs + delayMs);
    const [shown] = stage.queue.shown(stage.nowMs);
    assert.deepEqual(shown, { words: ['/bin/fails'], runs: run, running: null, delayMs });
    stage.nowMs += delayMs - 1;
    assert.deepEqual(stage.play(), []);
    stage.nowMs += 1;
  }
  assert.equal(stage.queue.nextDeadline(), null);
});

const ENDS: readonly (readonly [ScriptEnd, boolean, readonly string[]])[] = [
  [DONE, false, ['-script-child 1001 0 0']],
  [TRY_AGAIN, true, ['-script-child 1001 1 0']],
  [{ kind: 'exited', exitCode: 2 }, false, ['-script-child 1001 2 0', '-script-error s 0 2']],
  [{ kind: 'exited', exitCode: 255 }, false, ['-script-child 1001 255 0', '-script-error s 0 255']],
  [{ kind: 'killed', signal: 15 }, true, ['-script-child 1001 0 15']],
  [{ kind: 'no-process' }, true, ['-script-child 1001 0 99', '-script-error s 99 0']],
];

for (const [end, isRetried, events] of ENDS) {
  const what = isRetried ? 'is tried again' : 'is over';
  test(`SCRIPT-4: a run that ends with ${JSON.stringify(end)} ${what}`, () => {
    const stage = new Stage();
    stage.add('s');
    stage.play();
    assert.deepEqual(stage.end(1, end), events);
    assert.equal(stage.queue.shown(stage.nowMs).length, isRetried ? 1 : 0);
  });
}

test('SCRIPT-4: what cannot be executed had no process, and is over', () => {
  const stage = new Stage();
  stage.add('s');
  assert.equal(stage.queue.next(stage.nowMs)?.kind, 'start');
  assert.deepEqual(stage.end(1, { kind: 'not-executable' }), ['-script-error s 0 2']);
  assert.deepEqual(stage.queue.shown(stage.nowMs), []);
});

test('SCRIPT-5: over its time it is killed, once, and then tried again', () => {
  const stage = new Stage();
  stage.add('s');
  stage.play();
  assert.equal(stage.queue.nextDeadline(), stage.nowMs + TIMINGS.scriptMaxRuntimeMs);
  stage.nowMs += TIMINGS.scriptMaxRuntimeMs;
  stage.play();
  stage.play();
  assert.deepEqual(stage.events, [
    'kill 1',
    '{"name":"-script-timeout","path":"s","processId":1001}',
  ]);
  assert.equal(stage.queue.nextDeadline(), null);
  assert.deepEqual(stage.end(1, { kind: 'killed', signal: 9 }), ['-script-child 1001 0 9']);
  assert.equal(stage.queue.nextDeadline(), stage.nowMs + TIMINGS.scriptRetryDelayMs);
});

test('SCRIPT-5: a limit that changes holds for what runs already', () => {
  const stage = new Stage();
  stage.add('s');
  stage.play();
  stage.timings.scriptMaxRuntimeMs = 5;
  assert.equal(stage.queue.nextDeadline(), stage.nowMs + 5);
});

test('SCRIPT-6: notifications wait a moment, and start with the reconfiguration', () => {
  const stage = new Stage();
  stage.add('first', false);
  assert.equal(stage.queue.nextDeadline(), stage.nowMs + START_DELAY_MS);
  assert.deepEqual(stage.play(), []);
  assert.equal(stage.queue.shown(stage.nowMs)[0]?.delayMs, 0);
  stage.nowMs += START_DELAY_MS;
  assert.deepEqual(stage.play(), ['first']);
  stage.add('second', false);
  stage.add('third', true);
  stage.add('fourth', false);
  assert.deepEqual(stage.play(), ['second', 'third']);
});

test('SCRIPT-6: what is urgent does not shorten the delay of a retry', () => {
  const stage = new Stage();
  stage.add('old');
  stage.play();
  stage.end(1, TRY_AGAIN);
  stage.add('new');
  assert.deepEqual(stage.play(), ['new']);
});

test('SCRIPT-6: sixteen starts at most in a tenth of a second', () => {
  const stage = new Stage();
  for (let place = 0; place < 40; place++) {
    stage.add('s');
    stage.play();
    for (const id of stage.started.splice(0)) stage.end(id, DONE);
  }
  assert.equal(stage.queue.shown(stage.nowMs).length, 40 - MOST_RUNNING);
  assert.equal(stage.queue.nextDeadline(), stage.nowMs + START_PERIOD_MS);
});

test('SCRIPT-1, SCRIPT-3: the words are those of stock', () => {
  const event = { channel: '+odown', payload: 'master m 127.0.0.1 1 #quorum 2/2' };
  assert.deepEqual(notificationWords('/a', event), ['/a', event.channel, event.payload]);
  const from = { host: '127.0.0.1', port: 1 };
  const to = { host: '::1', port: 2 };
  const run = { kind: 'reconfig-script', script: '/a', groupName: 'm', role: 'leader' } as const;
  assert.deepEqual(
    reconfigWords('/a', { ...run, from, to }),
    '/a m leader start 127.0.0.1 1 ::1 2'.split(' '),
  );
});
