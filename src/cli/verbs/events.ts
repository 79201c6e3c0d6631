// `vedette events`: what the Sentinels announce, as it happens. What happened before is not told by
// any Sentinel; `vedette history` has the failovers.

import { shown } from '../../client/address.ts';
import { EventStream } from '../../client/event-stream.ts';
import { eventJson, eventLine, groupOf } from '../event-words.ts';
import { EXIT, usage } from '../exit.ts';
import { durationOption, isOn, textOption } from '../options.ts';
import type { Call, Verb } from '../verb.ts';
import { noSuchGroup } from './status.ts';

/** Without `--follow`. */
const LOOK_MS = 10_000;

export const events: Verb = {
  name: 'events',
  words: [{ form: '[name]', meaning: 'only what is about this group', kind: 'group' }],
  about:
    'Prints every event of every Sentinel with its time, as it comes. A Sentinel that is ' +
    'lost is tried again, and a line on standard error says so. Sentinels keep no events: ' +
    'what happened before the start is not shown. With --json each event is one line.',
  options: [
    { flags: '--follow', meaning: 'until it is stopped; without it, for ten seconds' },
    { flags: '--for <duration>', meaning: 'for so long' },
    {
      flags: '--name <pattern>',
      meaning: 'only these events, as in +switch-master or +sdown,-sdown; * stands for anything',
    },
  ],
  asksSentinels: true,
  exits: [
    [EXIT.good, 'the time was over, or it was stopped'],
    [EXIT.unknown, 'no Sentinel knows the group'],
  ],
  examples: ['vedette events --follow', "vedette events mymaster --name '+switch-master' --json"],
  run: runEvents,
};

async function runEvents({ words: [name], options, desk }: Call): Promise<number> {
  const { paper, json } = desk;
  const lookMs = durationOption(options, 'for');
  const isWanted = nameFilter(textOption(options, 'name'));
  const gathering = await desk.gather();
  const addresses = gathering.reached.map(({ address }) => address);
  const all = [...addresses, ...gathering.missed.map(({ address }) => address)];
  const names = gathering.groupNames;
  const { target } = await desk.target();
  const widths = Math.max(...all.map((address) => shown(address).length));
  gathering.close();
  if (name !== undefined && !names.includes(name)) throw noSuchGroup(name, { groupNames: names });
  const stream = await EventStream.open({
    addresses: all,
    entry: target.entry,
    patienceMs: target.patienceMs,
    onEvent(event) {
      if (
        !isWanted(event.name) ||
        (name !== undefined && groupOf(event.name, event.payload) !== name)
      )
        return;
      if (json) paper.jsonLine(eventJson(event));
      else paper.line(eventLine(event, paper, widths));
    },
    onState(sentinel, failure) {
      if (failure === null) return;
      paper.aside(`Sentinel ${shown(sentinel)} is not heard: ${failure.text}`);
    },
  });
  const endless = isOn(options, 'follow') && lookMs === null;
  await stopped(endless ? null : (lookMs ?? LOOK_MS));
  stream.close();
  return EXIT.good;
}

/** Until somebody interrupts, or the time is over. */
export function stopped(withinMs: number | null): Promise<void> {
  return new Promise((resolve) => {
    const patience = withinMs === null ? null : setTimeout(() => end(), withinMs);
    const end = (): void => {
      if (patience !== null) clearTimeout(patience);
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end);
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  });
}

function nameFilter(pattern: string | null): (name: string) => boolean {
  if (pattern === null) return () => true;
  const parts = pattern.split(',').filter((part) => part !== '');
  if (parts.length === 0) throw usage('--name wants the names of events, as in +switch-master.');
  const tests = parts.map((part) => {
    const escaped = part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
    return new RegExp(`^${escaped}$`);
  });
  return (name) => tests.some((test) => test.test(name));
}
