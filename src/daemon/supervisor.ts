// Who looks after this process, and what it is told: systemd that we are ready or ending, upstart
// by stopping for a moment. Node has no datagram sockets of the kind that systemd listens on, so
// its own command does it.

import { spawn } from 'node:child_process';
import type { Log } from '../adapters/log.ts';
import type { ServerSettings } from '../config/server-settings.ts';

export type SupervisorKind = 'no' | 'upstart' | 'systemd';

type Environment = Readonly<Record<string, string | undefined>>;

/** Who supervises, by what the file says and what the environment shows. */
export function supervisorKind(
  supervised: ServerSettings['supervised'],
  environment: Environment,
): SupervisorKind {
  const isSystemd = supervised === 'systemd' || supervised === 'auto';
  if (isSystemd && environment['NOTIFY_SOCKET'] !== undefined) return 'systemd';
  const isUpstart = supervised === 'upstart' || supervised === 'auto';
  return isUpstart && environment['UPSTART_JOB'] !== undefined ? 'upstart' : 'no';
}

export class Supervisor {
  readonly kind: SupervisorKind;
  readonly #log: Log;

  constructor({ supervised }: ServerSettings, log: Log) {
    this.kind = supervisorKind(supervised, process.env);
    this.#log = log;
    if (this.kind === 'systemd') {
      const times = 'TimeoutStartSec and TimeoutStopSec in your service unit';
      log.notice(
        `Supervised by systemd. Please make sure you set appropriate values for ${times}.`,
      );
    } else if (this.kind === 'upstart') {
      log.notice('supervised by upstart, will stop to signal readiness.');
    } else if (supervised === 'systemd') {
      log.warning('systemd supervision error: NOTIFY_SOCKET not found!');
    } else if (supervised === 'upstart') {
      log.warning('upstart supervision requested, but UPSTART_JOB not found!');
    }
  }

  /** Clients are served. */
  ready(): void {
    if (this.kind === 'systemd') this.#notify('READY=1', 'STATUS=Ready to accept connections');
    if (this.kind !== 'upstart') return;
    // Upstart lets us go on when it has seen this.
    delete process.env['UPSTART_JOB'];
    process.kill(process.pid, 'SIGSTOP');
  }

  /** The end has begun. */
  stopping(): void {
    if (this.kind === 'systemd') this.#notify('STOPPING=1');
  }

  /** The command is not our main process: the unit needs `NotifyAccess=all`. */
  #notify(...variables: readonly string[]): void {
    const child = spawn('systemd-notify', [`--pid=${process.pid}`, ...variables], {
      stdio: 'ignore',
      detached: true,
    });
    child.once('error', (error) => this.#failed(error.message));
    child.once('exit', (code) => {
      if (code !== 0 && code !== null) this.#failed(`systemd-notify ended with code ${code}`);
    });
    child.unref();
  }

  #failed(reason: string): void {
    this.#log.warning(`systemd supervision error: ${reason}`);
  }
}
