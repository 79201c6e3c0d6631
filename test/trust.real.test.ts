// Forged hellos and copied ids on real servers, with default settings: nobody is fooled by one
// message, where stock switches (TRUST-2, TRUST-5, TRUST-8, TRUST-12, TRUST-15).

import assert from 'node:assert/strict';
import { Group } from './harness/group.ts';
import { OURS, ours } from './harness/kind.ts';
import { freePort } from './harness/ports.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { Sentinel } from './harness/sentinel.ts';
import { expect, until } from './harness/wait.ts';

const CHANNEL = '__sentinel__:hello';
const NOBODY = 'f'.repeat(40);

interface Forged {
  readonly id: string;
  readonly port: number;
  readonly master?: number;
  readonly currentEpoch?: string;
  readonly configEpoch?: string;
}

/** A hello as anybody can write it. */
function forge(group: Group, forged: Forged): string {
  const { id, port, currentEpoch = '0', configEpoch = '0', master = group.masterPort } = forged;
  return `127.0.0.1,${port},${id},${currentEpoch},mymaster,127.0.0.1,${master},${configEpoch}`;
}

function alarms(sentinel: Sentinel): number {
  return sentinel.output.split('+hello-refused ').length - 1;
}

async function oneAlarmEach(sentinels: readonly Sentinel[], wanted: number): Promise<void> {
  await until(`${wanted} alarms of each`, () => {
    const counts = sentinels.map(alarms);
    expect(
      counts.every((count) => count >= wanted),
      `they have told ${counts}`,
    );
    return true;
  });
  assert.deepEqual(
    sentinels.map(alarms),
    sentinels.map(() => wanted),
  );
}

realTest('one forged hello moves no Vedette, and stock', async (sandbox) => {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 1 });
  const quorum = await Quorum.start(sandbox, { kinds: [OURS, OURS, 'stock'], groups: [group] });
  const [first, second, stock] = quorum.sentinels;
  assert.ok(first !== undefined && second !== undefined && stock !== undefined);
  const port = await freePort();
  // In the name of the stock one: it hears its own id, and passes over it.
  const id = await stock.myId();
  const lie = { port: stock.port, id, master: port, currentEpoch: '7', configEpoch: '7' };
  await group.node(group.masterPort).call('PUBLISH', CHANNEL, forge(group, lie));
  await oneAlarmEach([first, second], 1);
  for (const each of [first, second]) {
    assert.equal(await each.masterPort('mymaster'), group.masterPort);
    assert.equal((await each.master('mymaster')).get('config-epoch'), '0');
  }
  // In the name of a Vedette: stock believes it.
  const other = { ...lie, id: await first.myId(), port: first.port };
  await group.node(group.masterPort).call('PUBLISH', CHANNEL, forge(group, other));
  await until('stock to switch', async () => {
    const now = await stock.masterPort('mymaster');
    expect(now === port, `it answers ${now}`);
    return true;
  });
  assert.equal(await second.masterPort('mymaster'), group.masterPort);
});

realTest('a Sentinel that does not exist, a moved peer, an absurd epoch', async (sandbox) => {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 1 });
  const quorum = await Quorum.start(sandbox, { kinds: ours(3), groups: [group] });
  const [first, second, third] = quorum.sentinels;
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  const node = group.node(group.masterPort);
  const nowhere = await freePort();
  const id = await third.myId();
  for (const lie of [
    { id: NOBODY, port: nowhere },
    { id: NOBODY, port: third.port },
    { id: NOBODY, port: group.masterPort },
    { id, port: nowhere },
    { id, port: third.port, currentEpoch: '9223372036854775000' },
  ]) {
    await node.call('PUBLISH', CHANNEL, forge(group, lie));
  }
  await oneAlarmEach([first, second], 5);
  for (const each of [first, second]) {
    const peers = await each.peers('mymaster');
    const ids = peers.map((peer) => peer.get('runid'));
    assert.ok(peers.length === 2 && ids.includes(id), `${ids}`);
    assert.ok(peers.every((peer) => peer.get('port') !== String(nowhere)));
    assert.match(String(await each.call('INFO', 'sentinel')), /sentinel_current_epoch:0\r/);
  }
  // Nothing of it holds a failover up.
  await node.crash();
  await quorum.agreesOnNewMaster(group, node.port);
});

realTest('of two Sentinels with one id the younger one takes another', async (sandbox) => {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 1 });
  const quorum = await Quorum.start(sandbox, { kinds: ours(2), groups: [group] });
  const [original, witness] = quorum.sentinels;
  assert.ok(original !== undefined && witness !== undefined);
  const id = await original.myId();
  const port = await freePort();
  // Who is older by less may give way all the same (TRUST-12).
  await until('it to be older', async () => {
    const uptime = /uptime_in_seconds:(\d+)/.exec(String(await original.call('INFO', 'server')));
    expect(Number(uptime?.[1]) >= 6, String(uptime));
    return true;
  });
  const text = original.readFile().replace(`port ${original.port}`, `port ${port}`);
  const copy = await Sentinel.start(sandbox, { kind: OURS, port, text });
  await until('the younger one to take another id', async () => {
    expect(copy.events.find('+new-id') !== undefined, 'it has said nothing');
    return true;
  });
  assert.equal(await original.myId(), id);
  const fresh = await copy.myId();
  assert.notEqual(fresh, id);
  await until('everybody to know both', async () => {
    for (const each of [original, witness, copy]) {
      const peers = await each.peers('mymaster');
      expect(peers.length === 2, `${each.port} knows ${peers.length}`);
    }
    return true;
  });
  await until('it to be on disk', () => {
    expect(copy.readFile().includes(`sentinel myid ${fresh}`), 'the file has the old one');
    return true;
  });
});

realTest('with trust signed only what carries the seal counts', async (sandbox) => {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 1 });
  const lines = ['# vedette: trust-secret open-sesame', '# vedette: trust signed'];
  const quorum = await Quorum.start(sandbox, { kinds: ours(3), groups: [group], lines });
  const node = group.node(group.masterPort);
  const lie = { id: await quorum.at(2).myId(), port: quorum.at(2).port, currentEpoch: '5' };
  await node.call('PUBLISH', CHANNEL, forge(group, lie));
  await oneAlarmEach([quorum.at(0), quorum.at(1)], 1);
  for (const each of [quorum.at(0), quorum.at(1)]) {
    assert.ok(each.events.find('+hello-refused', { containing: 'not-sealed' }) !== undefined);
  }
  await node.crash();
  await quorum.agreesOnNewMaster(group, node.port);
});
