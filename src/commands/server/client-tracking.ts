// CLIENT TRACKING and its kin. A Sentinel has no keys and so never tells that one has changed, but
// libraries ask for it all the same: what they ask for is checked, kept and shown as in stock.

import { parseDecimal } from '../../resp/decimal.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Command, Tracking } from '../command.ts';
import { NOT_AN_INTEGER, SYNTAX_ERROR } from '../errors.ts';
import { bulk, bulks, error, integer, map, reply, set } from '../reply.ts';
import { clientCommand, session } from './client-command.ts';

/** What one connection may name, and the length of all of it; stock has no limit. */
const PREFIXES_MAX = 1_024;
const PREFIX_BYTES_MAX: number = 64 * 1024;

export const tracking: Command = clientCommand({
  name: 'tracking',
  arity: -3,
  since: '6.0.0',
  usage: 'TRACKING (ON|OFF) [REDIRECT <id>] [BCAST] [PREFIX <prefix> [...]]',
  summary: 'Asks to hear of keys that change; a Sentinel has none.',
  moreHelp: ['    Further options are OPTIN, OPTOUT and NOLOOP.'],
  run: ([, , word = '', ...words], caller, { clients }) => {
    const read = readOptions(words, (id) => clients.line(id) !== '');
    if (!read.ok) return reply(read.error);
    switch (word.toLowerCase()) {
      case 'off':
        return session({ kind: 'track', tracking: null });
      case 'on': {
        const problem = problemOf(read.asked, caller.tracking);
        if (problem !== null) return reply(problem);
        return session({ kind: 'track', tracking: tracked(read.asked, caller.tracking) });
      }
      default:
        return reply(SYNTAX_ERROR);
    }
  },
});

export const caching: Command = clientCommand({
  name: 'caching',
  arity: 3,
  since: '6.0.0',
  usage: 'CACHING (YES|NO)',
  summary: 'Says of the next command whether its keys count, where TRACKING leaves the choice.',
  run: ([, , word = ''], caller) => {
    const current = caller.tracking;
    if (current === null) return reply(NO_CHOICE);
    const answer = word.toLowerCase();
    if (answer !== 'yes' && answer !== 'no') return reply(SYNTAX_ERROR);
    const needed = answer === 'yes' ? 'optin' : 'optout';
    if (current.choice === needed) {
      return session({ kind: 'track', tracking: { ...current, caching: true } });
    }
    const when = `when tracking is enabled in ${needed.toUpperCase()} mode.`;
    return reply(error(`ERR CLIENT CACHING ${answer.toUpperCase()} is only valid ${when}`));
  },
});

export const getredir: Command = clientCommand({
  name: 'getredir',
  arity: 2,
  since: '6.0.0',
  usage: 'GETREDIR',
  summary: 'Tells the id of the connection that TRACKING was sent to.',
  run: (_args, caller) => reply(integer(redirection(caller.tracking))),
});

export const trackinginfo: Command = clientCommand({
  name: 'trackinginfo',
  arity: 2,
  since: '6.2.0',
  usage: 'TRACKINGINFO',
  summary: 'Tells what TRACKING was asked for on this connection.',
  run: (_args, caller) =>
    reply(
      map([
        ['flags', set(flagsOf(caller.tracking).map(bulk))],
        ['redirect', integer(redirection(caller.tracking))],
        ['prefixes', bulks(caller.tracking?.prefixes ?? [])],
      ]),
    ),
});

const NO_CHOICE = error(
  'ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or ' +
    'OPTOUT mode enabled',
);

/** -1: it is off. Also as CLIENT LIST shows it. */
export function redirection(current: Tracking | null): number {
  return current?.redirect ?? -1;
}

function flagsOf(current: Tracking | null): readonly string[] {
  if (current === null) return ['off'];
  const { broadcast, choice, noLoop } = current;
  const flags: readonly (readonly [name: string, set: boolean])[] = [
    ['on', true],
    ['bcast', broadcast],
    ['optin', choice === 'optin'],
    ['caching-yes', choice === 'optin' && current.caching],
    ['optout', choice === 'optout'],
    ['caching-no', choice === 'optout' && current.caching],
    ['noloop', noLoop],
  ];
  return flags.filter(([, isSet]) => isSet).map(([name]) => name);
}

/** The options as they were typed: some of them contradict each other. */
interface Asked {
  broadcast: boolean;
  optIn: boolean;
  optOut: boolean;
  noLoop: boolean;
  redirect: number;
  prefixes: string[];
}

type ReadOptions =
  | { readonly ok: true; readonly asked: Asked }
  | { readonly ok: false; readonly error: RespValue };

function readOptions(words: readonly string[], exists: (id: number) => boolean): ReadOptions {
  const asked: Asked = {
    broadcast: false,
    optIn: false,
    optOut: false,
    noLoop: false,
    redirect: 0,
    prefixes: [],
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at]?.toLowerCase();
    const value = words[at + 1];
    const takesValue = word === 'redirect' || word === 'prefix';
    if (takesValue && value !== undefined) {
      at++;
      const problem = word === 'prefix' ? null : redirect(asked, value, exists);
      if (problem !== null) return { ok: false, error: problem };
      if (word === 'prefix') asked.prefixes.push(value);
    } else if (word === 'bcast') asked.broadcast = true;
    else if (word === 'optin') asked.optIn = true;
    else if (word === 'optout') asked.optOut = true;
    else if (word === 'noloop') asked.noLoop = true;
    else return { ok: false, error: SYNTAX_ERROR };
  }
  return { ok: true, asked };
}

function redirect(asked: Asked, text: string, exists: (id: number) => boolean): RespValue | null {
  if (asked.redirect !== 0) {
    return error('ERR A client can only redirect to a single other client');
  }
  const id = parseDecimal(text);
  if (id === null) return NOT_AN_INTEGER;
  if (typeof id === 'bigint' || !exists(id)) {
    return error('ERR The client ID you want redirect to does not exist');
  }
  asked.redirect = id;
  return null;
}

/** Why it cannot be switched on like this; the order of the checks is stock's. */
function problemOf(asked: Asked, current: Tracking | null): RespValue | null {
  const { broadcast, optIn, optOut } = asked;
  if (!broadcast && asked.prefixes.length > 0) {
    return error('ERR PREFIX option requires BCAST mode to be enabled');
  }
  if (current !== null && current.broadcast !== broadcast) return cannotSwitch('BCAST mode on/off');
  if (broadcast && (optIn || optOut)) {
    return error('ERR OPTIN and OPTOUT are not compatible with BCAST');
  }
  if (optIn && optOut) return error("ERR You can't specify both OPTIN mode and OPTOUT mode");
  const choice = current?.choice ?? null;
  if ((optIn && choice === 'optout') || (optOut && choice === 'optin')) {
    return cannotSwitch('OPTIN/OPTOUT mode');
  }
  return prefixProblem(asked.prefixes, current?.prefixes ?? []);
}

function cannotSwitch(what: string): RespValue {
  return error(
    `ERR You can't switch ${what} before disabling tracking for this client, and then ` +
      're-enabling it with a different mode.',
  );
}

function prefixProblem(wanted: readonly string[], held: readonly string[]): RespValue | null {
  const bytes = [...wanted, ...held].reduce((sum, { length }) => sum + length, 0);
  if (wanted.length + held.length > PREFIXES_MAX || bytes > PREFIX_BYTES_MAX) {
    return error('ERR too many prefixes');
  }
  for (const [index, one] of wanted.entries()) {
    const existing = held.find((other) => overlap(one, other));
    if (existing !== undefined) return overlapping(one, `an existing prefix '${existing}'`);
    const provided = wanted.slice(index + 1).find((other) => overlap(one, other));
    if (provided !== undefined) return overlapping(one, `another provided prefix '${provided}'`);
  }
  return null;
}

function overlap(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

function overlapping(one: string, other: string): RespValue {
  const rule = 'Prefixes for a single client must not overlap.';
  return error(`ERR Prefix '${one}' overlaps with ${other}. ${rule}`);
}

/** What is asked for, beside what there was: prefixes are added, all else is set anew. */
function tracked(asked: Asked, current: Tracking | null): Tracking {
  const added = asked.broadcast && asked.prefixes.length === 0 ? [''] : asked.prefixes;
  const optional = asked.optOut ? 'optout' : null;
  return {
    broadcast: asked.broadcast,
    prefixes: [...new Set([...(current?.prefixes ?? []), ...added])].sort(),
    choice: asked.optIn ? 'optin' : optional,
    noLoop: asked.noLoop,
    redirect: asked.redirect,
    caching: current?.caching ?? false,
  };
}
