// The groups: all of them at one moment for a page to begin with, one with everything, and parts
// of one.

import type { Answer, Route } from '../answer.ts';
import { findingFields, groupDetail, pastFields } from '../detail.ts';
import type { Eyes } from '../eyes.ts';
import type { Feed } from '../feed.ts';
import { failure, json, toJson } from '../json.ts';
import { ownFindings } from '../picture.ts';
import { ref } from '../schemas.ts';
import { GROUP, NO_SUCH_GROUP, type RouteContext } from './context.ts';

export function noSuchGroup(): Answer {
  return failure(404, 'no-such-master', 'There is no such group');
}

export function groupRoutes(context: RouteContext): readonly Route[] {
  return [...ofGroups(context), ...ofSentinel(context)];
}

function ofGroups({ eyes, feed }: RouteContext): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/groups',
      tag: 'groups',
      access: 'read',
      summary: 'All groups; what follows comes from /events after the cursor',
      answers: { 200: { summary: 'This Sentinel and its groups', schema: ref('Groups') } },
      answer: () => ({ kind: 'pieces', type: 'application/json', pieces: snapshot(eyes, feed) }),
    },
    {
      method: 'GET',
      path: '/api/groups/{group}',
      tag: 'groups',
      access: 'read',
      summary: 'Everything about one group',
      parameters: [GROUP],
      answers: {
        200: { summary: 'The group', schema: ref('GroupDetail') },
        404: NO_SUCH_GROUP,
      },
      answer({ param }) {
        const detail = groupDetail(eyes.views(), param('group'), eyes.around());
        return detail === null ? noSuchGroup() : json(detail);
      },
    },
    {
      method: 'GET',
      path: '/api/groups/{group}/history',
      tag: 'groups',
      access: 'read',
      summary: 'The last failovers of a group, the newest first',
      parameters: [GROUP],
      answers: { 200: { summary: 'The failovers', schema: ref('History') }, 404: NO_SUCH_GROUP },
      answer({ param }) {
        const history = eyes.views().history(param('group'));
        if (history === null) return noSuchGroup();
        return json({ history: history.map(pastFields) });
      },
    },
  ];
}

function ofSentinel({ eyes }: RouteContext): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/sentinel',
      tag: 'sentinel',
      access: 'read',
      summary: 'This Sentinel as a whole',
      answers: { 200: { summary: 'The Sentinel', schema: ref('Sentinel') } },
      answer: () => json(eyes.sentinel()),
    },
    {
      method: 'GET',
      path: '/api/findings',
      tag: 'sentinel',
      access: 'read',
      summary: 'What is wrong with this Sentinel and its groups, and what to do about it',
      answers: { 200: { summary: 'The findings', schema: ref('Findings') } },
      answer: () => ({
        kind: 'pieces',
        type: 'application/json',
        pieces: findings(eyes),
        calm: true,
      }),
    },
  ];
}

function* snapshot(eyes: Eyes, feed: Feed): Generator<string> {
  const { cursor, number } = feed.beginSnapshot();
  yield `{"cursor":${toJson(cursor)},"sentinel":${toJson(eyes.sentinel())},"groups":[`;
  let comma = '';
  for (const name of eyes.views().sentinel().groupNames) {
    const picture = feed.refresh(name, number);
    if (picture === null) continue;
    yield `${comma}${picture}`;
    comma = ',';
  }
  yield ']}';
}

function* findings(eyes: Eyes): Generator<string> {
  const around = eyes.around();
  const own = eyes.findings(eyes.views(), around).map(findingFields);
  yield '{"findings":[';
  let comma = '';
  for (const found of own) {
    yield `${comma}${toJson(found)}`;
    comma = ',';
  }
  for (const name of eyes.views().sentinel().groupNames) {
    for (const found of ownFindings(eyes.views(), name, around)) {
      yield `${comma}${toJson(findingFields(found))}`;
      comma = ',';
    }
    // Between two groups there may be a pause, whether or not something was found.
    yield '';
  }
  yield ']}';
}
