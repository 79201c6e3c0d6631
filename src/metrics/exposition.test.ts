// What a scrape answers is the text format, with the names that dashboards of redis_exporter know,
// and each metric stands in one piece.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDoor } from '../../test/http/door.ts';
import type { FailoverRecord } from '../core/history.ts';
import { METRICS } from './catalogue.ts';

/** What a dashboard for redis_exporter asks a Sentinel for. */
const EXPORTER_NAMES = [
  'redis_up',
  'redis_instance_info',
  'redis_uptime_in_seconds',
  'redis_sentinel_masters',
  'redis_sentinel_tilt',
  'redis_sentinel_running_scripts',
  'redis_sentinel_scripts_queue_length',
  'redis_sentinel_simulate_failure_flags',
  'redis_sentinel_master_status',
  'redis_sentinel_master_slaves',
  'redis_sentinel_master_ok_slaves',
  'redis_sentinel_master_sentinels',
  'redis_sentinel_master_ok_sentinels',
  'redis_sentinel_master_ckquorum_status',
  'redis_sentinel_master_setting_ckquorum',
  'redis_sentinel_master_setting_failover_timeout',
  'redis_sentinel_master_setting_parallel_syncs',
  'redis_sentinel_master_setting_down_after_milliseconds',
];

const SAMPLE = /^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)$/;

test('a scrape is well formed', async () => {
  await withDoor({}, async ({ ask }) => {
    const { status, headers, body } = await ask('/metrics');
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
    assert.ok(body.endsWith('\n'));
    const told: string[] = [];
    for (const line of body.slice(0, -1).split('\n')) {
      const [, kind, name = ''] = /^# (HELP|TYPE) (\w+) ./.exec(line) ?? [];
      if (kind === 'HELP') told.push(name);
      if (kind !== undefined) {
        assert.equal(name, told.at(-1));
        continue;
      }
      const [, sample = '', , value] = SAMPLE.exec(line) ?? assert.fail(`not a sample: ${line}`);
      assert.ok(Number.isFinite(Number(value)), line);
      assert.equal(
        sample.replace(/_(?:bucket|sum|count)$/, ''),
        told.at(-1)?.replace(/_count$/, ''),
      );
    }
    assert.deepEqual(
      told,
      METRICS.map(({ name }) => name),
    );
    assert.equal(new Set(told).size, told.length);
  });
});

test('the names and labels of redis_exporter are there', async () => {
  await withDoor({}, async ({ ask }) => {
    const { body } = await ask('/metrics');
    for (const name of EXPORTER_NAMES) assert.match(body, RegExp(`^${name}[ {]`, 'm'));
    const labels = '{master_name="one",master_address="127.0.0.1:7001"';
    assert.ok(body.includes(`redis_sentinel_master_status${labels},master_status="ok"} 1\n`));
    assert.ok(body.includes(`redis_sentinel_master_slaves${labels}} 2\n`));
    assert.ok(body.includes(`redis_sentinel_master_sentinels${labels}} 2\n`));
    const message = 'OK 2 usable Sentinels. Quorum and failover authorization can be reached';
    const status = `redis_sentinel_master_ckquorum_status{master_name="one",message="${message}"} 1`;
    assert.ok(body.includes(`${status}\n`));
    assert.ok(body.includes('{group="h\u00e9"'));
  });
});

test('what happens is counted', async () => {
  await withDoor({}, async ({ ask, door }) => {
    const address = { host: '127.0.0.1', port: 7101 };
    const none = { agreed: null, started: null, elected: null, selected: null, told: null };
    const record: FailoverRecord = {
      number: 1,
      replaces: null,
      history: null,
      groupName: 'two',
      role: 'leader',
      reason: 'crash',
      outcome: 'under-way',
      cause: null,
      obstacle: null,
      attempts: 1,
      epoch: 8n,
      leader: null,
      from: '127.0.0.1:7101',
      to: null,
      steps: { detected: 100, ...none, switched: null, ended: null },
      votes: null,
      oldOffset: null,
      newOffset: null,
      offsets: [],
      loss: { kind: 'unknown' },
    };
    door.record(record);
    const switched = { ...record.steps, told: 300, switched: 400 };
    door.record({ ...record, outcome: 'switched', steps: switched });
    door.record({ ...record, outcome: 'switched', steps: { ...switched, ended: 500 } });
    const lost = { ...record, number: 2, groupName: 'one', cause: 'too-few-votes' } as const;
    door.record({ ...lost, outcome: 'given-up', steps: { ...record.steps, ended: 900 } });
    const subject = { type: 'master', name: 'two', address, group: null } as const;
    const payload = { payload: '', level: 'warning' } as const;
    const name = '+switch-master';
    const happened = { name, groupName: 'two', from: address, to: address } as const;
    door.event(happened, { channel: name, ...payload });
    door.event({ name: '+elected-leader', subject }, { channel: '+elected-leader', ...payload });
    const { body } = await ask('/metrics');
    const lines = [
      'vedette_failovers_total{group="two",outcome="led"} 1',
      'vedette_failovers_total{group="one",outcome="given-up"} 1',
      'vedette_failovers_given_up_total{cause="too-few-votes"} 1',
      'vedette_elections_total{result="won"} 1',
      'vedette_events_total{event="+switch-master"} 1',
      'vedette_failover_stage_seconds_bucket{stage="total",le="0.25"} 0',
      'vedette_failover_stage_seconds_bucket{stage="total",le="0.5"} 1',
      'vedette_failover_stage_seconds_count{stage="promotion"} 1',
      'vedette_failover_stage_seconds_count{stage="following"} 1',
      'vedette_failover_stage_seconds_count{stage="election"} 0',
    ];
    for (const line of lines) assert.ok(body.includes(`${line}\n`), line);
  });
});

test('a name that would break a line is escaped', async () => {
  const lines = ['sentinel monitor "a\\"b\\\\c" 127.0.0.1 7301 1'];
  await withDoor({ lines }, async ({ ask }) => {
    const { body } = await ask('/metrics');
    assert.ok(body.includes('vedette_master_down{group="a\\"b\\\\c"} 0\n'));
  });
});
