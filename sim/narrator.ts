// Puts what the Vedettes do into the trace: events, notes, votes, statements that matter.

import { render } from '../src/events/catalogue.ts';
import { renderNote } from '../src/events/notes.ts';
import type { Observer } from './observer.ts';
import type { World } from './world.ts';

export function narrator(world: World): Observer {
  return {
    event(sentinel, event) {
      const { channel, payload } = render(event);
      world.note(sentinel.name, '+', `${channel} ${payload}`);
    },
    note(sentinel, note) {
      world.note(sentinel.name, '.', `${note.kind}: ${renderNote(note).text}`);
    },
    sent(sentinel, request, spec) {
      const to = spec.address.host;
      if (request.kind === 'reconfigure') {
        const what = request.follow === null ? 'become a master' : `follow ${request.follow.host}`;
        world.note(sentinel.name, '>', `${to}: ${what}${request.plain ? ', plainly' : ''}`);
      } else if (request.kind === 'ask' && request.candidate !== null) {
        world.note(sentinel.name, '>', `${to}: vote for me in ${request.epoch}`);
      }
    },
    answered(sentinel, question, answer) {
      if (question.candidate === null) return;
      const { down, leader, leaderEpoch } = answer;
      const vote = leader === null ? 'no vote' : `${leader.slice(0, 8)} in ${leaderEpoch}`;
      const asker = question.candidate.slice(0, 8);
      world.note(sentinel.name, '<', `to ${asker}: ${down ? 'down, ' : 'up, '}${vote}`);
    },
    saved(sentinel, { settings, saved }) {
      const groups = settings.groups.map(
        ({ name, configEpoch, leaderEpoch }) => `${name} config ${configEpoch} vote ${leaderEpoch}`,
      );
      const what = `epoch ${settings.currentEpoch} ${groups.join(' ')}`;
      world.note(sentinel.name, 's', saved ? what : `failed: ${what}`);
    },
    operated(sentinel, request, outcome) {
      const text = JSON.stringify(outcome, (_key, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      );
      world.note(sentinel.name, '.', `operator's ${request.kind}: ${text}`);
    },
  };
}
