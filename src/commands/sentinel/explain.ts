// SENTINEL EXPLAIN: what stands between a group and its failover, as fields for programs and as
// lines for people (EXPLAIN-1). docs/operating/explain.md describes each field.

import { type Explanation, GATES, openGates } from '../../core/explain.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Command } from '../command.ts';
import { NO_SUCH_MASTER } from '../errors.ts';
import { array, bulk, bulks, integer, map, reply } from '../reply.ts';
import { explanationLines } from './explain-lines.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const explain: Command = sentinelCommand({
  name: 'explain',
  arity: 3,
  since: '7.2.4',
  usage: 'EXPLAIN <master-name>',
  summary: 'Tells what a failover of the master waits for, and which replica would be promoted.',
  run([, , name = ''], _caller, { views }) {
    const explanation = views.explanation(name);
    return reply(explanation === null ? NO_SUCH_MASTER : render(explanation));
  },
});

export type Value = string | number | bigint | boolean | null;

function render(found: Explanation): RespValue {
  return map([
    ['name', bulk(found.name)],
    ['ip', bulk(found.address.host)],
    ['port', integer(found.address.port)],
    ['config-epoch', integer(found.configEpoch)],
    ['waits-for', bulk(found.waitsFor)],
    ['failover-state', bulk(found.stage)],
    ['failover-state-ms', plain(found.stageMs)],
    ['forced', plain(found.forced)],
    ['chosen', plain(found.chosen)],
    ['gates', gates(found)],
    [
      'votes',
      fields([
        ['epoch', found.votes.epoch],
        ['have', found.votes.have],
        ['need', found.votes.need],
        ['given-to', found.votes.given.leader],
        ['given-epoch', found.votes.given.epoch],
      ]),
    ],
    [
      'fence',
      fields([
        ['on', found.fence.on],
        ['heard', found.fence.heard],
        ['known', found.fence.known],
        ['for-ms', found.fence.forMs],
        ['refused', found.fence.refused],
      ]),
    ],
    ['replicas', array(found.replicas.map((one) => fields(replicaFields(one))))],
    ['sentinels', array(found.peers.map(peer))],
    ['lines', bulks(explanationLines(found))],
  ]);
}

function gates(found: Explanation): RespValue {
  const { subjective, objective, tilt, upkeep, nodesSeen, delay, majority, turn } = found;
  const { eligible, known, reasons } = found.promotable;
  const numbers = {
    'subjectively-down': [
      ['for-ms', subjective.forMs],
      ['left-ms', subjective.leftMs],
      ['silent-ms', subjective.silentMs],
      ['down-after-ms', subjective.downAfterMs],
      ['role-reported', subjective.roleReported],
      ['access', subjective.access],
    ],
    tilt: [
      ['for-ms', tilt.forMs],
      ['left-ms', tilt.leftMs],
    ],
    'objectively-down': [
      ['for-ms', objective.forMs],
      ['have', objective.have],
      ['need', objective.need],
      ['known', objective.known],
    ],
    upkeep: [
      ['pause-left-ms', upkeep.pauseLeftMs],
      ['maintenance', upkeep.maintenance],
    ],
    'promotable-replica': [
      ['eligible', eligible],
      ['known', known],
      ['reasons', reasons.length === 0 ? null : reasons.join(' ')],
    ],
    'nodes-seen': [
      ['policy', nodesSeen.policy],
      ['seen', nodesSeen.orphans?.seen ?? null],
      ['known', nodesSeen.orphans?.known ?? null],
      ['need', nodesSeen.orphans?.need ?? null],
      ['problem', nodesSeen.orphans?.problem ?? null],
      ['candidates', nodesSeen.orphans?.candidates ?? null],
    ],
    delay: [
      ['left-ms', delay.leftMs],
      ['waiting-for', delay.waitingFor],
      ['last-abort', delay.lastAbort],
    ],
    majority: [
      ['reachable', majority.reachable],
      ['need', majority.need],
      ['known', majority.known],
    ],
    turn: [['left-ms', turn.leftMs]],
  } as const;
  const open = openGates(found);
  return map(GATES.map((gate) => [gate, fields([['open', open[gate]], ...numbers[gate]])]));
}

export function replicaFields(
  one: Explanation['replicas'][number],
): readonly (readonly [string, Value])[] {
  return [
    ['name', one.name],
    ['rank', one.rank],
    ['refused', one.refusal],
    ['behind-by', one.behindBy],
    ['priority', one.priority],
    ['offset', one.offset],
    ['runid', one.runId],
    ['info-age-ms', one.infoAgeMs],
    ['access', one.access],
  ];
}

function peer(one: Explanation['peers'][number]): RespValue {
  return fields([
    ['runid', one.runId],
    ['reachable', one.reachable],
    ['master-down', one.masterDown],
    ['opinion-age-ms', one.opinionAgeMs],
    ['voted-for', one.vote?.leader ?? null],
    ['voted-epoch', one.vote?.epoch ?? null],
    ['ip', one.address.host],
    ['port', one.address.port],
    ['withheld', one.withheld],
    ['access', one.access],
  ]);
}

export function fields(entries: readonly (readonly [string, Value])[]): RespValue {
  return map(entries.map(([name, value]) => [name, plain(value)]));
}

/** Numbers as numbers, yes and no as 1 and 0. */
export function plain(value: Value): RespValue {
  if (value === null) return { kind: 'null' };
  if (typeof value === 'string') return bulk(value);
  return integer(typeof value === 'boolean' ? Number(value) : value);
}
