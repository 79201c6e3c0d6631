// SENTINEL DOCTOR: what is wrong with this Sentinel and its groups, or with one of them, and what
// to do about it (DOCTOR-1). The findings are made in core/doctor.

import type { Finding } from '../../core/doctor/check.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Command, Sight } from '../command.ts';
import { NO_SUCH_MASTER, SYNTAX_ERROR } from '../errors.ts';
import { array, bulk, map, reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const doctor: Command = sentinelCommand({
  name: 'doctor',
  arity: -2,
  since: '7.2.4',
  usage: 'DOCTOR [<master-name>]',
  summary: 'Tells what is wrong with this Sentinel and what it watches, and what to do about it.',
  run([, , name, ...more], _caller, sight) {
    if (more.length > 0) return reply(SYNTAX_ERROR);
    // DOCTOR-2: what is known when everybody was asked.
    const request = { kind: 'check-up', name: name ?? null } as const;
    return { kind: 'operate', request, render: () => findingsOf(sight, name ?? null) };
  },
});

function findingsOf({ views, process, settings }: Sight, name: string | null): RespValue {
  const { saves } = process;
  const findings = views.findings(name, {
    saveFailedForMs: saves.failedForMs,
    lastSaveError: saves.lastError,
    isExecutable: (path) => settings.isExecutable(path),
  });
  return findings === null ? NO_SUCH_MASTER : array(findings.map(render));
}

function render({ severity, code, groupName, evidence, meaning, remedy }: Finding): RespValue {
  return map([
    ['severity', bulk(severity)],
    ['code', bulk(code)],
    ['group', groupName === null ? { kind: 'null' } : bulk(groupName)],
    ['evidence', bulk(evidence)],
    ['meaning', bulk(meaning)],
    ['remedy', bulk(remedy)],
  ]);
}
