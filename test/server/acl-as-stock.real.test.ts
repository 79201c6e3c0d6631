// Users and permissions: the same long conversation with a stock Sentinel and with ours. Every
// answer must be the same, whatever order a hash table has.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { ACL_COMMANDS, CATEGORIES } from '../../src/acl/acl-commands.ts';
import { freePort } from '../harness/ports.ts';
import { RealProcess } from '../harness/process.ts';
import { realTest } from '../harness/real-test.ts';
import type { Sandbox } from '../harness/sandbox.ts';
import { type SentinelKind, sentinelCommand } from '../harness/sentinel.ts';
import { until } from '../harness/wait.ts';
import { type Answers, play, type Step } from './acl-script.ts';
import { RawClient } from './raw-client.ts';

interface Scene {
  /** Lines of the file. */
  readonly text?: string;
  /** What the aclfile says; the file names it then. */
  readonly users?: string;
  readonly steps: readonly Step[];
}

async function compare(sandbox: Sandbox, scene: Scene): Promise<void> {
  const [expected, actual] = await Promise.all([
    answersOf(sandbox, scene, 'stock'),
    answersOf(sandbox, scene, 'vedette'),
  ]);
  for (const [index, step] of scene.steps.entries()) {
    assert.equal(actual[index], expected[index], `step ${index}: ${step.join(' ')}`);
  }
}

async function answersOf(sandbox: Sandbox, scene: Scene, kind: SentinelKind): Promise<Answers> {
  const port = await freePort();
  const folder = sandbox.makeFolder(`${kind}-${port}`);
  const file = join(folder, 'sentinel.conf');
  const lines = [`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, scene.text ?? ''];
  if (scene.users !== undefined) {
    lines.push('aclfile users.acl');
    writeFileSync(join(folder, 'users.acl'), scene.users);
  }
  writeFileSync(file, `${lines.join('\n')}\n`);
  RealProcess.start(sandbox, { command: sentinelCommand(kind, file), folder });
  await until(`the Sentinel on ${port} to listen`, async () => {
    (await RawClient.connect(port)).destroy();
    return true;
  });
  return await play(port, scene.steps);
}

/** Steps of one connection; words are parted by blanks. */
function says(connection: string, lines: readonly string[]): readonly Step[] {
  return lines.map((line) => [connection, ...line.split(' ')]);
}

const SHOWN = ['ACL GETUSER u', 'ACL LIST'];

const RULES: readonly string[] = [
  ...['on', 'nopass', '>pw', '>pw', '#abc', '!abc', '<nopw', '<pw', 'ON', 'RESETPASS', '', '>'],
  ...['sanitize-payload', 'skip-sanitize-payload', 'reset', 'off', 'foo', 'nopass', '>x', 'nopass'],
  ...[`#${'a'.repeat(64)}`, `!${'b'.repeat(64)}`, `!${'a'.repeat(64)}`, `#${'A'.repeat(64)}`],
  ...['+ping', '+ping|foo', '-ping|foo', '-ping', '+ping|foo', '+ping|FOO', '+ping|bar', '-ping'],
  ...['+client|id', '+client|id|x', '+client|nosuch', '+client|', '-client|', '+shutdown|a|b'],
  ...['+nosuch', '+nosuch|x', '+get', '-get', '+@nosuch', '-@nosuch', '+@', '+', '-', '+|a'],
  ...['+PING', '-ping', '+Client|ID', '-client|id', '+client', '-client|kill', '-client'],
  ...['+@admin', '+@ADMIN', 'nocommands', '+@connection', '-@all', '+@fast', '-@fast', '+@hash'],
  ...['allcommands', '-@dangerous', '-sentinel|help', '+@all', '-shutdown', '-ping', '+shutdown|a'],
  ...['-@connection', '-@ALL', '+@aLL', '-@slow', '+role', 'AllCommands', 'NOCOMMANDS'],
  ...['~a', '~a', '%R~a', '%R~b', '%W~b', '%W~c', '%RW~d', '%r~e', '%~e', '%x~f', '%RR~f', '%R'],
  ...['~', '~*', '~x', '%R~*', 'allkeys', 'resetkeys', '%R~*', '%W~*', 'ALLKEYS', 'RESETKEYS'],
  ...['&a', '&a', '&*', '&b', 'allchannels', 'resetchannels', '&x*', '& y', '&', '%', '~', '~a b'],
  ...['(+ping ~a)', '(+ping', '+ping)', '()', '(>pw)', '(+@all -sentinel &foo %R~k)', '( +ping )'],
  ...['((+ping))', '(+nosuch)', '(on)', '(allkeys allchannels allcommands)', '(+ping|x)', '(', ')'],
  ...['(+ping "~q)', '(+ping "&a b")', '("&a" \'~b\')', 'clearselectors', '(&* &*)', '(&* &x)'],
];

realTest('every rule does and says what it does in stock', async (sandbox) => {
  const steps: Step[] = [['a', 'ACL', 'SETUSER', 'u']];
  for (const rule of RULES) {
    steps.push(['a', 'ACL', 'SETUSER', 'u', rule], ...says('a', SHOWN));
  }
  await compare(sandbox, { steps });
});

const anyName = fc.constantFrom(...ACL_COMMANDS.map(({ name }) => name));
const anyCategory = fc.constantFrom('admin', 'fast', 'slow', 'dangerous', 'connection', 'pubsub');
const anyRule = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constantFrom('+', '-'), anyName).map((parts) => parts.join('')),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom('+@', '-@'), anyCategory).map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.constantFrom('+shutdown|a', '+ping|b', '+role|c', '+@all', '-@all') },
);

realTest('rules by chance are folded as stock folds them', async (sandbox) => {
  const lists = fc.sample(fc.array(anyRule, { minLength: 1, maxLength: 40 }), {
    numRuns: 500,
    seed: 7,
  });
  const steps: Step[] = lists.flatMap((rules): Step[] => [
    ['a', 'ACL', 'SETUSER', 'u', ...rules],
    ['a', 'ACL', 'GETUSER', 'u'],
  ]);
  await compare(sandbox, { steps });
});

const QUESTIONS: readonly string[] = [
  ...['ACL WHOAMI', 'ACL USERS', 'ACL LIST', 'ACL GETUSER default', 'ACL GETUSER nobody', 'ACL'],
  ...[
    'ACL FOO',
    'ACL SAVE',
    'ACL LOAD',
    'ACL CAT',
    'ACL CAT nope',
    'ACL CAT a b',
    'ACL CAT PUBSUB',
  ],
  ...['ACL GENPASS', 'ACL GENPASS 5', 'ACL GENPASS 1', 'ACL GENPASS 4096', 'ACL GENPASS 0'],
  ...['ACL GENPASS x', 'ACL GENPASS 4097', 'ACL GENPASS -1', 'ACL GENPASS 1 2', 'ACL WHOAMI x'],
  ...[
    'ACL LOG',
    'ACL LOG RESET',
    'ACL LOG x',
    'ACL LOG -1',
    'ACL LOG 0',
    'ACL LOG 1 2',
    'ACL LIST x',
  ],
  ...['ACL DELUSER default', 'ACL DELUSER a b', 'ACL DELUSER', 'ACL SETUSER', 'ACL DRYRUN a'],
  ...[
    'ACL DRYRUN nobody ping',
    'ACL DRYRUN default nocmd',
    'ACL DRYRUN default ping',
    'ACL USERS x',
  ],
  ...['ACL GETUSER', 'ACL GETUSER a b', 'ACL LOAD x', 'ACL SAVE x', 'acl whoami'],
  ...CATEGORIES.map((category) => `ACL CAT ${category}`),
];

realTest('questions are answered as stock answers them, in both protocols', async (sandbox) => {
  const odd: readonly Step[] = [
    ['a', 'ACL', 'SETUSER', 'a b'],
    ['a', 'ACL', 'SETUSER', 'a\0b'],
    ['a', 'ACL', 'SETUSER', ''],
    ['a', 'ACL', 'SETUSER', 'v', '~a\0b'],
    ['a', 'ACL', 'SETUSER', 'v', 'fo\r\no'],
    ['a', 'ACL', 'SETUSER', 'v', 'fo"o\x01\xff'],
    ['a', 'ACL', 'SETUSER', 'v', '+ping', 'foo', '+info'],
    ['a', 'ACL', 'SETUSER', 'v', '(', '+ping', '~x', ')', '(+info', '&y', ')', '>a b'],
    ['a', 'ACL', 'SETUSER', 'v', 'on', '(+ping', '~x'],
    ['a', 'ACL', 'LIST'],
    ['a', 'ACL', 'DRYRUN', 'v', 'fo\r\no'],
    ['a', 'ACL', 'DELUSER', 'v', 'v', 'nobody', ''],
  ];
  const steps = [
    ...says('a', QUESTIONS),
    ...odd,
    ['b', 'HELLO', '3'] as const,
    ...says('b', QUESTIONS),
  ];
  await compare(sandbox, { steps });
});

const LIMITED = [
  'on',
  '>pw',
  '+@all',
  '-client|list',
  '-info',
  '-sentinel|masters',
  '+client|kill',
];
const HEARS = ['resetchannels', '&ok', '&pa*'];

const REFUSED: readonly string[] = [
  ...[
    'AUTH w nope',
    'HELLO 2 AUTH w nope',
    'AUTH nobody x',
    'AUTH a b c',
    'AUTH w pw',
    'ACL WHOAMI',
  ],
  ...['INFO', 'INFO a b c', 'CLIENT LIST', 'client LIST TYPE foo x', 'CLIENT FOO', 'SENTINEL'],
  ...['SENTINEL MASTERS', 'SENTINEL masters x', 'SENTINEL FOO', 'FOO', 'PING', 'SENTINEL MASTER x'],
  ...['PUBLISH no x', 'PUBLISH ok x', 'PUBLISH __sentinel__:hello x', 'SUBSCRIBE ok no'],
  ...['SUBSCRIBE no', 'PSUBSCRIBE pax', 'PSUBSCRIBE pa', 'PSUBSCRIBE ok*', 'UNSUBSCRIBE no'],
  ...['SUBSCRIBE pax', 'PSUBSCRIBE pa*', 'INFO', 'PUBLISH no x', 'PUBLISH ok x', 'foo', 'PING'],
];

const TRIED: readonly string[] = [
  ...['client list', 'CLIENT LIST', 'info', 'publish no x', 'publish ok x', 'subscribe a b'],
  ...['subscribe ok b', 'psubscribe pax', 'psubscribe pa*', 'client foo', 'client', 'get a'],
  ...['ping a b c d', 'sentinel master', 'auth a', 'hello', 'unsubscribe zz', 'SENTINEL FOO'],
  ...['sentinel|masters', 'shutdown', 'shutdown a'],
].map((words) => `ACL DRYRUN w ${words}`);

realTest('what a user may not do is refused and logged as in stock', async (sandbox) => {
  const steps: Step[] = [
    ['a', 'ACL', 'SETUSER', 'w', ...LIMITED, ...HEARS],
    ...says('b', REFUSED),
    ['c', 'HELLO', '3', 'AUTH', 'w', 'pw'],
    ...says('c', ['INFO', 'SUBSCRIBE no', 'HELLO 3 AUTH w bad']),
    ['a', 'ACL', 'SETUSER', 's', 'on', 'nopass', '-@all', '+ping', '(+publish &x)', '(+info &y)'],
    ...says('d', ['AUTH s x', 'PING', 'PUBLISH x 1', 'PUBLISH y 1', 'INFO z', 'ROLE']),
    ['a', 'ACL', 'SETUSER', 'f', 'on', 'nopass', '+ping|one', '+ping|TWO'],
    ...says('e', ['AUTH f x', 'PING one', 'PING ONE', 'PING two', 'PING three', 'INFO']),
    ...says('a', ['ACL LOG', 'ACL LOG 100', 'ACL LOG 1', ...TRIED]),
    ['g', 'HELLO', '3'],
    ...says('g', ['ACL LOG 2', 'ACL LOG reset', 'ACL LOG']),
  ];
  await compare(sandbox, { steps });
  await compare(sandbox, {
    text: 'acllog-max-len 2',
    steps: says('a', ['AUTH a a', 'AUTH b b', 'AUTH c c', 'AUTH c c', 'ACL LOG']),
  });
});

realTest('connections end with the permissions they live of, as in stock', async (sandbox) => {
  const steps: Step[] = [
    ['a', 'ACL', 'SETUSER', 'w', 'on', '>pw', '+@all', '&a', '&b*'],
    ...says('b', ['AUTH w pw', 'SUBSCRIBE a']),
    ...says('c', ['AUTH w pw', 'PSUBSCRIBE b*']),
    ...says('d', ['AUTH w pw', 'SUBSCRIBE bx']),
    ...says('e', ['AUTH w pw']),
    ['a', 'ACL', 'SETUSER', 'w', 'resetchannels', '&a', '&c'],
    ...says('b', ['PING']),
    ['c'],
    ['d'],
    ...says('e', ['ACL WHOAMI']),
    ['a', 'ACL', 'SETUSER', 'w', 'off'],
    ...says('b', ['PING']),
    ...says('e', ['ACL WHOAMI']),
    ...says('f', ['AUTH w pw']),
    ['a', 'ACL', 'DELUSER', 'w'],
    ['b'],
    ['e'],
    ['a', 'ACL', 'SETUSER', 'x', 'on', 'nopass', '+@all'],
    ...says('g', ['AUTH x x', 'ACL DELUSER x y']),
    ['g'],
    ...says('a', ['ACL USERS']),
  ];
  await compare(sandbox, { steps });
});

realTest('the default user decides who has to authenticate, as in stock', async (sandbox) => {
  const strange = [
    'PING',
    'FOO',
    'CLIENT',
    'CLIENT FOO',
    'HELLO',
    'HELLO 3',
    'SUBSCRIBE x',
    'INFO',
  ];
  const steps: Step[] = [
    ...says('a', ['PING']),
    ['a', 'ACL', 'SETUSER', 'default', '>pw'],
    ...says('a', ['PING', 'ACL WHOAMI']),
    ...says('b', [...strange, 'AUTH x', 'AUTH pw', 'PING']),
    ...says('c', ['PING']),
    ['a', 'ACL', 'SETUSER', 'default', 'nopass'],
    ...says('c', ['PING', 'HELLO 2', 'ACL WHOAMI', 'AUTH x', 'AUTH default x', 'HELLO 2']),
    ['a', 'ACL', 'SETUSER', 'default', 'off'],
    ...says('d', ['PING', 'AUTH default x', 'AUTH x']),
    ...says('a', ['PING', 'ACL SETUSER default on -@all', 'PING', 'AUTH x', 'HELLO 2']),
  ];
  await compare(sandbox, { steps });
  await compare(sandbox, {
    text: 'requirepass foo',
    steps: says('a', ['ACL LIST', 'AUTH bar', 'AUTH foo', 'ACL LIST']),
  });
});

realTest('users of the file and of an aclfile are those of stock', async (sandbox) => {
  const show = ['ACL LIST', 'ACL USERS', 'ACL WHOAMI', 'ACL GETUSER default'];
  await compare(sandbox, {
    text:
      'user b on +ping >x (+info ~k)\nacl-pubsub-default allchannels\nuser default on nopass ' +
      '+@all -@admin +acl\nuser a on ( +ping ) off',
    steps: says('a', [
      ...show,
      'ACL SETUSER z',
      'ACL SETUSER z (+ping)',
      'ACL GETUSER z',
      'ACL SETUSER y reset',
      'ACL LIST',
    ]),
  });
  await compare(sandbox, {
    users: 'user g ( +ping ) &x (&y +info)\r\nuser i on nopass +@all\n\n user j on >p -@all\n',
    steps: [
      ...says('a', [...show, 'ACL SETUSER b on', 'ACL SAVE', 'ACL SETUSER c', 'ACL LIST']),
      ...says('b', ['AUTH i x']),
      ...says('a', ['ACL LOAD', 'ACL LIST', 'SENTINEL FLUSHCONFIG']),
      ['b'],
      ...says('c', ['AUTH i x', 'ACL LOAD']),
      ['c'],
    ],
  });
});
