// The differences that docs/compat.md names, by their ids: which command and which place in its
// reply may differ, and how. A line of a script may name an id as well, and then may differ in any
// way. An allowance that allows nothing any more is a mistake of this list.

import type { Difference } from './differ.ts';

export interface Allowance {
  readonly id: string;
  /** The command in lower case, with one space between its words. */
  readonly command: RegExp;
  readonly place?: RegExp;
  readonly stock?: RegExp;
  readonly ours?: RegExp;
}

/** Simple strings, the first of which is the same; one of them where they are equally many. */
const HELP =
  /^(\+|\*\d+\[\+\w+ <subcommand> \[<arg> \[value\] \[opt\] \.\.\.\]\. Subcommands are: \+)/;
const NOT_TOLD = /^not told$/;
const ABSENT = /^\(absent\)$/;

export const ALLOWANCES: readonly Allowance[] = [
  { id: 'C-1', command: /^hello\b/, place: /^version$/, ours: /^\$"7\.2\.4"$/ },
  { id: 'C-1', command: /^hello\b/, place: /^vedette_version$/, stock: ABSENT },
  { id: 'C-1', command: /^info\b/, place: /^redis_version$/, ours: /^\$"7\.2\.4"$/ },
  { id: 'C-1', command: /^info\b/, place: /^vedette_version$/, stock: ABSENT },
  {
    id: 'C-6',
    command: /^info\b/,
    place: /^sentinel_(total_tilt|auth_errors|config_[a-z_]+)$/,
    stock: ABSENT,
  },

  { id: 'C-4', command: /^sentinel config get \*$/, place: /^loglevel$/, stock: ABSENT },
  { id: 'C-10', command: /^(acl|client|command|sentinel) help$/, stock: HELP, ours: HELP },
  {
    id: 'C-10',
    command: /^command docs\b/,
    place: /\.(summary|complexity|history)$/,
  },
  {
    id: 'C-3',
    command: /^client (list|info)\b/,
    place: /^\[\d+\]\.lib-(name|ver)$/,
    stock: ABSENT,
  },
  {
    id: 'C-3',
    command: /^acl log\b/,
    place: /\.client-info\.lib-(name|ver)$/,
    stock: ABSENT,
  },
  { id: 'C-16', command: /^acl log$/, place: /\.client-info\.name$/, stock: /^\$"a"$/ },
  { id: 'C-3', command: /^command\b/, place: /(^|\.)client\|setinfo$/, stock: ABSENT },
  {
    id: 'C-5',
    command: /^command\b/,
    place: /(^|\.)sentinel\|(primary|primaries|(get|is)-primary-[a-z-]+)$/,
    stock: ABSENT,
  },
  {
    id: 'C-20',
    command: /^command\b/,
    place: /(^|\.)sentinel\|(doctor|explain|history)$/,
    stock: ABSENT,
  },
  {
    id: 'C-30',
    command: /^command\b/,
    place: /(^|\.)sentinel\|(forget|maintenance|pause|resume)$/,
    stock: ABSENT,
  },
  { id: 'C-30', command: /^info\b/, place: /^sentinel_paused_masters$/, stock: ABSENT },
  { id: 'C-31', command: /^sentinel config get\b/, place: /^strict-minority$/, stock: ABSENT },
  { id: 'C-32', command: /^sentinel config get\b/, place: /^fence-minority$/, stock: ABSENT },
  { id: 'C-35', command: /^info\b/, place: /^sentinel_current_epoch$/, stock: ABSENT },
  {
    id: 'C-35',
    command: /^sentinel config get\b/,
    place: /^trust(-secret)?$/,
    stock: ABSENT,
  },
  // The switch comes first (SWITCH-1): what follows is told of the new master, and later.
  {
    id: 'C-12',
    command: /^events (crash|manual) leader$/,
    place:
      /^\+(slave-reconf-(sent|inprog|done) slave \w+ @|failover-end master) mymaster (OLD|NEW)$/,
  },
  { id: 'C-13', command: /^events (crash|manual) leader$/, place: /^\+replica-reconf-done / },
  { id: 'C-17', command: /^events manual leader$/, place: /^\+hand-over / },
  { id: 'C-18', command: /^command\b/, place: /failover\[1\]$/, stock: /^:3$/, ours: /^:-3$/ },
  { id: 'C-18', command: /^sentinel failover (mymaster x|nobody coordinated)$/ },
  // What is known of a node stays over the switch, so that its restart is seen.
  { id: 'C-14', command: /^events return/, place: /^\+reboot slave OLD/, stock: NOT_TOLD },
];

export function allows(allowance: Allowance, command: string, difference: Difference): boolean {
  const { place, stock, ours } = allowance;
  if (!allowance.command.test(command)) return false;
  if (place !== undefined && !place.test(difference.place)) return false;
  if (stock !== undefined && !stock.test(difference.stock)) return false;
  return ours === undefined || ours.test(difference.ours);
}
