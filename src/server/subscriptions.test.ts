// Who hears what, and that a message is made once however many hear it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Subscriber, Subscriptions } from './subscriptions.ts';

class Listener implements Subscriber {
  readonly heard: string[] = [];
  readonly protocol: 2 | 3;

  constructor(protocol: 2 | 3) {
    this.protocol = protocol;
  }

  deliver(text: string): void {
    this.heard.push(text);
  }
}

test('each hears a message in its version of the protocol', () => {
  const subscriptions = new Subscriptions();
  const old = new Listener(2);
  const recent = new Listener(3);
  subscriptions.add('channel', 'c', old);
  subscriptions.add('pattern', '[a-c]', recent);
  subscriptions.publish('c', 'text');
  assert.deepEqual(old.heard, ['*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$4\r\ntext\r\n']);
  assert.deepEqual(recent.heard, [
    '>4\r\n$8\r\npmessage\r\n$5\r\n[a-c]\r\n$1\r\nc\r\n$4\r\ntext\r\n',
  ]);
});

test('who subscribed twice to the same hears it once', () => {
  const subscriptions = new Subscriptions();
  const listener = new Listener(2);
  subscriptions.add('channel', 'c', listener);
  subscriptions.add('channel', 'c', listener);
  subscriptions.publish('c', '');
  assert.equal(listener.heard.length, 1);
});

test('a topic without subscribers is forgotten', () => {
  const subscriptions = new Subscriptions();
  const [one, two] = [new Listener(2), new Listener(2)];
  subscriptions.add('channel', 'c', one);
  subscriptions.add('channel', 'c', two);
  subscriptions.add('pattern', 'p', one);
  assert.deepEqual([subscriptions.channelCount, subscriptions.patternCount], [1, 1]);
  subscriptions.remove('channel', 'c', one);
  subscriptions.remove('pattern', 'p', one);
  subscriptions.remove('pattern', 'q', one);
  assert.deepEqual([subscriptions.channelCount, subscriptions.patternCount], [1, 0]);
  subscriptions.publish('c', '');
  assert.deepEqual([one.heard.length, two.heard.length], [0, 1]);
});

test('a message to very many subscribers is one text', () => {
  const subscriptions = new Subscriptions();
  const listeners = Array.from({ length: 1_000 }, () => new Listener(2));
  for (const listener of listeners) subscriptions.add('channel', 'c', listener);
  subscriptions.publish('c', 'x'.repeat(1_000));
  assert.equal(new Set(listeners.flatMap(({ heard }) => heard)).size, 1);
  assert.ok(listeners.every(({ heard }) => heard.length === 1));
});
