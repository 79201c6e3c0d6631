// Whether a command exists and has as many arguments as it takes, in the words of a stock Sentinel;
// and what is derived from the catalogue: HELP and COMMAND.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, wireLines } from '../../test/fake-sight.ts';
import { ACL_COMMANDS } from '../acl/acl-commands.ts';
import { COMMANDS, resolve } from './catalogue.ts';

function errorOf(...words: readonly string[]): string {
  const resolved = resolve(words);
  return resolved.kind === 'error' ? (wireLines(resolved.value)[0] ?? '') : 'no error';
}

test('an unknown command is repeated with its arguments', () => {
  const begin = '-ERR unknown command';
  assert.equal(
    errorOf('FOO', 'a', 'b', 'c'),
    `${begin} 'FOO', with args beginning with: 'a' 'b' 'c' `,
  );
  assert.equal(errorOf('foo'), `${begin} 'foo', with args beginning with: `);
  assert.equal(errorOf('FOO', ''), `${begin} 'FOO', with args beginning with: '' `);
  for (const name of [
    'SAVE',
    'BGREWRITEAOF',
    'BLPOP',
    'REPLICAOF',
    'CONFIG',
    'MULTI',
    'GET',
    'SSUBSCRIBE',
  ]) {
    assert.equal(errorOf(name), `${begin} '${name}', with args beginning with: `);
  }
  assert.equal(
    errorOf('sentinel|master', 'x'),
    `${begin} 'sentinel|master', with args beginning with: 'x' `,
  );
});

test('an unknown command is repeated up to 128 bytes, its arguments too', () => {
  const begin = `-ERR unknown command '${'x'.repeat(128)}', with args beginning with:`;
  assert.equal(
    errorOf('x'.repeat(200), 'y'.repeat(100), 'z'.repeat(100), 'w'),
    `${begin} '${'y'.repeat(100)}' '${'z'.repeat(25)}' `,
  );
  const y = `'${'y'.repeat(30)}'`;
  assert.equal(
    errorOf('x', ...Array<string>(8).fill('y'.repeat(30))),
    `-ERR unknown command 'x', with args beginning with: ${y} ${y} ${y} '${'y'.repeat(29)}' `,
  );
  assert.equal(
    errorOf('x', 'y'.repeat(125), 'z'),
    `-ERR unknown command 'x', with args beginning with: '${'y'.repeat(125)}' `,
  );
  assert.equal(errorOf('x', ...Array<string>(80).fill('')).match(/''/g)?.length, 43);
});

test('ends of lines and zero bytes do not come back in an error', () => {
  assert.equal(
    errorOf('x\r\ny', 'y\r\nu'),
    "-ERR unknown command 'x  y', with args beginning with: 'y  u' ",
  );
  assert.equal(errorOf('x\0z', 'a\0b'), "-ERR unknown command 'x', with args beginning with: 'a' ");
  assert.equal(errorOf('SENTINEL', 'a\0b'), "-ERR unknown subcommand 'a'. Try SENTINEL HELP.");
});

test('an unknown subcommand is repeated as it was typed', () => {
  assert.equal(errorOf('SENTINEL', 'foo'), "-ERR unknown subcommand 'foo'. Try SENTINEL HELP.");
  assert.equal(
    errorOf('sentinel', 'FoO', 'a'),
    "-ERR unknown subcommand 'FoO'. Try SENTINEL HELP.",
  );
  assert.equal(errorOf('CLIENT', 'foo'), "-ERR unknown subcommand 'foo'. Try CLIENT HELP.");
  assert.equal(
    errorOf('CLIENT', 'no-touch'),
    "-ERR unknown subcommand 'no-touch'. Try CLIENT HELP.",
  );
  assert.equal(errorOf('COMMAND', 'FOO'), "-ERR unknown subcommand 'FOO'. Try COMMAND HELP.");
  const long = errorOf('SENTINEL', 'x'.repeat(300));
  assert.equal(long, `-ERR unknown subcommand '${'x'.repeat(128)}'. Try SENTINEL HELP.`);
});

const WRONG_ARITY: readonly (readonly [words: string, name: string])[] = [
  ['SENTINEL', 'sentinel'],
  ['CLIENT', 'client'],
  ['SENTINEL MASTER', 'sentinel|master'],
  ['SENTINEL MASTER mymaster x', 'sentinel|master'],
  ['SENTINEL PRIMARY', 'sentinel|primary'],
  ['SENTINEL MASTERS x', 'sentinel|masters'],
  ['SENTINEL IS-MASTER-DOWN-BY-ADDR 1.2.3.4 5 0', 'sentinel|is-master-down-by-addr'],
  ['SENTINEL MYID x', 'sentinel|myid'],
  ['SENTINEL FAILOVER', 'sentinel|failover'],
  ['SENTINEL RESET', 'sentinel|reset'],
  ['SENTINEL FLUSHCONFIG x', 'sentinel|flushconfig'],
  ['SENTINEL HELP x', 'sentinel|help'],
  ['SENTINEL SET t1', 'sentinel|set'],
  ['SENTINEL SET t1 quorum', 'sentinel|set'],
  ['SENTINEL MONITOR a b c', 'sentinel|monitor'],
  ['ROLE x', 'role'],
  ['AUTH', 'auth'],
  ['CLIENT SETNAME', 'client|setname'],
  ['CLIENT ID x', 'client|id'],
  ['CLIENT INFO x', 'client|info'],
  ['COMMAND COUNT x', 'command|count'],
  ['PUBLISH __sentinel__:hello', 'publish'],
  ['SUBSCRIBE', 'subscribe'],
];

for (const [words, name] of WRONG_ARITY) {
  test(`${words} has a wrong number of arguments`, () => {
    const error = errorOf(...words.split(' '));
    assert.equal(error, `-ERR wrong number of arguments for '${name}' command`);
  });
}

test('names are taken in any case, and run in their own', () => {
  const resolved = resolve(['sEnTiNeL', 'Get-Master-Addr-By-Name', 'x']);
  assert.ok(resolved.kind === 'command');
  assert.equal(resolved.command.name, 'sentinel|get-master-addr-by-name');
});

test('every name stands once in the catalogue, in lower case, and resolves to itself', () => {
  const names = COMMANDS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const command of COMMANDS) {
    const words = command.name.split('|');
    while (words.length < Math.abs(command.arity)) words.push('x');
    const resolved = resolve(words);
    if (!['acl', 'sentinel', 'client'].includes(command.name)) {
      assert.deepEqual(resolved, { kind: 'command', command });
    }
  }
});

/** Arity, flags and categories as COMMAND INFO of stock 7.0.15 shows them, SETINFO as 7.2 does. */
const STOCK_TABLE = `
acl -2 - slow 6.0.0
acl|cat -2 noscript,loading,stale slow 6.0.0
acl|deluser -3 admin,noscript,loading,stale admin,slow,dangerous 6.0.0
acl|dryrun -4 admin,noscript,loading,stale admin,slow,dangerous 7.0.0
acl|genpass -2 noscript,loading,stale slow 6.0.0
acl|getuser 3 admin,noscript,loading,stale admin,slow,dangerous 6.0.0
acl|help 2 loading,stale slow 6.0.0
acl|list 2 admin,noscript,loading,stale admin,slow,dangerous 6.0.0
acl|load 2 admin,noscript,loading,stale admin,slow,dangerous 6.0.0
acl|log -2 admin,noscript,loading,stale admin,slow,dangerous 6.0.0
acl|save 2 admin,noscript,loading,stale admin,slow,dangerous 6.0.0
acl|setuser -3 admin,noscript,loading,stale admin,slow,dangerous 6.0.0
acl|users 2 admin,noscript,loading,stale admin,slow,dangerous 6.0.0
acl|whoami 2 noscript,loading,stale slow 6.0.0
auth -2 noscript,loading,stale,fast,no_auth,allow_busy fast,connection 1.0.0
client -2 - slow 2.4.0
client|caching 3 noscript,loading,stale slow,connection 6.0.0
client|getname 2 noscript,loading,stale slow,connection 2.6.9
client|getredir 2 noscript,loading,stale slow,connection 6.0.0
client|help 2 loading,stale slow,connection 5.0.0
client|id 2 noscript,loading,stale slow,connection 5.0.0
client|info 2 noscript,loading,stale slow,connection 6.2.0
client|kill -3 admin,noscript,loading,stale admin,slow,dangerous,connection 2.4.0
client|list -2 admin,noscript,loading,stale admin,slow,dangerous,connection 2.4.0
client|no-evict 3 admin,noscript,loading,stale admin,slow,dangerous,connection 7.0.0
client|pause -3 admin,noscript,loading,stale admin,slow,dangerous,connection 2.9.50
client|reply 3 noscript,loading,stale slow,connection 3.2.0
client|setinfo 4 noscript,loading,stale slow,connection 7.2.0
client|setname 3 noscript,loading,stale slow,connection 2.6.9
client|tracking -3 noscript,loading,stale slow,connection 6.0.0
client|trackinginfo 2 noscript,loading,stale slow,connection 6.2.0
client|unblock -3 admin,noscript,loading,stale admin,slow,dangerous,connection 5.0.0
client|unpause 2 admin,noscript,loading,stale admin,slow,dangerous,connection 6.2.0
command -1 loading,stale slow,connection 2.8.13
command|count 2 loading,stale slow,connection 2.8.13
command|docs -2 loading,stale slow,connection 7.0.0
command|getkeys -4 loading,stale slow,connection 2.8.13
command|getkeysandflags -4 loading,stale slow,connection 7.0.0
command|help 2 loading,stale slow,connection 5.0.0
command|info -2 loading,stale slow,connection 2.8.13
command|list -2 loading,stale slow,connection 7.0.0
hello -1 noscript,loading,stale,fast,no_auth,allow_busy fast,connection 6.0.0
info -1 loading,stale slow,dangerous 1.0.0
ping -1 fast fast,connection 1.0.0
psubscribe -2 pubsub,noscript,loading,stale pubsub,slow 2.0.0
publish 3 pubsub,loading,stale,fast pubsub,fast 2.0.0
punsubscribe -1 pubsub,noscript,loading,stale pubsub,slow 2.0.0
role 1 noscript,loading,stale,fast admin,fast,dangerous 2.8.12
sentinel -2 admin admin,slow,dangerous 2.8.4
sentinel|ckquorum 3 admin admin,slow,dangerous 2.8.4
sentinel|config -3 admin admin,slow,dangerous 6.2.0
sentinel|debug -2 admin admin,slow,dangerous 7.0.0
sentinel|doctor -2 admin admin,slow,dangerous 7.2.4
sentinel|explain 3 admin admin,slow,dangerous 7.2.4
sentinel|failover -3 admin admin,slow,dangerous 2.8.4
sentinel|flushconfig 2 admin admin,slow,dangerous 2.8.4
sentinel|forget -5 admin admin,slow,dangerous 7.2.4
sentinel|get-master-addr-by-name 3 admin admin,slow,dangerous 2.8.4
sentinel|help 2 loading,stale slow 6.2.0
sentinel|history 3 admin admin,slow,dangerous 7.2.4
sentinel|info-cache -3 admin admin,slow,dangerous 3.2.0
sentinel|is-master-down-by-addr 6 admin admin,slow,dangerous 2.8.4
sentinel|maintenance 6 admin admin,slow,dangerous 7.2.4
sentinel|master 3 admin admin,slow,dangerous 2.8.4
sentinel|masters 2 admin admin,slow,dangerous 2.8.4
sentinel|monitor 6 admin admin,slow,dangerous 2.8.4
sentinel|myid 2 admin admin,slow,dangerous 6.2.0
sentinel|pause -3 admin admin,slow,dangerous 7.2.4
sentinel|pending-scripts 2 admin admin,slow,dangerous 2.8.4
sentinel|remove 3 admin admin,slow,dangerous 2.8.4
sentinel|replicas 3 admin admin,slow,dangerous 5.0.0
sentinel|reset 3 admin admin,slow,dangerous 2.8.4
sentinel|resume 3 admin admin,slow,dangerous 7.2.4
sentinel|sentinels 3 admin admin,slow,dangerous 2.8.4
sentinel|set -5 admin admin,slow,dangerous 2.8.4
sentinel|simulate-failure -3 admin admin,slow,dangerous 3.2.0
sentinel|slaves 3 admin admin,slow,dangerous 2.8.0
shutdown -1 admin,noscript,loading,stale,no_multi,allow_busy admin,slow,dangerous 1.0.0
subscribe -2 pubsub,noscript,loading,stale pubsub,slow 2.0.0
unsubscribe -1 pubsub,noscript,loading,stale pubsub,slow 2.0.0
`;

const ALIASES = [
  'sentinel|get-primary-addr-by-name',
  'sentinel|is-primary-down-by-addr',
  'sentinel|primaries',
  'sentinel|primary',
];

test('the catalogue has what stock has, the names of Valkey and what is our own', () => {
  const known = COMMANDS.filter(({ name }) => !ALIASES.includes(name));
  const lines = known.map(({ name, arity, flags, categories, since }) =>
    [name, arity, flags.join(',') || '-', categories.join(','), since].join(' '),
  );
  assert.deepEqual(lines.sort(), STOCK_TABLE.trim().split('\n'));
  assert.equal(COMMANDS.length, known.length + ALIASES.length);
});

test('HELP frames what the catalogue says, and leaves second names out', () => {
  const lines = wireLines(answer(['SENTINEL', 'HELP']));
  assert.equal(lines[1], '+SENTINEL <subcommand> [<arg> [value] [opt] ...]. Subcommands are:');
  assert.deepEqual(lines.slice(-2), ['+HELP', '+    Prints this help.']);
  const shown = lines.slice(2).filter((line) => !line.startsWith('+ '));
  const words = shown.map((line) => line.slice(1).split(' ')[0] ?? '');
  const hidden = [...ALIASES, 'sentinel|slaves'];
  const subcommands = COMMANDS.map(({ name }) => name).filter((n) => n.startsWith('sentinel|'));
  assert.deepEqual(
    words.map((word) => `sentinel|${word.toLowerCase()}`),
    subcommands.filter((name) => !hidden.includes(name)),
  );
  assert.equal(lines.length, 2 + 2 * shown.length);
});

test('HELP of the other containers begins with their own names', () => {
  assert.match(wireLines(answer(['CLIENT', 'HELP']))[1] ?? '', /^\+CLIENT <subcommand>/);
  const lines = wireLines(answer(['COMMAND', 'HELP']));
  assert.equal(lines[2], '+(no subcommand)');
});

test('COMMAND COUNT counts top-level commands, COMMAND LIST names all', () => {
  const count = COMMANDS.filter(({ name }) => !name.includes('|')).length;
  assert.deepEqual(wireLines(answer(['COMMAND', 'COUNT'])), [`:${count}`]);
  const [header, ...names] = wireLines(answer(['COMMAND', 'LIST']));
  assert.equal(header, `*${COMMANDS.length}`);
  assert.deepEqual(
    names,
    COMMANDS.map(({ name }) => name),
  );
});

test('COMMAND LIST filters by pattern, category and module', () => {
  const list = (...words: readonly string[]): readonly string[] =>
    wireLines(answer(['COMMAND', 'LIST', ...words]));
  assert.deepEqual(list('FILTERBY', 'PATTERN', 'sentinel|ma*'), [
    '*3',
    'sentinel|maintenance',
    'sentinel|master',
    'sentinel|masters',
  ]);
  assert.deepEqual(list('filterby', 'pattern', 'PI*'), ['*1', 'ping']);
  assert.deepEqual(list('FILTERBY', 'ACLCAT', 'FAST'), [
    '*5',
    'auth',
    'hello',
    'ping',
    'publish',
    'role',
  ]);
  assert.deepEqual(list('FILTERBY', 'ACLCAT', 'nope'), ['*0']);
  assert.deepEqual(list('FILTERBY', 'MODULE', 'json'), ['*0']);
  for (const words of ['x', 'FILTERBY FOO x', 'FILTERBY PATTERN', 'FILTERBY PATTERN a b']) {
    assert.deepEqual(list(...words.split(' ')), ['-ERR syntax error'], words);
  }
});

test('COMMAND INFO describes what it knows and shows nothing for the rest', () => {
  const lines = wireLines(answer(['COMMAND', 'INFO', 'SENTINEL|Master', 'sentinel|nope', 'ping']));
  assert.deepEqual(lines, [
    ...['*3', '*10', 'sentinel|master', ':3', '*1', '+admin', ':0', ':0', ':0'],
    ...['*3', '+@admin', '+@slow', '+@dangerous', '*0', '*0', '*0'],
    '$-1',
    ...['*10', 'ping', ':-1', '*1', '+fast', ':0', ':0', ':0'],
    ...['*2', '+@fast', '+@connection'],
    ...['*2', 'request_policy:all_shards', 'response_policy:all_succeeded', '*0', '*0'],
  ]);
});

test('COMMAND describes every top-level command with its subcommands', () => {
  const bare = answer(['COMMAND']);
  assert.deepEqual(bare, answer(['COMMAND', 'INFO']));
  assert.ok(bare.kind === 'array');
  assert.equal(bare.items.length, COMMANDS.filter(({ name }) => !name.includes('|')).length);
  const lines = wireLines(bare);
  for (const { name } of COMMANDS) assert.equal(lines.filter((line) => line === name).length, 1);
});

test('COMMAND DOCS documents what it knows, a container with its subcommands', () => {
  assert.deepEqual(wireLines(answer(['COMMAND', 'DOCS', 'nope'])), ['*0']);
  const one = wireLines(answer(['COMMAND', 'DOCS', 'SENTINEL|MYID', 'nope']), 3);
  assert.deepEqual(one, [
    ...['%1', 'sentinel|myid', '%3', 'summary', 'Tells the id of this Sentinel.'],
    ...['since', '6.2.0', 'group', 'sentinel'],
  ]);
  const container = wireLines(answer(['COMMAND', 'DOCS', 'client']), 3);
  assert.deepEqual(container.slice(0, 3), ['%1', 'client', '%4']);
  const at = container.indexOf('subcommands');
  assert.deepEqual(container.slice(at, at + 3), ['subcommands', '%17', 'client|caching']);
});

test('rules of users know every command by the categories that it shows', () => {
  const known = new Map(ACL_COMMANDS.map(({ name, categories }) => [name, categories]));
  for (const { name, categories } of COMMANDS) {
    const inRules = known.get(name);
    if (inRules !== undefined) assert.deepEqual([...categories].sort(), [...inRules].sort(), name);
  }
});
