// What signals and mistakes in the code do to the process: SIGTERM and SIGINT end it as SHUTDOWN
// does, SIGHUP, SIGUSR1 and SIGXFSZ do nothing, and an error that nobody expected ends it with the
// error in the log.

import type { Log } from '../adapters/log.ts';

import { tellStarter } from './daemonize.ts';

type EndSignal = 'SIGTERM' | 'SIGINT';

/** `end` is called at the first signal; a second one does not wait for it. */
export function obeySignals(log: Log, end: () => void): void {
  let isEnding = false;
  const obey = (signal: EndSignal): void => {
    if (isEnding) process.exit(1);
    isEnding = true;
    const seconds = Math.floor(Date.now() / 1000);
    const place = `${process.pid}:signal-handler (${seconds})`;
    log.raw(`${place} Received ${signal} scheduling shutdown...`);
    end();
  };
  process.on('SIGTERM', obey);
  process.on('SIGINT', obey);
  process.on('SIGHUP', () => {});
  // Node would open a debugger's port.
  process.on('SIGUSR1', () => {});
}

/** A file that would grow over the limit of the process is a write that fails, and not the end. */
export function outliveSizeLimit(): void {
  process.on('SIGXFSZ', () => {});
}

/** Ends the process with the error in the log: what state it is in is unknown. */
export function dieOfErrors(log: Log): void {
  process.on('uncaughtException', (error) => {
    const text = `A mistake in Vedette ends it: ${error.stack ?? error.message}`;
    log.warning(text);
    tellStarter(text);
    log.flush();
    process.exit(1);
  });
}
