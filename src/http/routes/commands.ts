// What the SENTINEL commands show, field by field as they show it: one record a command. Those that
// go over all groups do it group by group.

import type { Answer, Parameter, Route } from '../answer.ts';
import { failure, fromResp, type Json, json, toJson } from '../json.ts';
import { look, lookAnswer } from '../orders.ts';
import { oneOf, ref } from '../schemas.ts';
import { GROUP, NO_SUCH_GROUP, type RouteContext } from './context.ts';

/** Without a group. */
const ABOUT_ALL = ['masters', 'myid', 'config', 'debug', 'pending-scripts', 'info'] as const;

const ABOUT_ONE = [
  'master',
  'replicas',
  'sentinels',
  'get-master-addr-by-name',
  'ckquorum',
  'info-cache',
  'explain',
  'doctor',
  'history',
] as const;

/** The SENTINEL subcommands that can be read here, and INFO. */
export const READABLE: readonly string[] = [...ABOUT_ALL, ...ABOUT_ONE];

/** Settings whose values are nobody's business here. */
const SECRET_OPTION = /pass|secret|token/;
const HIDDEN = '(hidden)';

export function commandRoutes({ parts, eyes }: RouteContext): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/commands/{command}',
      tag: 'commands',
      access: 'read',
      summary: 'What a command about all groups shows',
      parameters: [command(ABOUT_ALL)],
      answers: {
        200: { summary: 'Its reply; passwords are left out', schema: ref('Reply') },
        404: { summary: 'No such command here', schema: ref('Error') },
      },
      answer: ({ param }) => aboutAll(param('command')),
    },
    {
      method: 'GET',
      path: '/api/commands/{command}/{group}',
      tag: 'commands',
      access: 'read',
      summary: 'What a command about one group shows',
      parameters: [command(ABOUT_ONE), GROUP],
      answers: {
        200: { summary: 'Its reply', schema: ref('Reply') },
        404: NO_SUCH_GROUP,
        409: { summary: 'It answers with an error', schema: ref('Error') },
      },
      answer({ param }) {
        const name = ABOUT_ONE.find((each) => each === param('command'));
        if (name === undefined) return noSuchCommand();
        const group = param('group');
        // Two of them answer an unknown name with nothing.
        if (eyes.views().master(group) === null) {
          return failure(404, 'no-such-master', 'There is no such group');
        }
        return lookAnswer(['SENTINEL', name, group], parts);
      },
    },
  ];

  function aboutAll(name: string): Answer {
    switch (name) {
      case 'masters':
        return { kind: 'pieces', type: 'application/json', pieces: masters() };
      case 'config':
        return json({ reply: withoutSecrets(fromResp(look(CONFIG_GET_ALL, parts))) });
      case 'info':
        return json({ reply: infoSections(String(fromResp(look(['INFO'], parts)))) });
      case 'myid':
      case 'debug':
      case 'pending-scripts':
        return lookAnswer(['SENTINEL', name], parts);
      default:
        return noSuchCommand();
    }
  }

  function* masters(): Generator<string> {
    yield '{"reply":[';
    let comma = '';
    for (const group of eyes.views().sentinel().groupNames) {
      const value = look(['SENTINEL', 'MASTER', group], parts);
      if (value.kind === 'error') continue;
      yield `${comma}${toJson(fromResp(value) ?? {})}`;
      comma = ',';
    }
    yield ']}';
  }
}

const CONFIG_GET_ALL = ['SENTINEL', 'CONFIG', 'GET', '*'];

function command(names: readonly string[]): Parameter {
  const schema = oneOf(...names);
  return { name: 'command', in: 'path', summary: 'Which', schema, required: true };
}

function noSuchCommand(): Answer {
  return failure(404, 'no-such-command', 'There is no such command here');
}

function withoutSecrets(options: Json): Json {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) return options;
  return Object.fromEntries(
    Object.entries(options).map(([name, value]): [string, Json] => {
      const isHidden = SECRET_OPTION.test(name) && value !== '';
      return [name, isHidden ? HIDDEN : value];
    }),
  );
}

/** Texts of INFO by section and name. */
function infoSections(info: string): Json {
  const sections: Record<string, Record<string, string>> = {};
  let section: Record<string, string> = {};
  for (const line of info.split('\r\n')) {
    if (line.startsWith('# ')) {
      section = {};
      sections[line.slice(2)] = section;
      continue;
    }
    const at = line.indexOf(':');
    if (at > 0) section[line.slice(0, at)] = line.slice(at + 1);
  }
  return sections;
}
