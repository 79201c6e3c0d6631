// The sentences about addresses that cannot be listened on, as stock writes them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ListenProblem, PATH_TOO_LONG, parseBind } from '../server/listen.ts';
import { listenReport } from './listen-report.ts';

function at(kind: 'tcp' | 'tls', bind: string, code: string): ListenProblem {
  return { place: { kind, bind: parseBind(bind), port: 7000 }, code };
}

function unix(path: string, code: string): ListenProblem {
  return { place: { kind: 'unix', path, shownAs: path, permissions: null }, code };
}

const WARNING = 'Warning: Could not create server TCP listening socket';

test('an address that may be missing is a warning', () => {
  const problems = [at('tcp', '-9.9.9.9', 'EADDRNOTAVAIL')];
  const warnings = [`${WARNING} 9.9.9.9:7000: bind: Cannot assign requested address`];
  assert.deepEqual(listenReport({ outcome: 'listening', problems }), { warnings, end: null });
  assert.deepEqual(listenReport({ outcome: 'nowhere', problems }), {
    warnings,
    end: 'Configured to not listen anywhere, exiting.',
  });
});

const ENDS: readonly (readonly [ListenProblem, string[], string])[] = [
  [
    at('tcp', '*', 'EADDRINUSE'),
    [`${WARNING} *:7000: bind: Address already in use`],
    'Failed listening on port 7000 (TCP), aborting.',
  ],
  [
    at('tls', '::*', 'EADDRINUSE'),
    [`${WARNING} ::*:7000: bind: Address already in use`],
    'Failed listening on port 7000 (TLS), aborting.',
  ],
  [
    at('tcp', 'nowhere.invalid', 'ENOTFOUND'),
    [`${WARNING} nowhere.invalid:7000: Name or service not known`],
    'Failed listening on port 7000 (TCP), aborting.',
  ],
  [unix('/x', 'EADDRINUSE'), [], 'Failed opening Unix socket: bind: Address already in use'],
  [unix('/x/y', 'ENOENT'), [], 'Failed opening Unix socket: bind: No such file or directory'],
  [
    unix(`/${'x'.repeat(149)}`, PATH_TOO_LONG),
    [],
    'Failed opening Unix socket: unix socket path too long (150), must be under 108',
  ],
];

for (const [problem, warnings, end] of ENDS) {
  test(end, () => {
    const report = listenReport({ outcome: 'failed', problems: [problem] });
    assert.deepEqual(report, { warnings, end });
  });
}
