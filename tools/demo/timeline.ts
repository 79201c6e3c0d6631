// Makes the story of one failover out of what was seen: the events of the Sentinels and what the
// nodes themselves showed. Which Sentinel led follows from the events.

import type { SeenEvent } from '../../test/harness/event-log.ts';
import type { TakeoverMoment } from '../../test/harness/takeover.ts';

/** What one Sentinel announced. */
export interface Witness {
  readonly port: number;
  readonly events: readonly SeenEvent[];
}

export interface Step {
  /** Since the blow. */
  readonly ms: number;
  /** Since the step before. */
  readonly tookMs: number;
  readonly what: string;
  /** Who says so: an event, or the node itself. */
  readonly proof: string;
}

interface Milestone {
  readonly atMs: number;
  readonly what: string;
  readonly proof: string;
}

/** The port of the Sentinel that was elected; undefined: none was. */
export function leaderPort(witnesses: readonly Witness[]): number | undefined {
  return witnesses.find(({ events }) => named(events, '+elected-leader').length > 0)?.port;
}

/** The steps in order. Events before the blow are not of this failover. */
export function timeline(options: {
  readonly struckMs: number;
  readonly witnesses: readonly Witness[];
  readonly moments: readonly TakeoverMoment[];
}): Step[] {
  const { struckMs, moments } = options;
  const witnesses = options.witnesses.map(({ port, events }) => ({
    port,
    events: events.filter((event) => event.atMs >= struckMs),
  }));
  const leader = witnesses.find(({ port }) => port === leaderPort(witnesses));
  const milestones = [
    ...fromAll(witnesses),
    ...(leader === undefined ? [] : fromLeader(leader)),
    ...moments.filter(({ atMs }) => atMs >= struckMs).map(fromNode),
  ];
  milestones.sort((a, b) => a.atMs - b.atMs);
  return milestones.map(({ atMs, what, proof }, index) => {
    const before = milestones[index - 1]?.atMs ?? struckMs;
    return { ms: atMs - struckMs, tookMs: atMs - before, what, proof };
  });
}

/** The first and the last of what every Sentinel announces. */
function fromAll(witnesses: readonly Witness[]): Milestone[] {
  const milestones: Milestone[] = [];
  const down = ordered(witnesses, '+sdown', 'master ');
  const [firstDown] = down;
  if (firstDown !== undefined) {
    milestones.push({ ...firstDown, what: `Sentinel ${firstDown.port} misses the master` });
  }
  const told = ordered(witnesses, '+switch-master');
  const [firstTold] = told;
  const lastTold = told.at(-1);
  if (firstTold !== undefined) {
    milestones.push({ ...firstTold, what: `clients of ${firstTold.port} are told` });
  }
  if (lastTold !== undefined && lastTold !== firstTold) {
    milestones.push({ ...lastTold, what: `clients of all ${told.length} Sentinels are told` });
  }
  return milestones;
}

function fromLeader({ port, events }: Witness): Milestone[] {
  const steps: readonly (readonly [string, (event: SeenEvent) => string])[] = [
    ['+odown', () => `${port} has the quorum: the master is down`],
    ['+try-failover', () => `${port} stands for election`],
    ['+elected-leader', () => `${port} is elected by the majority`],
    ['+selected-slave', (event) => `replica ${word(event, 3)} is chosen`],
    ['+promoted-slave', (event) => `the promotion of ${word(event, 3)} is confirmed`],
    ['+failover-end', () => 'the failover is complete'],
  ];
  return steps.flatMap(([name, what]) => {
    const [event] = named(events, name);
    return event === undefined ? [] : [{ atMs: event.atMs, what: what(event), proof: name }];
  });
}

function fromNode({ atMs, what, port }: TakeoverMoment): Milestone {
  const texts: Readonly<Record<TakeoverMoment['what'], string>> = {
    writable: `${port} accepts writes`,
    told: `replica ${port} has its new master's address`,
    follows: `replica ${port} follows`,
    client: `a client of the Sentinels writes to ${port}`,
  };
  return { atMs, what: texts[what], proof: what === 'client' ? 'the client' : 'the node itself' };
}

interface Announcement {
  readonly atMs: number;
  readonly port: number;
  readonly proof: string;
}

/** The first event of that name of each Sentinel, in order of time. */
function ordered(witnesses: readonly Witness[], name: string, start = ''): Announcement[] {
  const first = witnesses.flatMap(({ port, events }) => {
    const event = named(events, name).find(({ payload }) => payload.startsWith(start));
    return event === undefined ? [] : [{ atMs: event.atMs, port, proof: name }];
  });
  return first.sort((a, b) => a.atMs - b.atMs);
}

function named(events: readonly SeenEvent[], name: string): SeenEvent[] {
  return events.filter((event) => event.name === name);
}

/** The word at that place of the payload, from 0. */
function word(event: SeenEvent, place: number): string {
  return event.payload.split(' ')[place] ?? '';
}
