// Tells the service manager that this process works, where `supervised` asks for it. Node has no
// datagram sockets of the kind that systemd listens on, so its own command does it.

import { spawn } from 'node:child_process';
import type { Log } from '../adapters/log.ts';
import type { ServerSettings } from '../config/server-settings.ts';

/** Needs a service that accepts the command's word: `NotifyAccess=all`. */
export function tellSupervisor({ supervised }: ServerSettings, log: Log): void {
  const isAsked = supervised === 'systemd' || supervised === 'auto';
  if (!isAsked || process.env['NOTIFY_SOCKET'] === undefined) return;
  const child = spawn('systemd-notify', ['--ready', `--pid=${process.pid}`], { stdio: 'ignore' });
  child.once('error', (error) => log.warning(`systemd could not be told: ${error.message}`));
  child.unref();
}
