// A survey and what is wrong with it as lines: one block for each group, the troubled ones first,
// and of many groups only one line for each that is well.

import { shown } from '../client/address.ts';
import type { GroupSight, ReplicaSight, SentinelSight, Survey, View } from '../client/survey.ts';
import { showBytes, showDuration } from './duration.ts';
import { failoverStage, type Severity, type Trouble, worst } from './judge.ts';
import { clean, columns, type Paper, type Style } from './paper.ts';

/** With more groups, those that are well get one line each. */
const BLOCKS_MAX = 6;

/** What is said about lag is older than this: it is said how old. */
const OLD_MS = 15_000;

const MARKS: Readonly<Record<Severity, readonly [mark: string, style: Style]>> = {
  critical: ['CRITICAL', 'bad'],
  warning: ['WARNING', 'warn'],
  advice: ['advice', 'note'],
};

export function surveyLines(
  { sentinels, groups }: Survey,
  troubles: readonly Trouble[],
  paper: Paper,
  all = false,
): readonly string[] {
  const byGroup = troublesByGroup(troubles);
  const own = byGroup.get(null) ?? [];
  const rank = (group: GroupSight): number => severityRank(worst(byGroup.get(group.name) ?? []));
  const sorted = [...groups].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  const isShort = !all && groups.length > BLOCKS_MAX;
  const blocks = sorted.filter((group) => !isShort || byGroup.has(group.name));
  const rows = sorted.filter((group) => !blocks.includes(group));
  return [
    headLine({ sentinels, groups }, troubles, paper),
    ...troubleLines(own, paper, '  '),
    ...blocks.flatMap((group) => ['', ...blockLines(group, byGroup.get(group.name) ?? [], paper)]),
    ...(rows.length === 0 ? [] : ['', ...columns(rows.map((group) => rowOf(group, paper)))]),
  ];
}

function troublesByGroup(troubles: readonly Trouble[]): Map<string | null, Trouble[]> {
  const byGroup = new Map<string | null, Trouble[]>();
  for (const trouble of troubles) {
    byGroup.set(trouble.group, [...(byGroup.get(trouble.group) ?? []), trouble]);
  }
  return byGroup;
}

function severityRank(severity: Severity | null): number {
  return severity === null ? 3 : ['critical', 'warning', 'advice'].indexOf(severity);
}

function headLine(
  { sentinels, groups }: Survey,
  troubles: readonly Trouble[],
  paper: Paper,
): string {
  const answering = sentinels.filter(({ problem }) => problem === null).length;
  const severity = worst(troubles);
  const count = (each: Severity): number =>
    troubles.filter((trouble) => trouble.severity === each).length;
  const verdict =
    severity === null || severity === 'advice'
      ? paper.paint('good', 'all is well')
      : [
          count('critical') === 0 ? '' : paper.paint('bad', `${count('critical')} critical`),
          count('warning') === 0 ? '' : paper.paint('warn', plural(count('warning'), 'warning')),
        ]
          .filter((text) => text !== '')
          .join(', ');
  const asked = `${answering} of ${plural(sentinels.length, 'Sentinel')} answer${answering === 1 ? 's' : ''}`;
  return `${paper.paint('strong', asked)}, ${plural(groups.length, 'group')}: ${verdict}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** One line each. */
export function troubleLines(
  troubles: readonly Trouble[],
  paper: Paper,
  indent: string,
): readonly string[] {
  return troubles.map(({ severity, text }) => {
    const [mark, style] = MARKS[severity];
    return `${indent}${paper.paint(style, mark)} ${clean(text)}`;
  });
}

function blockLines(group: GroupSight, troubles: readonly Trouble[], paper: Paper): string[] {
  const nodes = [
    masterRow(group, paper),
    ...group.replicas.map((replica) => replicaRow(replica, group, paper)),
    ...sentinelRows(group, paper),
  ];
  return [
    `${paper.paint('strong', clean(group.name))}  ${stateWord(group, troubles, paper)}`,
    ...troubleLines(troubles, paper, '  '),
    ...columns(nodes, '  '),
  ];
}

function stateWord(group: GroupSight, troubles: readonly Trouble[], paper: Paper): string {
  const severity = worst(troubles);
  if (severity === null) return paper.paint('good', 'ok');
  const stage = failoverStage(group);
  if (stage !== null) return paper.paint('bad', 'failover');
  return paper.paint(MARKS[severity][1], severity);
}

function masterRow(group: GroupSight, paper: Paper): string[] {
  const down = group.views.filter(({ master }) => master.downMs !== null).length;
  const all = group.views.length;
  const state =
    down === 0
      ? paper.paint('good', 'up')
      : paper.paint(down === all ? 'bad' : 'warn', `down for ${down} of ${all}`);
  return ['master', clean(shown(group.master)), state, `epoch ${group.configEpoch}`];
}

function replicaRow(replica: ReplicaSight, group: GroupSight, paper: Paper): string[] {
  return [
    'replica',
    clean(shown(replica.address)),
    replicaState(replica, paper),
    lagText(replica, group),
    replica.priority === 100 || replica.priority === null ? '' : `priority ${replica.priority}`,
  ];
}

function replicaState(replica: ReplicaSight, paper: Paper): string {
  const { downBy, knownBy, linkUp, linkDownMs, flags, lag } = replica;
  if (downBy > 0) return paper.paint('bad', `down for ${downBy} of ${knownBy}`);
  if (flags.has('maintenance')) return paper.paint('warn', 'maintenance');
  if (replica.roleReported === 'master') return paper.paint('bad', 'says master');
  if (linkUp) return paper.paint('good', 'link up');
  if (lag !== null && lag.state !== 'online') return paper.paint('warn', lag.state);
  const since = linkDownMs > 0 ? ` ${showDuration(linkDownMs)}` : '';
  return paper.paint('bad', `link down${since}`);
}

function lagText({ lag, downBy }: ReplicaSight, { lagAgeMs }: GroupSight): string {
  if (lag === null || lag.bytes === null || downBy > 0) return 'lag unknown';
  const old = lagAgeMs !== null && lagAgeMs > OLD_MS ? ` (${showDuration(lagAgeMs)} ago)` : '';
  return `lag ${showBytes(lag.bytes)}, ${lag.seconds} s${old}`;
}

function sentinelRows(group: GroupSight, paper: Paper): string[][] {
  const views = new Map(group.views.map((view) => [shown(view.sentinel), view]));
  return group.voters.map(({ address, asked, downBy, knownBy }) => {
    const key = shown(address);
    const view = views.get(key);
    if (view !== undefined) {
      const [belief, more] = viewWords(view, group, paper);
      const lost = downBy === 0 ? '' : paper.paint('bad', `down for ${downBy} of ${knownBy}`);
      return ['sentinel', clean(key), belief, [lost, more].filter(Boolean).join(', ')];
    }
    const eyes = `down for ${downBy} of ${knownBy}`;
    const state = downBy > 0 ? paper.paint('bad', eyes) : paper.paint('faint', 'not asked');
    return ['sentinel', clean(key), asked ? '' : state];
  });
}

function viewWords({ master }: View, group: GroupSight, paper: Paper): [string, string] {
  const flags = ['failover_paused', 'in_minority', 'auth_error'].filter((each) =>
    master.flags.has(each),
  );
  const more = flags.length === 0 ? '' : flags.join(', ').replaceAll('_', ' ');
  if (shown(master.address) !== shown(group.master)) {
    return [paper.paint('bad', `says ${clean(shown(master.address))}`), more];
  }
  if (master.agreedDownMs !== null) return [paper.paint('bad', 'agreed that it is down'), more];
  if (master.downMs !== null) return [paper.paint('bad', 'sees it down'), more];
  return [paper.paint('good', 'agrees'), more];
}

/** A group that is well, in one line. */
function rowOf(group: GroupSight, paper: Paper): string[] {
  const lags = group.replicas.flatMap(({ lag }) => lag?.bytes ?? []);
  return [
    clean(group.name),
    paper.paint('good', 'ok'),
    clean(shown(group.master)),
    plural(group.replicas.length, 'replica'),
    lags.length === 0 ? 'lag unknown' : `lag ${showBytes(Math.max(...lags))}`,
    plural(group.voters.length, 'Sentinel'),
  ];
}

/** What `status --json` prints. */
export function surveyJson(survey: Survey, troubles: readonly Trouble[]): unknown {
  return {
    worst: worst(troubles),
    sentinels: survey.sentinels.map(sentinelJson),
    groups: survey.groups.map((group) => groupJson(group, troubles)),
    troubles: troubles.filter(({ group }) => group === null),
  };
}

function sentinelJson({ address, ...rest }: SentinelSight): unknown {
  return { address: shown(address), ...rest };
}

function groupJson(group: GroupSight, troubles: readonly Trouble[]): unknown {
  return {
    name: group.name,
    master: shown(group.master),
    configEpoch: group.configEpoch,
    failover:
      group.views.find(({ master }) => master.failoverState !== null)?.master.failoverState ?? null,
    worst: worst(troubles.filter(({ group: name }) => name === group.name)),
    troubles: troubles.filter(({ group: name }) => name === group.name),
    replicas: group.replicas.map(({ address, master, flags, ...rest }) => ({
      address: shown(address),
      ...rest,
      master: master === null ? null : shown(master),
      flags: [...flags],
    })),
    lagAgeMs: group.lagAgeMs,
    sentinels: group.voters.map(({ address, ...rest }) => ({
      address: shown(address),
      ...rest,
      view: viewJson(group.views.find(({ sentinel }) => shown(sentinel) === shown(address))),
    })),
  };
}

function viewJson(view: View | undefined): unknown {
  if (view === undefined) return null;
  const { address, flags, downMs, agreedDownMs, configEpoch, quorum, failoverState } = view.master;
  return {
    master: shown(address),
    flags: [...flags],
    downMs,
    agreedDownMs,
    configEpoch,
    quorum,
    failoverState,
  };
}
