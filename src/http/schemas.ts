// The shapes of all JSON that the door answers with or takes, as the description of the API has
// them. A test holds real answers against them.

import type { Schema } from './answer.ts';

export const text: Schema = { type: 'string' };
export const flag: Schema = { type: 'boolean' };
export const count: Schema = { type: 'integer', minimum: 0 };
export const number: Schema = { type: 'number' };
export const anything: Schema = {};
export const textOrNull: Schema = { type: ['string', 'null'] };
export const flagOrNull: Schema = { type: ['boolean', 'null'] };
export const countOrNull: Schema = { type: ['integer', 'null'] };

const moment: Schema = { type: 'integer', description: 'Milliseconds since 1970' };
const momentOrNull: Schema = { type: ['integer', 'null'], description: moment['description'] };
const epoch: Schema = { type: 'string', pattern: '^[0-9]+$', description: 'A whole number' };
const offset: Schema = { type: 'string', pattern: '^-?[0-9]+$', description: 'A whole number' };
const offsetOrNull: Schema = { ...offset, type: ['string', 'null'] };
const port: Schema = { type: 'integer', minimum: 0, maximum: 65_535 };

export function list(items: Schema): Schema {
  return { type: 'array', items };
}

/** With all of these and no others, unless `optional` names some. */
export function object(
  properties: Readonly<Record<string, Schema>>,
  ...optional: readonly string[]
): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

export function orNull(schema: Schema): Schema {
  return { oneOf: [schema, { type: 'null' }] };
}

export function oneOf(...words: readonly string[]): Schema {
  return { enum: words };
}

export function ref(name: SchemaName): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

const share = object({ have: count, need: count });
const place = { host: text, port };
const flags = list(text);
const standing = { runId: textOrNull, flags, downSinceMs: momentOrNull };
const severity = oneOf('critical', 'warning', 'advice');
const stage = oneOf(
  'none',
  'wait_start',
  'select_slave',
  'send_slaveof_noone',
  'wait_promotion',
  'reconf_slaves',
  'update_config',
);
const role = oneOf('master', 'slave');

const PICTURE: Readonly<Record<string, Schema>> = {
  name: text,
  health: oneOf('ok', 'advice', 'warning', 'critical'),
  says: { ...text, description: 'What a failover waits for, in one sentence' },
  waitsFor: { ...text, description: 'The same for programs: see docs/operating/explain.md' },
  findings: { ...list(text), description: 'Codes: see docs/generated/findings.md' },
  quorum: count,
  configEpoch: epoch,
  agreeing: { ...share, description: 'Sentinels that hold the master to be down' },
  reachable: object({ have: count, need: count, known: count }),
  pausedUntilMs: momentOrNull,
  failover: orNull(
    object({ stage, sinceMs: moment, chosen: textOrNull, forced: flag, votes: share }),
  ),
  votedFor: { ...textOrNull, description: 'Whom this Sentinel voted for last' },
  votedEpoch: epoch,
  master: object({
    ...place,
    ...standing,
    agreedDownSinceMs: momentOrNull,
    roleReported: role,
    offset: offsetOrNull,
  }),
  replicas: list(
    object({
      ...place,
      ...standing,
      linkUp: { ...flag, description: 'Its link to its master' },
      linkDownSinceMs: momentOrNull,
      follows: orNull(object(place)),
      offset,
      lagBytes: {
        ...countOrNull,
        description:
          'Behind the master by so much, as of the last INFO of both, which may be seconds apart',
      },
      priority: count,
      rank: { ...countOrNull, description: '1: it would be promoted; null: it is refused' },
      refusal: textOrNull,
      announced: flag,
    }),
  ),
  sentinels: {
    ...list(
      object({
        runId: text,
        ...place,
        flags,
        downSinceMs: momentOrNull,
        reachable: flag,
        believesMasterDown: flagOrNull,
        votedFor: textOrNull,
        votedEpoch: epoch,
      }),
    ),
    description: 'The others; this one is the Sentinel that answers',
  },
};

const instanceAges = {
  name: text,
  linkPendingCommands: count,
  linkRefcount: count,
  lastPingSentMs: count,
  lastOkPingReplyMs: count,
  lastPingReplyMs: count,
};
const nodeAges = object({ ...instanceAges, infoRefreshMs: count, roleReportedMs: count });

const EXPLANATION = object({
  waitsFor: text,
  stage,
  stageMs: countOrNull,
  forced: flag,
  chosen: textOrNull,
  gates: list({
    type: 'object',
    properties: { gate: text, open: flag },
    required: ['gate', 'open'],
    description: 'With the numbers of each gate: see docs/operating/explain.md',
  }),
  votes: object({
    epoch: offsetOrNull,
    have: count,
    need: count,
    givenTo: textOrNull,
    givenEpoch: epoch,
  }),
  replicas: list(
    object({
      name: text,
      rank: countOrNull,
      refusal: textOrNull,
      behindBy: textOrNull,
      priority: count,
      offset,
      runId: text,
      infoAgeMs: countOrNull,
      access: { ...textOrNull, description: 'How it turns this Sentinel away' },
    }),
  ),
  sentinels: list(
    object({
      runId: text,
      ...place,
      reachable: flag,
      masterDown: flagOrNull,
      opinionAgeMs: countOrNull,
      withheld: { ...textOrNull, description: 'Why it adds nothing: docs/operating/explain.md' },
      access: textOrNull,
      votedFor: textOrNull,
      votedEpoch: offsetOrNull,
    }),
  ),
  lines: list(text),
});

const PAST = object({
  role: oneOf('leader', 'observer'),
  outcome: oneOf('under-way', 'switched', 'given-up', 'cut-off'),
  reason: { enum: ['crash', 'empty-master', 'forced', 'hand-over', null] },
  cause: textOrNull,
  obstacle: textOrNull,
  attempts: count,
  leader: textOrNull,
  from: text,
  to: textOrNull,
  epoch,
  steps: object({
    detected: momentOrNull,
    agreed: momentOrNull,
    started: momentOrNull,
    elected: momentOrNull,
    selected: momentOrNull,
    told: momentOrNull,
    switched: momentOrNull,
    ended: momentOrNull,
  }),
  votes: orNull(share),
  oldMasterOffset: offsetOrNull,
  chosenOffset: offsetOrNull,
  replicaOffsets: list(object({ replica: text, offset: offsetOrNull })),
  loss: oneOf('none', 'at-least', 'unknown'),
  lostBytes: offsetOrNull,
  lines: list(text),
});

export type SchemaName =
  | 'Error'
  | 'Sentinel'
  | 'Group'
  | 'Groups'
  | 'GroupDetail'
  | 'Explanation'
  | 'PastFailover'
  | 'Finding'
  | 'Findings'
  | 'History'
  | 'Event'
  | 'Events'
  | 'Reply'
  | 'Done'
  | 'Health'
  | 'Check';

export const SCHEMAS: Readonly<Record<SchemaName, Schema>> = {
  Error: object({ error: object({ code: text, message: text }) }),
  Sentinel: object({
    id: text,
    port,
    version: text,
    startedAtMs: moment,
    epoch,
    groups: count,
    tiltSinceMs: momentOrNull,
    tilts: count,
    writesFailSinceMs: momentOrNull,
    writeFailures: count,
    findings: list(ref('Finding')),
  }),
  Group: object(PICTURE),
  Groups: object({
    cursor: { ...text, description: 'What /events has to begin after' },
    sentinel: ref('Sentinel'),
    groups: list(ref('Group')),
  }),
  GroupDetail: object({
    ...PICTURE,
    settings: object({
      quorum: count,
      downAfterMs: count,
      failoverTimeoutMs: count,
      parallelSyncs: count,
      notificationScript: textOrNull,
      clientReconfigScript: textOrNull,
    }),
    usable: object({ have: count, voters: count, quorum: count }),
    explanation: ref('Explanation'),
    found: list(ref('Finding')),
    history: list(ref('PastFailover')),
    ages: object({
      master: nodeAges,
      replicas: list(nodeAges),
      sentinels: list(object({ ...instanceAges, lastHelloMs: count })),
    }),
  }),
  Explanation: EXPLANATION,
  PastFailover: PAST,
  Finding: object({
    severity,
    code: text,
    group: textOrNull,
    evidence: text,
    meaning: text,
    remedy: text,
  }),
  Findings: object({ findings: list(ref('Finding')) }),
  History: object({ history: list(ref('PastFailover')) }),
  Event: object({
    id: text,
    atMs: moment,
    name: text,
    level: oneOf('debug', 'verbose', 'notice', 'warning'),
    group: textOrNull,
    payload: text,
  }),
  Events: object({ cursor: text, events: list(ref('Event')) }),
  Reply: object({ reply: { description: 'As the command answers, maps with their names' } }),
  Done: object({ ok: { const: true }, message: text, reply: anything }, 'reply'),
  Check: object({ ok: flag, why: text, master: textOrNull }),
  Health: object({ status: text, problems: list(text) }),
};
