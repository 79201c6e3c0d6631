// What happens: the last events at once, and the stream that goes on. A stream that was lost is
// resumed after the last id that was heard, by the header that browsers send or by `after`.

import type { Parameter, Route } from '../answer.ts';
import { failure, toJson } from '../json.ts';
import { EVENTS_KEPT } from '../limits.ts';
import { ref, text } from '../schemas.ts';
import { Stream, type StreamFilter } from '../stream.ts';
import type { RouteContext } from './context.ts';

const AFTER: Parameter = {
  name: 'after',
  in: 'query',
  summary: 'The cursor of a snapshot, or the last id that was heard; without it: from now on',
  schema: text,
};

const LAST_EVENT_ID: Parameter = {
  name: 'Last-Event-ID',
  in: 'header',
  summary: 'The same, as browsers send it when they connect again; it goes before `after`',
  schema: text,
};

const ONE_GROUP: Parameter = {
  name: 'group',
  in: 'query',
  summary: 'Only of this group, and of the Sentinel as a whole',
  schema: text,
};

const KINDS: Parameter = {
  name: 'kinds',
  in: 'query',
  summary: 'Only these kinds, with commas: event, group, gone, sentinel',
  schema: text,
};

const LIMIT: Parameter = {
  name: 'limit',
  in: 'query',
  summary: `How many at most, ${EVENTS_KEPT} if not given`,
  schema: { type: 'integer', minimum: 1, maximum: EVENTS_KEPT },
};

const STREAM_SUMMARY =
  'Server-sent events: `event` (something happened, schema Event), `group` (a group has changed, ' +
  'schema Group), `gone` (a group is no longer watched: its name), `sentinel` (schema Sentinel), ' +
  '`reset` (what was missed is not kept any more: take /api/groups anew)';

export function eventRoutes({ feed }: RouteContext): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/events',
      tag: 'events',
      access: 'read',
      summary: 'The last events, the newest last',
      parameters: [LIMIT],
      answers: {
        200: { summary: 'The events', schema: ref('Events') },
        400: { summary: 'The limit is no number', schema: ref('Error') },
      },
      answer({ query }) {
        const limit = Number(query('limit') ?? EVENTS_KEPT);
        if (!Number.isInteger(limit) || limit < 1) {
          return failure(400, 'bad-parameter', 'limit is a whole number above 0');
        }
        return { kind: 'pieces', type: 'application/json', pieces: last(limit) };
      },
    },
    {
      method: 'GET',
      path: '/events',
      tag: 'events',
      access: 'read',
      summary: 'What happens from now on, or after a cursor',
      parameters: [AFTER, LAST_EVENT_ID, ONE_GROUP, KINDS],
      answers: {
        200: { summary: STREAM_SUMMARY, schema: 'text/event-stream' },
        503: { summary: 'Too many streams are open', schema: ref('Error') },
      },
      answer({ query, header }) {
        if (feed.isFull) return failure(503, 'too-many-streams', 'Too many streams are open');
        const after = header('last-event-id') ?? query('after');
        const filter = filterOf(query('group'), query('kinds'));
        return {
          kind: 'taken',
          take(response) {
            response.writeHead(200, {
              'content-type': 'text/event-stream; charset=utf-8',
              'x-accel-buffering': 'no',
            });
            const stream = new Stream(response);
            stream.push('retry: 1000\n\n');
            feed.open(stream, after === '' ? null : after, filter);
          },
        };
      },
    },
  ];

  function* last(limit: number): Generator<string> {
    yield `{"cursor":${toJson(feed.cursor)},"events":[`;
    let comma = '';
    for (const { json } of feed.events(limit)) {
      yield `${comma}${json}`;
      comma = ',';
    }
    yield ']}';
  }
}

function filterOf(group: string | null, kinds: string | null): StreamFilter {
  const wanted = kinds === null || kinds === '' ? null : new Set(kinds.split(','));
  return (frame) => {
    if (frame.kind === 'reset') return true;
    if (wanted !== null && !wanted.has(frame.kind)) return false;
    return group === null || frame.group === null || frame.group === group;
  };
}
