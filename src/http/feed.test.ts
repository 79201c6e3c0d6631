// The stream of what happens: a snapshot and what follows it, and going on after a connection was
// lost, also when too much was missed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readStream, withDoor } from '../../test/http/door.ts';
import type { Event } from '../core/event.ts';
import type { RenderedEvent } from '../events/catalogue.ts';

const DOWN: Event = {
  name: '+sdown',
  subject: {
    type: 'master',
    name: 'one',
    address: { host: '127.0.0.1', port: 7001 },
    group: null,
  },
};

const SDOWN: RenderedEvent = {
  channel: '+sdown',
  payload: 'master one 127.0.0.1 7001',
  level: 'warning',
};

test('what happens after a snapshot comes over the stream', async () => {
  await withDoor({}, async ({ ask, door, port, state }) => {
    const { cursor, groups } = JSON.parse((await ask('/api/groups')).body);
    assert.deepEqual(
      groups.map(({ name }: { name: string }) => name),
      ['one', 'two', 'h\u00e9'],
    );
    const stream = readStream(port, `/events?after=${cursor}`, (frames) =>
      frames.some(({ event, data }) => event === 'group' && data['quorum'] === 9),
    );
    const group = state.groups.get('one');
    assert.ok(group !== undefined);
    group.options = { ...group.options, quorum: 9 };
    door.event(DOWN, SDOWN);
    const frames = await stream;
    const happened = frames.find(({ event }) => event === 'event');
    assert.equal(happened?.data['name'], '+sdown');
    assert.equal(happened?.data['group'], 'one');
    assert.equal(frames.at(-1)?.data['name'], 'one');
  });
});

test('who goes on after a snapshot is not told of it again', async () => {
  await withDoor({}, async ({ ask, port }) => {
    const old = JSON.parse((await ask('/api/events')).body).cursor;
    const { cursor } = JSON.parse((await ask('/api/groups')).body);
    const kindsAfter = async (from: string): Promise<readonly string[]> => {
      const isThere = (frames: readonly { event: string }[]): boolean =>
        frames.some(({ event }) => event === 'sentinel');
      const frames = await readStream(port, `/events?after=${from}`, isThere);
      return frames.map(({ event }) => event);
    };
    assert.deepEqual(await kindsAfter(cursor), ['sentinel']);
    const again = await kindsAfter(old);
    assert.equal(again.filter((kind) => kind === 'group').length, 3);
  });
});

test('a change that no event tells of comes too', async () => {
  await withDoor({}, async ({ ask, port, state }) => {
    const { cursor } = JSON.parse((await ask('/api/groups')).body);
    const stream = readStream(port, `/events?after=${cursor}&kinds=group`, (frames) =>
      frames.some(({ data }) => data['name'] === 'two' && data['configEpoch'] === '99'),
    );
    const group = state.groups.get('two');
    assert.ok(group !== undefined);
    group.configEpoch = 99n;
    assert.ok((await stream).length > 0);
  });
});

test('a stream that was lost goes on where it was', async () => {
  await withDoor({}, async ({ door, port }) => {
    for (let count = 0; count < 5; count++) door.event(DOWN, { ...SDOWN, payload: `${count}` });
    const first = await readStream(port, '/events?after=nothing', (frames) => frames.length > 0);
    assert.equal(first[0]?.event, 'reset');
    const cursor = String(first[0]?.data['cursor']);
    for (let count = 5; count < 8; count++) door.event(DOWN, { ...SDOWN, payload: `${count}` });
    const payloads = async (path: string, headers = {}): Promise<readonly unknown[]> => {
      const isEvent = ({ event }: { event: string }): boolean => event === 'event';
      const enough = (frames: readonly { event: string }[]): boolean =>
        frames.filter(isEvent).length >= 3;
      const frames = await readStream(port, path, enough, headers);
      return frames.filter(isEvent).map(({ data }) => data['payload']);
    };
    assert.deepEqual(await payloads('/events?kinds=event', { 'last-event-id': cursor }), [
      '5',
      '6',
      '7',
    ]);
    // The header goes before the address, which a browser repeats as it was.
    const header = { 'last-event-id': cursor };
    assert.deepEqual(await payloads('/events?after=old&kinds=event', header), ['5', '6', '7']);
  });
});

test('who has missed too much is told so', async () => {
  await withDoor({}, async ({ ask, door, port }) => {
    const { cursor } = JSON.parse((await ask('/api/events')).body);
    for (let count = 0; count < 2_100; count++) door.event(DOWN, SDOWN);
    const [frame] = await readStream(port, `/events?after=${cursor}`, (all) => all.length > 0);
    assert.equal(frame?.event, 'reset');
    assert.equal(frame?.data['why'], 'too-old');
    const { events } = JSON.parse((await ask('/api/events?limit=3')).body);
    assert.equal(events.length, 3);
  });
});

test('a group that is removed goes from the page', async () => {
  await withDoor({}, async ({ ask, port, state }) => {
    const { cursor } = JSON.parse((await ask('/api/groups')).body);
    const stream = readStream(port, `/events?after=${cursor}&group=two`, (frames) =>
      frames.some(({ event }) => event === 'gone'),
    );
    state.groups.delete('two');
    const frames = await stream;
    assert.deepEqual(frames.find(({ event }) => event === 'gone')?.data, { name: 'two' });
    const again = await readStream(port, `/events?after=${cursor}`, (frames) =>
      frames.some(({ event }) => event === 'gone'),
    );
    assert.ok(again.length > 0);
  });
});
