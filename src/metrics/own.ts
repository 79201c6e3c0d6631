// What redis_exporter has no names for: how failovers end and how long their stages take, votes,
// what the doctor finds, how far replicas are behind, and how this process does.

import type { Severity } from '../core/doctor/check.ts';
import { ABORT_CAUSES } from '../events/abort-cause.ts';
import { EVENTS } from '../events/catalogue.ts';
import { type GroupMetric, one, type ProcessMetric, type Sample } from './metric.ts';
import { OUTCOMES, STAGES } from './tally.ts';

type Read<M extends { read: unknown }> = M['read'];

function group(name: string, help: string, read: Read<GroupMetric>): GroupMetric {
  return { scope: 'group', type: 'gauge', style: 'own', name: `vedette_${name}`, help, read };
}

function gauge(name: string, help: string, read: Read<ProcessMetric>): ProcessMetric {
  return { scope: 'process', type: 'gauge', name: `vedette_${name}`, help, read };
}

function counter(name: string, help: string, read: Read<ProcessMetric>): ProcessMetric {
  return { ...gauge(name, help, read), type: 'counter' };
}

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'advice'];

export const OWN_GROUP_METRICS: readonly GroupMetric[] = [
  {
    ...group('failovers_total', 'Switches led or observed here, and attempts given up.', (seen) => {
      const counts = seen.tally.outcomes(seen.name);
      return OUTCOMES.map((outcome) => ({
        value: counts[outcome],
        labels: [['outcome', outcome]],
      }));
    }),
    type: 'counter',
  },
  group('failover_in_progress', '1: one is under way here.', ({ master }) =>
    one(Number(master.failoverState !== null)),
  ),
  group('master_down', '1: this Sentinel holds the master to be down.', ({ master }) =>
    one(Number(master.sDownMs !== null)),
  ),
  group('master_agreed_down', '1: the quorum holds the master to be down.', ({ master }) =>
    one(Number(master.oDownMs !== null)),
  ),
  group('sentinels_agreeing', 'Sentinels that hold the master to be down.', ({ explanation }) =>
    one(explanation.objective.have),
  ),
  group('sentinels_reachable', 'Sentinels within reach, this one too.', ({ explanation }) =>
    one(explanation.majority.reachable),
  ),
  group('sentinels_needed', 'Sentinels that it takes to win a vote.', ({ explanation }) =>
    one(explanation.majority.need),
  ),
  group('promotable_replicas', 'Replicas that could be promoted now.', ({ explanation }) =>
    one(explanation.replicas.filter(({ rank }) => rank !== null).length),
  ),
  group('paused_seconds', 'How long failovers are still held back.', ({ explanation }) =>
    one((explanation.upkeep.pauseLeftMs ?? 0) / 1000),
  ),
  group('findings', 'What the doctor finds, by severity.', ({ findings }) =>
    SEVERITIES.map((severity) => ({
      value: findings.filter((each) => each.severity === severity).length,
      labels: [['severity', severity]],
    })),
  ),
  group('replica_up', '1: not down in the eyes of this Sentinel.', ({ replicas }) =>
    replicas.map(
      ({ name, sDownMs }): Sample => ({
        value: Number(sDownMs === null),
        labels: [['replica', name]],
      }),
    ),
  ),
  group('replica_link_up', '1: its link to its master is up.', ({ replicas }) =>
    replicas.map(
      ({ name, masterLinkUp }): Sample => ({
        value: Number(masterLinkUp),
        labels: [['replica', name]],
      }),
    ),
  ),
  group('replica_lag_bytes', 'Behind the master, as of the last INFO of both.', (seen) => {
    const { offset } = seen.master;
    if (offset === null) return [];
    return seen.replicas.map(
      (replica): Sample => ({
        value: Math.max(0, Number(offset - replica.offset)),
        labels: [['replica', replica.name]],
      }),
    );
  }),
  group('hello_age_seconds', 'Since the last hello of each other Sentinel.', ({ peers }) =>
    peers.map(
      ({ runId, lastHelloMs }): Sample => ({
        value: lastHelloMs / 1000,
        labels: [['sentinel', runId]],
      }),
    ),
  ),
];

export const OWN_PROCESS_METRICS: readonly ProcessMetric[] = [
  gauge('info', 'The version.', ({ process, sentinel }) =>
    one(1, [
      ['version', process.vedetteVersion],
      ['sentinel', sentinel.myId],
    ]),
  ),
  gauge('current_epoch', 'The epoch of this Sentinel.', ({ sentinel }) =>
    one(Number(sentinel.currentEpoch)),
  ),
  counter('tilts_total', 'Times that it was in tilt.', ({ sentinel }) => one(sentinel.tiltCount)),
  counter('events_total', 'Events, by name.', ({ tally }) =>
    EVENT_NAMES.map(
      (name): Sample => ({ value: tally.eventCount(name), labels: [['event', name]] }),
    ),
  ),
  counter('elections_total', 'Elections that this Sentinel stood for.', ({ tally }) => [
    { value: tally.eventCount('+elected-leader'), labels: [['result', 'won']] },
    { value: tally.eventCount('-failover-abort-not-elected'), labels: [['result', 'lost']] },
  ]),
  counter('votes_cast_total', 'Votes that this Sentinel gave.', ({ tally }) =>
    one(tally.eventCount('+vote-for-leader')),
  ),
  counter('votes_heard_total', 'Votes that others told of.', ({ tally }) => one(tally.votesHeard)),
  counter('votes_spent_total', 'Votes that could not be written.', ({ tally }) =>
    one(tally.votesSpent),
  ),
  counter('failovers_given_up_total', 'Attempts that were given up, by cause.', ({ tally }) =>
    CAUSES.map((cause): Sample => ({ value: tally.givenUp(cause), labels: [['cause', cause]] })),
  ),
  {
    ...gauge('failover_stage_seconds', 'Stages of failovers that were led here.', ({ tally }) =>
      Object.keys(STAGES).flatMap((stage): Sample[] => {
        const value = tally.stage(stage);
        return value === null ? [] : [{ value, labels: [['stage', stage]] }];
      }),
    ),
    type: 'histogram',
  },
  counter('config_writes_total', 'Writes of the configuration, by how they ended.', (seen) => [
    { value: seen.saves.successes, labels: [['result', 'ok']] },
    { value: seen.saves.failures, labels: [['result', 'failed']] },
  ]),
  gauge('config_write_failing_seconds', 'For how long it cannot be written.', ({ saves }) =>
    one((saves.failedForMs ?? 0) / 1000),
  ),
  counter('script_runs_total', 'Runs of scripts, by how they ended.', ({ tally }) => [
    { value: tally.scripts.ok, labels: [['result', 'ok']] },
    { value: tally.scripts.failed, labels: [['result', 'failed']] },
    { value: tally.scripts.killed, labels: [['result', 'killed']] },
  ]),
  {
    ...gauge('event_loop_delay_seconds', 'How late a timer of 50 ms was.', ({ door }) => [
      { value: door.loopDelay },
    ]),
    type: 'histogram',
  },
  counter('stalls_total', 'Times that the process was away.', ({ tally }) => one(tally.stalls)),
  counter('stalled_seconds_total', 'For how long, together.', ({ tally }) =>
    one(tally.stalledMs / 1000),
  ),
  gauge('resident_memory_bytes', 'Memory of the process.', ({ residentBytes }) =>
    one(residentBytes),
  ),
  gauge('http_streams', 'Event streams that are open.', ({ door }) => one(door.streams)),
  counter('http_answers_total', 'Answers over HTTP, by status.', ({ door }) =>
    [...door.answers].map(([status, value]): Sample => ({ value, labels: [['status', status]] })),
  ),
  counter('webhook_deliveries_total', 'Events for webhooks, by what became of them.', ({ door }) =>
    door.webhooks.flatMap(({ delivered, failed, dropped }, at): Sample[] => {
      const hook = String(at + 1);
      const sample = (result: string, value: number): Sample => ({
        value,
        labels: [
          ['hook', hook],
          ['result', result],
        ],
      });
      return [sample('delivered', delivered), sample('failed', failed), sample('dropped', dropped)];
    }),
  ),
  gauge('webhook_queue_length', 'Events that wait for their delivery.', ({ door }) =>
    door.webhooks.map(
      ({ waiting }, at): Sample => ({ value: waiting, labels: [['hook', String(at + 1)]] }),
    ),
  ),
];

const EVENT_NAMES = namesOf(EVENTS);
const CAUSES: readonly string[] = [...namesOf(ABORT_CAUSES), 'reset', 'removed'];

function namesOf<N extends string>(records: Readonly<Record<N, unknown>>): readonly N[] {
  const names: N[] = [];
  for (const name in records) names.push(name);
  return names;
}
