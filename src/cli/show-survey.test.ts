// How a survey looks, line for line, and what is found wrong with it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGroup, aReplica, aSurvey } from '../../test/a-survey.ts';
import type { Survey } from '../client/survey.ts';
import { judge } from './judge.ts';
import { Paper, widthOf } from './paper.ts';
import { surveyJson, surveyLines } from './show-survey.ts';

function linesOf(survey: Survey, coloured = false): readonly string[] {
  const paper = new Paper({ coloured, columns: null, out: () => {}, err: () => {} });
  return surveyLines(survey, judge(survey), paper);
}

test('one group that is well', () => {
  assert.deepEqual(linesOf(aSurvey(aGroup())), [
    '3 of 3 Sentinels answer, 1 group: all is well',
    '',
    'mymaster  ok',
    '  master    10.0.1.1:6379   up       epoch 7',
    '  replica   10.0.1.2:6379   link up  lag 0 B, 0 s',
    '  replica   10.0.1.3:6379   link up  lag 0 B, 0 s',
    '  sentinel  10.0.0.1:26379  agrees',
    '  sentinel  10.0.0.2:26379  agrees',
    '  sentinel  10.0.0.3:26379  agrees',
  ]);
});

test('a master that is down, and a replica whose link is', () => {
  const down = { downMs: 3_210, agreedDownMs: 2_000 };
  const leads = { ...down, failoverState: 'wait_promotion' };
  const broken = aReplica(3, { linkUp: false, linkDownMs: 65_000, lag: null });
  const group = aGroup({ replicas: [aReplica(2), broken] }, [down, leads, { downMs: 100 }]);
  assert.deepEqual(linesOf(aSurvey(group)), [
    '3 of 3 Sentinels answer, 1 group: 1 critical, 1 warning',
    '',
    'mymaster  failover',
    '  CRITICAL master 10.0.1.1:6379 is down for 3.2 s in the eyes of 3 of 3 Sentinels; failover: the promotion is awaited (led by 10.0.0.2:26379)',
    '  WARNING replica 10.0.1.3:6379 has no connection to its master for 1 min 5 s',
    '  master    10.0.1.1:6379   down for 3 of 3         epoch 7',
    '  replica   10.0.1.2:6379   link up                 lag 0 B, 0 s',
    '  replica   10.0.1.3:6379   link down 1 min 5 s     lag unknown',
    '  sentinel  10.0.0.1:26379  agreed that it is down',
    '  sentinel  10.0.0.2:26379  agreed that it is down',
    '  sentinel  10.0.0.3:26379  sees it down',
  ]);
});

test('of many groups, those in trouble come first and the others get one line', () => {
  const names = Array.from({ length: 8 }, (_, index) => `g${index}`);
  const groups = names.map((name) =>
    name === 'g5' ? aGroup({ name, replicas: [] }) : aGroup({ name }),
  );
  const lines = linesOf(aSurvey(...groups));
  assert.equal(lines[2], 'g5  critical');
  assert.equal(lines.filter((line) => /^g\d {2}ok/.test(line)).length, 7);
  assert.equal(lines.at(-1), 'g7  ok  10.0.1.1:6379  2 replicas  lag 0 B  3 Sentinels');
});

test('colours change nothing but the colour', () => {
  const survey = aSurvey(aGroup({}, [{ downMs: 1 }, {}, {}]));
  const plain = linesOf(survey);
  const painted = linesOf(survey, true);
  assert.deepEqual(painted.map(widthOf), plain.map(widthOf));
  assert.ok(painted.some((line) => line.includes('\x1b[')));
  assert.ok(!plain.some((line) => line.includes('\x1b')));
});

test('names of others cannot steer the terminal', () => {
  const lines = linesOf(aSurvey(aGroup({ name: 'a\x1b[2J' })));
  assert.ok(!lines.join('').includes('\x1b'));
});

test('as JSON it has the same, and can be read', () => {
  const survey = aSurvey(aGroup({}, [{}, { address: { host: '10.0.1.2', port: 6379 } }, {}]));
  const json: unknown = JSON.parse(JSON.stringify(surveyJson(survey, judge(survey))));
  assert.ok(typeof json === 'object' && json !== null && 'worst' in json && 'groups' in json);
  assert.equal(json.worst, 'critical');
  assert.ok(Array.isArray(json.groups));
  assert.match(JSON.stringify(json.groups[0]), /"code":"split-view"/);
});
