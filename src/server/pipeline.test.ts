// The order of commands without sockets: answers from inside the call that asks, what is held, and
// when reading stops.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REPLY_BACKLOG_BYTES } from './limits.ts';
import { Pipeline, type PipelineUser, type Wire } from './pipeline.ts';

class FakeWire implements Wire {
  open = true;
  backlogBytes = 0;
  reading = true;
  written = '';

  write(text: string): void {
    this.written += text;
  }

  read(wanted: boolean): void {
    this.reading = wanted;
  }
}

/** A pipeline that runs each request by `run`, and tells what it ran. */
function pipelineOf(wire: Wire, run: (name: string, pipeline: Pipeline) => void) {
  const ran: string[] = [];
  const ends: string[] = [];
  const user: PipelineUser = {
    authenticated: () => true,
    run: ([name = '']) => {
      ran.push(name);
      run(name, pipeline);
    },
    broken: (error) => ends.push(error ?? 'forged'),
    finished: () => ends.push('finished'),
  };
  const pipeline = new Pipeline(wire, user);
  return { pipeline, ran, ends };
}

function lines(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

test('an answer from inside the call that asks for it keeps its place', () => {
  const wire = new FakeWire();
  const { pipeline, ran } = pipelineOf(wire, (name, own) => own.replyLater()(`${name};`));
  pipeline.push(lines('a\nb\nc\n'));
  assert.equal(wire.written, 'a;b;c;');
  assert.deepEqual(ran, ['a', 'b', 'c']);
});

test('what is held is done when all before it is answered, and nothing is run meanwhile', () => {
  const wire = new FakeWire();
  const fills: ((text: string) => void)[] = [];
  const { pipeline, ran } = pipelineOf(wire, (name, own) => {
    if (name === 'ask') fills.push(own.replyLater());
    else if (name === 'change') own.hold(() => own.reply('changed;'));
    else own.reply(`${name};`);
  });
  pipeline.push(lines('ask\nask\na\nchange\nb\n'));
  assert.deepEqual(ran, ['ask', 'ask', 'a', 'change']);
  assert.equal(wire.reading, false);
  fills[1]?.('second;');
  assert.equal(wire.written, '');
  fills[0]?.('first;');
  assert.equal(wire.written, 'first;second;a;changed;b;');
  assert.equal(wire.reading, true);
});

test('reading stops while too much is unread, and goes on after', () => {
  const wire = new FakeWire();
  const { pipeline, ran } = pipelineOf(wire, (name) => {
    if (name === 'big') wire.backlogBytes = REPLY_BACKLOG_BYTES;
  });
  pipeline.push(lines('big\na\n'));
  assert.deepEqual(ran, ['big']);
  assert.equal(wire.reading, false);
  wire.backlogBytes = REPLY_BACKLOG_BYTES - 1;
  pipeline.advance();
  assert.deepEqual(ran, ['big', 'a']);
  assert.equal(wire.reading, true);
});

test('the end of the input counts when all is answered', () => {
  const wire = new FakeWire();
  const fills: ((text: string) => void)[] = [];
  const { pipeline, ends } = pipelineOf(wire, (_, own) => fills.push(own.replyLater()));
  pipeline.push(lines('ask\nhalf a li'));
  pipeline.inputEnded();
  assert.deepEqual(ends, []);
  fills[0]?.('');
  assert.deepEqual(ends, ['finished']);
});

test('on a wire that is closed nothing is run any more', () => {
  const wire = new FakeWire();
  const { pipeline, ran } = pipelineOf(wire, () => {
    wire.open = false;
  });
  pipeline.push(lines('a\nb\n'));
  assert.deepEqual(ran, ['a']);
});
