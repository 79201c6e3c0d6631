// Shows an effect of the core as one line of a golden conversation. Probes, hellos and the opening
// of links are the daily noise: they are left out unless the script asks for them.

import type { FreeEffect, HeldEffect } from '../../src/core/output.ts';
import type { Rehearsed } from '../../src/core/rehearsed.ts';
import type { Request } from '../../src/core/requests.ts';
import { render } from '../../src/events/catalogue.ts';
import { renderNote } from '../../src/events/notes.ts';

/** null: noise. `whom` is the actor at the other end of the link. */
export function show(whom: string, effect: FreeEffect | HeldEffect, noise: boolean): string | null {
  switch (effect.kind) {
    case 'event': {
      const { channel, payload } = render(effect.event);
      return short(`event ${channel} ${payload}`);
    }
    case 'note':
      return short(`log ${renderNote(effect.note).text}`);
    case 'probe':
    case 'state':
      return showRequest(whom.split(' ')[0] ?? '', effect.request, noise);
    case 'open':
    case 'close':
      return noise ? `${effect.kind} ${whom}` : null;
    case 'look-up':
      return `look up ${effect.host}`;
    case 'answer': {
      const { down, leader, leaderEpoch } = effect.answer;
      return short(`answer down=${down ? 1 : 0} leader=${leader ?? '*'} epoch=${leaderEpoch}`);
    }
    case 'outcome':
    case 'saved-outcome':
      if (effect.outcome.kind === 'rehearsed') return rehearsed(effect.outcome.rehearsed);
      return `outcome ${JSON.stringify(effect.outcome)}`;
    case 'reconfig-script':
      return `script ${effect.role} ${effect.from.host} to ${effect.to.host}`;
    case 'crash':
      return 'crash';
    case 'record':
      return null;
    default:
      return effect satisfies never;
  }
}

function rehearsed({ outcome, way, chosen, votes, trials, lag }: Rehearsed): string {
  const tried = trials.map(({ role, verdict }) => `${role} ${verdict}`).join(', ');
  const facts = `to ${chosen}, votes ${votes.have}/${votes.need}, ${tried}, ${lag.bytes} behind`;
  return `rehearsed ${way} ${JSON.stringify(outcome)} ${facts}`;
}

function showRequest(whom: string, request: Request, noise: boolean): string | null {
  switch (request.kind) {
    case 'ping':
    case 'info':
      return noise ? `to ${whom}: ${request.kind}` : null;
    case 'hello': {
      const { master, configEpoch, currentEpoch } = request.hello;
      const what = `hello master=${master.host} config=${configEpoch} epoch=${currentEpoch}`;
      return noise ? `to ${whom}: ${what}` : null;
    }
    case 'ask':
      return short(`to ${whom}: ask epoch=${request.epoch} candidate=${request.candidate ?? '*'}`);
    case 'reconfigure': {
      const what = request.follow === null ? 'become a master' : `follow ${request.follow.host}`;
      const lift = request.lift ? ', and take writes' : '';
      return `to ${whom}: ${what}${lift}${request.plain ? ', plainly' : ''}`;
    }
    case 'hold':
    case 'fence':
      return `to ${whom}: take no writes for ${request.ms} ms`;
    case 'lift':
      return `to ${whom}: take writes`;
    case 'trial':
      return `to ${whom}: try ${request.of}`;
    case 'keep-role':
      return noise ? `to ${whom}: keep this role` : null;
    case 'identify':
      return `to ${whom}: who are you?`;
    case 'reaches':
      return `to ${whom}: whom do you reach?`;
    case 'epoch-of':
      return `to ${whom}: which epochs are there?`;
    case 'master-of':
      return `to ${whom}: who is the master?`;
    case 'forget': {
      const who = request.who.kind === 'sentinel' ? request.who.runId : request.who.address.host;
      return short(`to ${whom}: forget ${who}`);
    }
    case 'kill-script':
      return `to ${whom}: kill script`;
    default:
      return request satisfies never;
  }
}

/** Run ids are names filled up with zeros: the zeros say nothing. */
export function short(line: string): string {
  return line.replace(/\b(\w+?)0{30,}\b/g, '$1');
}
