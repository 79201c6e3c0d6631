// What each Sentinel did about a node that is to be forgotten everywhere (OPERATOR-16): fields for
// programs, and a sentence that says what is left to do.

import type { ForgetResult, Forgotten } from '../../core/forget-result.ts';
import type { RespValue } from '../../resp/value.ts';
import { array, bulk, map } from '../reply.ts';

export function renderForgotten(by: readonly Forgotten[], groupName: string): RespValue {
  return array(
    by.map(({ runId, address, result }) =>
      map([
        ['sentinel', bulk(runId)],
        ['ip', address === null ? { kind: 'null' } : bulk(address.host)],
        ['port', address === null ? { kind: 'null' } : bulk(String(address.port))],
        ['result', bulk(result)],
        ['text', bulk(textOf(result, groupName))],
      ]),
    ),
  );
}

/** What a Sentinel of the other side says of itself must be one of these. */
const TEXTS: { readonly [R in ForgetResult]: string | ((groupName: string) => string) } = {
  forgotten: 'Forgotten',
  listed: 'Forgotten, but the master lists it, and it comes back with the next INFO',
  'says-hello': 'Forgotten, but it can be reached, and comes back with its next hello',
  'no-such-node': 'Did not know it',
  itself: 'This is the one to forget, and was not asked',
  stock: (name) =>
    `Does not know FORGET, and remembers it: SENTINEL RESET ${name} there forgets all replicas ` +
    'and Sentinels of the group and finds them anew; on one after the other, while the master is ' +
    'up',
  unreachable: 'Cannot be reached, and remembers it: ask it when it is back',
  'no-answer': 'Did not answer in time, and may remember it: ask again',
  'not-permitted':
    'Does not permit FORGET to this Sentinel, and remembers it: permit it to the user of sentinel-user, or ask there',
  refused: 'Refused it, and remembers it: ask there',
  'no-such-master': 'Does not watch that group',
  'failover-in-progress': 'Is in the middle of a failover, and remembers it: ask again',
  'is-master': 'Has it as the master of the group, and remembers it',
  'is-self': 'This is the one to forget, and does not forget itself',
  'not-saved': 'Forgotten, but it could not write its file: a restart brings it back',
};

function textOf(result: ForgetResult, groupName: string): string {
  const text = TEXTS[result];
  return typeof text === 'string' ? text : text(groupName);
}
