// The daemon's entry: the command line, the configuration, and then a Sentinel until somebody ends
// it. Also where the process gets its folder, its log and the file with its number.

import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { fromByteText, toByteText } from '../adapters/byte-text.ts';
import { systemClock } from '../adapters/clock.ts';
import { Log } from '../adapters/log.ts';
import { parseCommandLine } from '../config/command-line.ts';
import { processTitle } from '../config/process-title.ts';
import type { ServerSettings } from '../config/server-settings.ts';
import { USAGE, vedetteVersion, versionLine } from './about.ts';
import { checkSystem, thisMachine } from './check-system.ts';
import { goToBackground, isInBackground, tellReady, tellStarter } from './daemonize.ts';
import { isTlsDoor, loadHttp } from './http.ts';
import { NOWHERE } from './listen-report.ts';
import { type Complaint, load, type RunRequest, type StartConfig } from './load.ts';
import { clientsWithRoom, openFilesMax, roomForAll } from './open-files.ts';
import { prepare } from './prepare.ts';
import { DEFAULT_PID_FILE, removePidFile, writePidFile } from './process-files.ts';
import { Sentinel } from './sentinel.ts';
import { dieOfErrors, obeySignals, outliveSizeLimit } from './signals.ts';
import { Supervisor, supervisorKind } from './supervisor.ts';
import { startTls } from './tls.ts';

/** Runs what the command line says; the exit code is set when it has not ended the process. */
export async function main(): Promise<void> {
  // A failover runs code that has not run for months: it must not have to be translated again.
  setFlagsFromString('--no-flush-bytecode');
  const command = parseCommandLine(process.argv.slice(2).map(toByteText));
  switch (command.kind) {
    case 'version':
      process.stdout.write(versionLine());
      return;
    case 'help':
      process.stderr.write(USAGE);
      process.exitCode = 1;
      return;
    case 'check-system': {
      const { text, isFine } = checkSystem(thisMachine());
      process.stdout.write(text);
      process.exitCode = isFine ? 0 : 1;
      return;
    }
    case 'error':
      process.stderr.write(`${command.message}\n`);
      process.exitCode = 1;
      return;
    case 'run':
      return await run(command);
    default:
      return command satisfies never;
  }
}

async function run(request: RunRequest): Promise<void> {
  const console = new Log({ path: '', level: 'notice', clock: systemClock });
  if (request.stdin) console.warning('Reading config from stdin');
  const loaded = load(request);
  if (!loaded.ok) return complain(loaded.complaint, console);
  const { config } = loaded;
  if (goesToBackground(config.server) && !isInBackground()) {
    process.exit(await goToBackground(config.input));
  }
  if (config.server.directory !== null) process.chdir(fromByteText(config.server.directory));
  await runSentinel(config);
}

function complain({ to, lines }: Complaint, console: Log): void {
  for (const text of lines) {
    if (to === 'log') complainTo(console, text);
    else process.stderr.write(Buffer.from(text, 'latin1'));
  }
  process.exitCode = 1;
}

/** In the background the log may go nowhere: whoever started us is told as well. */
function complainTo(log: Log, problem: string): void {
  log.warning(problem);
  tellStarter(problem);
}

async function runSentinel(config: StartConfig): Promise<void> {
  const { server } = config;
  const log = openLog(config);
  const pidFile = server.pidFile ?? (isInBackground() ? DEFAULT_PID_FILE : null);
  const supervisor = new Supervisor(server, log);
  const version = vedetteVersion();
  announceStart(log, version);
  for (const notice of config.first.notices) log.notice(notice);
  for (const warning of config.first.warnings) log.warning(warning);
  const hasUnixSocket = server.unixSocket !== null;
  const ending = new Ending({ log, pidFile, supervisor, hasUnixSocket });
  dieOfErrors(log);
  outliveSizeLimit();
  const started = startTls(server.tls, log, isTlsDoor(server.http));
  if (!started.ok) {
    return giveUp(log, started.reason, 'Failed to configure TLS. Check logs for more info.');
  }
  log.notice('monotonic clock: POSIX clock_gettime');
  if (listensNowhere(server)) return giveUp(log, NOWHERE);
  const groupCount = config.sentinel.groups.length;
  const room = roomForAll({ groupCount, openFilesMax: openFilesMax() });
  const http = await loadHttp(server.http, room);
  if (!http.ok) return giveUp(log, http.reason);
  const sentinel = new Sentinel({
    config: { ...config, server: withRoomForClients(config, http.openFiles, log) },
    log,
    version,
    supervisedBy: supervisor.kind,
    tls: started.tls,
    makeDoor: http.makeDoor,
    // Clients may tell our id to others, so it is on disk before they are let in.
    prepared: await prepare(config, log),
    shutdown: () => ending.end(sentinel),
  });
  const { warnings, end } = await sentinel.listen();
  if (end !== null) return giveUp(log, ...warnings, end);
  for (const warning of warnings) log.warning(warning);
  obeySignals(log, () => ending.end(sentinel));
  sentinel.openHttp();
  const pidProblem = pidFile === null ? null : writePidFile(fromByteText(pidFile));
  if (pidProblem !== null) log.warning(`Failed to write PID file: ${pidProblem}`);
  if (server.setProcessTitle) process.title = titleOf(config);
  if (isInBackground()) tellReady();
  sentinel.start();
  supervisor.ready();
}

/** Whoever is supervised stays where its supervisor has put it. */
function goesToBackground({ daemonize, supervised }: ServerSettings): boolean {
  return daemonize && supervisorKind(supervised, process.env) === 'no';
}

function titleOf({ server, configFile }: StartConfig): string {
  const { processTitleTemplate, bind, port, tls, unixSocket } = server;
  const facts = {
    ...{ title: 'vedette', binds: bind, port, tlsPort: tls.port, unixSocket },
    configFile: configFile === null ? '' : toByteText(configFile),
  };
  return fromByteText(processTitle(processTitleTemplate, facts) ?? 'vedette');
}

function listensNowhere({ port, tls, bind, unixSocket }: ServerSettings): boolean {
  return ((port === 0 && tls.port === 0) || bind.length === 0) && unixSocket === null;
}

function giveUp(log: Log, ...problems: readonly string[]): void {
  for (const problem of problems) complainTo(log, problem);
  log.drain(() => process.exit(1));
}

/** The settings with as many clients as there is room for. */
function withRoomForClients(
  { server, sentinel }: StartConfig,
  httpFiles: number,
  log: Log,
): ServerSettings {
  const wanted = server.maxClients;
  const limit = openFilesMax();
  const groupCount = sentinel.groups.length;
  const maxClients = clientsWithRoom({ wanted, groupCount, openFilesMax: limit, httpFiles });
  if (maxClients < wanted) {
    log.warning(
      `Current maximum open files is ${limit}. maxclients has been reduced from ${wanted} to ` +
        `${maxClients}. If you need higher maxclients increase 'ulimit -n'.`,
    );
  }
  return { ...server, maxClients };
}

/** The folder is entered by now: a relative path belongs to it, wherever we go later. */
function openLog({ server }: StartConfig): Log {
  const path = server.logFile === '' ? '' : resolve(fromByteText(server.logFile));
  const { logLevel, logFormat, logTimestampFormat, syslogIdent, syslogFacility } = server;
  return new Log({
    path,
    level: logLevel,
    clock: systemClock,
    look: { format: logFormat, timestamp: logTimestampFormat },
    syslog: server.syslogEnabled ? { ident: syslogIdent, facility: syslogFacility } : null,
  });
}

function announceStart(log: Log, version: string): void {
  log.warning('oO0OoO0OoO0Oo Vedette is starting oO0OoO0OoO0Oo');
  log.warning(`Vedette version=${version}, bits=64, pid=${process.pid}, just started`);
  log.warning('Configuration loaded');
}

interface EndingParts {
  readonly log: Log;
  readonly pidFile: string | null;
  readonly supervisor: Supervisor;
  readonly hasUnixSocket: boolean;
}

/** How the process ends, once, whoever asks for it. */
class Ending {
  readonly #log: Log;
  readonly #pidFile: string | null;
  readonly #supervisor: Supervisor;
  readonly #hasUnixSocket: boolean;
  #begun = false;

  constructor({ log, pidFile, supervisor, hasUnixSocket }: EndingParts) {
    this.#log = log;
    this.#pidFile = pidFile;
    this.#supervisor = supervisor;
    this.#hasUnixSocket = hasUnixSocket;
  }

  end(sentinel: Sentinel): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#log.warning('User requested shutdown...');
    this.#supervisor.stopping();
    void sentinel.close().then(() => this.#leave());
  }

  #leave(): void {
    if (this.#pidFile !== null) {
      this.#log.notice('Removing the pid file.');
      const problem = removePidFile(fromByteText(this.#pidFile));
      if (problem !== null) this.#log.warning(`Failed to remove PID file: ${problem}`);
    }
    // Closing has removed it.
    if (this.#hasUnixSocket) this.#log.notice('Removing the unix socket file.');
    this.#log.warning('Sentinel is now ready to exit, bye bye...');
    this.#log.drain(() => process.exit(0));
  }
}
