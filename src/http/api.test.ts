// The description of the API is true: every route that reads is asked, and what it answers is as
// the description says, for groups that exist and for those that do not.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { change, withDoor } from '../../test/http/door.ts';
import { faults } from '../../test/http/schema.ts';
import { COMMANDS } from '../commands/catalogue.ts';
import { READABLE } from './routes/commands.ts';

interface Operation {
  readonly requestBody?: unknown;
  readonly parameters?: readonly { readonly name: string; readonly schema: { enum?: string[] } }[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Record<string, unknown>>> };
}

function description(): Description {
  return JSON.parse(readFileSync('docs/api/openapi.json', 'utf8'));
}

/** The paths of an operation with each value that it names, for that group. */
function pathsOf(path: string, operation: Operation, group: string): readonly string[] {
  const withGroup = path.replace('{group}', encodeURIComponent(group)).replace('{file}', 'none');
  const command = operation.parameters?.find(({ name }) => name === 'command');
  const names = command?.schema.enum ?? [''];
  return names.map((name) => withGroup.replace('{command}', name));
}

test('what is answered is as the description says', async () => {
  const { paths, components } = description();
  let asked = 0;
  await withDoor({}, async ({ ask }) => {
    for (const [path, methods] of Object.entries(paths)) {
      const operation = methods['get'];
      if (operation === undefined || path === '/events') continue;
      for (const group of ['one', 'h\u00e9', 'none such']) {
        for (const concrete of pathsOf(path, operation, group)) {
          const { status, body } = await ask(concrete);
          const content = operation.responses[status]?.content ?? {};
          assert.ok(operation.responses[status] !== undefined, `${concrete}: ${status} ${body}`);
          const schema = content['application/json']?.schema;
          if (schema === undefined || path === '/') continue;
          const found = faults(JSON.parse(body), { ...schema }, components.schemas);
          assert.deepEqual(found, [], concrete);
          asked += 1;
        }
      }
    }
  });
  assert.ok(asked > 50, `${asked} were asked`);
});

/** SENTINEL subcommands that show nothing, or show it under another name too. */
const NOT_READ: readonly string[] = [
  // What one Sentinel asks another.
  'is-master-down-by-addr',
  'is-primary-down-by-addr',
  // Other names.
  'get-primary-addr-by-name',
  'primary',
  'primaries',
  'slaves',
  // Orders: some of them are changes here, the others belong to who writes the configuration.
  'failover',
  'flushconfig',
  'forget',
  'maintenance',
  'monitor',
  'pause',
  'remove',
  'reset',
  'resume',
  'set',
  'simulate-failure',
  'help',
];

test('everything that a SENTINEL command shows can be read', () => {
  const names = COMMANDS.map(({ name }) => name.split('|'))
    .filter(([container, name]) => container === 'sentinel' && name !== undefined)
    .map(([, name = '']) => name);
  const missing = names.filter((name) => ![...READABLE, ...NOT_READ].includes(name));
  assert.deepEqual(missing, []);
});

test('changes are orders, and are answered as the description says', async () => {
  const { paths, components } = description();
  const bodies: Readonly<Record<string, object>> = {
    failover: { coordinated: true, to: '[::1]:7002', timeoutMs: 500 },
    pause: { forMs: 1000 },
    resume: {},
    maintenance: { node: '127.0.0.1:7002', on: true },
    forget: { replica: '127.0.0.1:7002', everywhere: true },
  };
  await withDoor({}, async ({ ask, asked, logged }) => {
    for (const [path, { post }] of Object.entries(paths)) {
      if (post === undefined) continue;
      const name = path.split('/').at(-1) ?? '';
      const body = bodies[name];
      assert.ok(body !== undefined, `${name} is tried here`);
      const { status, body: text } = await ask(path.replace('{group}', 'h%C3%A9'), change(body));
      assert.equal(status, 200, text);
      const schema = post.responses['200']?.content?.['application/json']?.schema ?? {};
      assert.deepEqual(faults(JSON.parse(text), { ...schema }, components.schemas), []);
    }
    const address = { host: '127.0.0.1', port: 7002 };
    const name = 'h\xc3\xa9';
    const target = { host: '::1', port: 7002 };
    assert.deepEqual(
      asked.map(({ request }) => request),
      [
        { kind: 'failover', name, orders: { target, insists: true, patienceMs: 500 } },
        { kind: 'pause', name, forMs: 1000 },
        { kind: 'pause', name, forMs: null },
        { kind: 'maintain', name, address, on: true },
        { kind: 'forget', name, who: { kind: 'replica', address }, everywhere: true },
      ],
    );
    assert.equal(logged.filter((line) => line.startsWith('Asked over HTTP by')).length, 5);
  });
});

test('what is wrong with a body is said, and nothing is done', async () => {
  await withDoor({}, async ({ ask, asked }) => {
    const wrong: readonly (readonly [string, object])[] = [
      ['pause', { forMs: -1 }],
      ['pause', { forms: 1 }],
      ['pause', [1]],
      ['failover', { to: 'nowhere' }],
      ['failover', { coordinated: 'yes' }],
      ['maintenance', { node: '127.0.0.1:7002' }],
      ['forget', {}],
      ['forget', { replica: '127.0.0.1:1', sentinel: 'a' }],
    ];
    for (const [name, body] of wrong) {
      const { status } = await ask(`/api/groups/one/${name}`, change(body));
      assert.equal(status, 400, `${name} ${JSON.stringify(body)}`);
    }
    const { status: unknown } = await ask('/api/groups/none/pause', change({}));
    assert.equal(unknown, 404);
    const text = { ...change({}), body: '{' };
    assert.equal((await ask('/api/groups/one/pause', text)).status, 400);
    const long = { ...change({}), body: JSON.stringify({ a: 'x'.repeat(20_000) }) };
    assert.equal((await ask('/api/groups/one/pause', long)).status, 413);
    assert.deepEqual(asked, []);
  });
});

test('the end of an order becomes a status', async () => {
  const outcome = { kind: 'failed', code: 'failover-in-progress' } as const;
  await withDoor({ outcome }, async ({ ask }) => {
    const { status, body } = await ask('/api/groups/one/failover', change({}));
    assert.equal(status, 409);
    assert.equal(JSON.parse(body).error.code, 'failover-in-progress');
  });
});
