// The commands that rules of users can name: those of a stock Sentinel of Redis 7.0, with the
// categories that they are in there. It is complete whatever this program can do, because a rule
// means the same in a file that goes from one to the other and back.

export const CATEGORIES = [
  'keyspace',
  'read',
  'write',
  'set',
  'sortedset',
  'list',
  'hash',
  'string',
  'bitmap',
  'hyperloglog',
  'geo',
  'stream',
  'pubsub',
  'admin',
  'fast',
  'slow',
  'blocking',
  'dangerous',
  'connection',
  'transaction',
  'scripting',
] as const;

export type Category = (typeof CATEGORIES)[number];

/** Categories to names; a subcommand is `container|name`. */
type Family = readonly (readonly [categories: string, names: string])[];

const FAMILIES: Family = [
  ['slow', 'acl acl|cat acl|genpass acl|help acl|whoami client sentinel|help'],
  [
    'admin dangerous slow',
    'acl|deluser acl|dryrun acl|getuser acl|list acl|load acl|log acl|save ' +
      'acl|setuser acl|users sentinel sentinel|ckquorum sentinel|config ' +
      'sentinel|debug sentinel|failover sentinel|flushconfig ' +
      'sentinel|get-master-addr-by-name sentinel|info-cache ' +
      'sentinel|is-master-down-by-addr sentinel|master sentinel|masters ' +
      'sentinel|monitor sentinel|myid sentinel|pending-scripts sentinel|remove ' +
      'sentinel|replicas sentinel|reset sentinel|sentinels sentinel|set ' +
      'sentinel|simulate-failure sentinel|slaves shutdown',
  ],
  ['connection fast', 'auth hello ping'],
  [
    'connection slow',
    'client|caching client|getname client|getredir client|help client|id ' +
      'client|info client|reply client|setname client|tracking client|trackinginfo ' +
      'command command|count command|docs command|getkeys command|getkeysandflags ' +
      'command|help command|info command|list',
  ],
  [
    'admin connection dangerous slow',
    'client|kill client|list client|no-evict client|pause client|unblock ' + 'client|unpause',
  ],
  ['dangerous slow', 'info'],
  ['pubsub slow', 'psubscribe punsubscribe subscribe unsubscribe'],
  ['fast pubsub', 'publish'],
  ['admin dangerous fast', 'role'],
];

export interface AclCommand {
  readonly name: string;
  readonly categories: readonly Category[];
  /** The command that it is a subcommand of; null: of none. */
  readonly container: string | null;
}

/** In the order of their names, a container before its subcommands. */
export const ACL_COMMANDS: readonly AclCommand[] = FAMILIES.flatMap(([categories, names]) =>
  names.split(' ').map((name) => ({
    name,
    categories: CATEGORIES.filter((category) => categories.split(' ').includes(category)),
    container: containerOf(name),
  })),
).sort((one, other) => (one.name < other.name ? -1 : 1));

/** Commands that later versions have, and the one whose permission each has until a rule names it. */
export const YOUNGER_COMMANDS: ReadonlyMap<string, string> = new Map([
  ['client|setinfo', 'client|setname'],
  ['sentinel|get-primary-addr-by-name', 'sentinel|get-master-addr-by-name'],
  ['sentinel|is-primary-down-by-addr', 'sentinel|is-master-down-by-addr'],
  ['sentinel|primaries', 'sentinel|masters'],
  ['sentinel|primary', 'sentinel|master'],
]);

/** `client` of `client|id`. */
export function containerOf(name: string): string | null {
  const bar = name.indexOf('|');
  return bar < 0 ? null : name.slice(0, bar);
}
