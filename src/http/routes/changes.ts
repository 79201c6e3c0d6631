// What an operator can change: each an order of the other protocol, made of a JSON body.

import type { Answer, Ask, Described, Route, Schema } from '../answer.ts';
import { type Members, readBody } from '../body.ts';
import { bytesOf, failure, json } from '../json.ts';
import { placeWords } from '../place.ts';
import { flag, object, ref, text } from '../schemas.ts';
import { GROUP, type RouteContext } from './context.ts';

interface Change {
  readonly name: string;
  readonly summary: string;
  readonly members: Members<string>;
  readonly body: Schema;
  /** The words of the command without SENTINEL; a sentence instead: what is wrong. */
  words(group: string, values: { readonly [name: string]: unknown }): readonly string[] | string;
}

const node: Schema = { ...text, description: 'host:port, of IPv6 [host]:port' };
const ms: Schema = { type: 'integer', minimum: 1 };
const NODE = 'A node is host:port';

const CHANGES: readonly Change[] = [
  {
    name: 'failover',
    summary: 'Replaces the master now; with dryRun only tells what would happen',
    members: {
      dryRun: { kind: 'flag' },
      coordinated: { kind: 'flag' },
      to: { kind: 'text' },
      timeoutMs: { kind: 'whole' },
    },
    body: object(
      {
        dryRun: flag,
        coordinated: { ...flag, description: 'Rather none than one that can lose writes' },
        to: node,
        timeoutMs: { ...ms, description: 'The longest that writes are held' },
      },
      'dryRun',
      'coordinated',
      'to',
      'timeoutMs',
    ),
    words(group, { dryRun, coordinated, to, timeoutMs }) {
      const place = to === undefined ? [] : placeWords(String(to));
      if (place === null) return NODE;
      return [
        ...['FAILOVER', group],
        ...(coordinated === true ? ['COORDINATED'] : []),
        ...(place.length > 0 ? ['TO', ...place] : []),
        ...(timeoutMs === undefined ? [] : ['TIMEOUT', String(timeoutMs)]),
        ...(dryRun === true ? ['DRYRUN'] : []),
      ];
    },
  },
  {
    name: 'pause',
    summary: 'Starts no failover of the group for a while, an hour if nothing is said',
    members: { forMs: { kind: 'whole' } },
    body: object({ forMs: ms }, 'forMs'),
    words: (group, { forMs }) => ['PAUSE', group, ...(forMs === undefined ? [] : [String(forMs)])],
  },
  {
    name: 'resume',
    summary: 'Ends a pause',
    members: {},
    body: object({}),
    words: (group) => ['RESUME', group],
  },
  {
    name: 'maintenance',
    summary: 'Neither promotes a node nor starts a failover because of it, until it is off',
    members: { node: { kind: 'text', needed: true }, on: { kind: 'flag', needed: true } },
    body: object({ node, on: flag }),
    words(group, values) {
      const place = placeWords(String(values['node']));
      if (place === null) return NODE;
      return ['MAINTENANCE', group, ...place, values['on'] === true ? 'ON' : 'OFF'];
    },
  },
  {
    name: 'forget',
    summary: 'Forgets one replica or one other Sentinel, here or on all Sentinels of the group',
    members: {
      replica: { kind: 'text' },
      sentinel: { kind: 'text' },
      everywhere: { kind: 'flag' },
    },
    body: object(
      { replica: node, sentinel: text, everywhere: flag },
      ...['replica', 'sentinel', 'everywhere'],
    ),
    words(group, { replica, sentinel, everywhere }) {
      if ((replica === undefined) === (sentinel === undefined)) {
        return 'Either a replica is named or a sentinel';
      }
      const scope = everywhere === true ? ['EVERYWHERE'] : [];
      if (sentinel !== undefined) {
        return ['FORGET', group, 'SENTINEL', String(sentinel), ...scope];
      }
      const place = placeWords(String(replica));
      return place === null ? NODE : ['FORGET', group, 'REPLICA', ...place, ...scope];
    },
  },
];

const error = (summary: string): Described => ({ summary, schema: ref('Error') });

/** A page tries the token that somebody has typed before it keeps it. */
const TOKEN_ROUTE: Route = {
  method: 'GET',
  path: '/api/token',
  tag: 'changes',
  access: 'change',
  summary: 'Whether the token is the right one; changes nothing',
  answers: {
    200: { summary: 'It is', schema: ref('Done') },
    401: error('The token is missing, or is another one'),
    403: error('There is no token in the configuration'),
  },
  answer: () => json({ ok: true, message: 'OK' }),
};

export function changeRoutes({ orders, eyes }: RouteContext): readonly Route[] {
  return [TOKEN_ROUTE, ...CHANGES.map(routeOf)];

  function routeOf(change: Change): Route {
    return {
      method: 'POST',
      path: `/api/groups/{group}/${change.name}`,
      tag: 'changes',
      access: 'change',
      summary: change.summary,
      parameters: [GROUP],
      body: change.body,
      answers: {
        200: { summary: 'Done', schema: ref('Done') },
        202: { summary: 'It takes long, and goes on', schema: ref('Done') },
        400: error('The body is not as it has to be'),
        401: error('The token is missing, or is another one'),
        403: error('There is no token in the configuration, or the origin is strange'),
        404: error('There is no such group or node'),
        409: error('It cannot be done now'),
        429: error('Too many requests, or too many wrong tokens'),
        500: error('It could not be written'),
      },
      answer: (ask) => give(change, ask),
    };
  }

  async function give(change: Change, { param, body, from }: Ask): Promise<Answer> {
    const group = param('group');
    const values = readBody(body ?? {}, change.members);
    if (typeof values === 'string') return failure(400, 'bad-body', values);
    const words = change.words(group, values);
    if (typeof words === 'string') return failure(400, 'bad-body', words);
    if (eyes.views().master(group) === null) {
      return failure(404, 'no-such-master', 'There is no such group');
    }
    return await orders.give(['SENTINEL', ...words.map((word, at) => inBytes(word, at))], from);
  }
}

/** The name of the group is in bytes by now. */
function inBytes(word: string, at: number): string {
  return at === 1 ? word : bytesOf(word);
}
