// runbook-place.js FILE: in namespaces of its own, four machines on one: redis-server and Vedette
// on the addresses that the runbooks name, with `ssh` and `systemctl` as far as the page uses them.
// It carries out the blocks of the page that are marked with `run`, from top to bottom, and writes
// what it did. Exit code 1: a block did not do what the page says.

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { leaveWithParent } from './harness/guard.ts';
import { Sandbox } from './harness/sandbox.ts';
import { expect, until } from './harness/wait.ts';
import { type RunBlock, readRunBlocks, shows } from './runbook-page.ts';

const VEDETTE = fileURLToPath(new URL('../../bin/vedette', import.meta.url));
const MACHINES = [1, 2, 3, 4].map((number) => `10.0.0.${number}`);
const SENTINELS = MACHINES.slice(0, 3);
const COMMAND_LIMIT_MS = 60_000;
const SHOWN_WITHIN_MS = 20_000;
/** Each look starts a process or more. */
const LOOK_EVERY_MS = 300;

/** `ssh HOST sudo systemctl VERB UNIT`, and any other command in the folder of that machine. */
const SSH = `#!/bin/sh
host=$1; shift; [ "$1" != sudo ] || shift
cd "$PLACE/$host" || exit 255
[ "$1" = systemctl ] || exec sh -c "$*"
verb=$2; unit=$3; pid=$(cat $unit.pid 2>/dev/null)
end() {
  [ -z "$pid" ] && return
  kill -$1 $pid 2>/dev/null
  while kill -0 $pid 2>/dev/null; do sleep 0.02; done
  rm -f $unit.pid
}
begin() {
  case $unit in
    redis) port=6379; set -- redis-server redis/redis.conf ;;
    vedette) port=26379; set -- vedette sentinel/sentinel.conf ;;
    redis-sentinel) port=26379; set -- redis-sentinel sentinel/sentinel.conf ;;
  esac
  "$@" >> $unit.log 2>&1 < /dev/null &
  echo $! > $unit.pid
  tries=0
  until redis-cli -h $host -p $port ping > /dev/null 2>&1 || [ $tries = 200 ]; do
    sleep 0.02; tries=$((tries + 1))
  done
  # The usual ten seconds between two INFOs are a long wait for a test.
  [ $unit != vedette ] || redis-cli -h $host -p $port sentinel debug info-period 1000 > /dev/null
}
case $verb in
  start) begin ;;
  stop) end TERM ;;
  kill) end KILL ;;
  restart) end TERM; begin ;;
esac
`;

function redisText(host: string, folder: string): string {
  const own = [`bind ${host}`, 'port 6379', `dir ${folder}`, `replica-announce-ip ${host}`];
  const common = ['save ""', 'protected-mode no', 'repl-diskless-sync-delay 0'];
  // The second machine is the first to be promoted, so that the page knows the outcome.
  const priority = host === MACHINES[2] ? ['replica-priority 200'] : [];
  const first = MACHINES[0] ?? '';
  const follows = SENTINELS.includes(host) && host !== first ? [`replicaof ${first} 6379`] : [];
  return `${[...own, ...common, ...priority, ...follows].join('\n')}\n`;
}

function sentinelText(host: string, folder: string): string {
  return `${[
    ...['port 26379', `bind ${host}`, `dir ${folder}`, 'protected-mode no'],
    `sentinel announce-ip ${host}`,
    'sentinel monitor mymaster 10.0.0.1 6379 2',
    'sentinel down-after-milliseconds mymaster 2000',
    'sentinel failover-timeout mymaster 10000',
  ].join('\n')}\n`;
}

class Place {
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(folder: string) {
    this.#folder = folder;
    const shims = join(folder, 'bin');
    mkdirSync(shims);
    writeFileSync(join(shims, 'ssh'), SSH, { mode: 0o755 });
    const vedette = `#!/bin/sh\nexec "${process.execPath}" "${VEDETTE}" "$@"\n`;
    writeFileSync(join(shims, 'vedette'), vedette, { mode: 0o755 });
    this.#environment = {
      ...process.env,
      PLACE: folder,
      PATH: `${shims}:${process.env['PATH']}`,
      VEDETTE_SENTINELS: SENTINELS.map((host) => `${host}:26379`).join(','),
    };
  }

  async start(): Promise<void> {
    const addresses = MACHINES.map((host) => `ip addr add ${host}/32 dev lo`);
    await this.must(['ip link set lo up', ...addresses].join(' && '));
    for (const host of MACHINES) {
      const folder = join(this.#folder, host);
      for (const [unit, text] of [
        ['redis', redisText] as const,
        ['sentinel', sentinelText] as const,
      ]) {
        const own = join(folder, unit);
        mkdirSync(own, { recursive: true });
        writeFileSync(join(own, `${unit}.conf`), text(host, own));
      }
    }
    for (const unit of ['redis', 'vedette']) {
      await Promise.all(
        SENTINELS.map((host) => this.must(`ssh ${host} sudo systemctl start ${unit}`)),
      );
    }
    const wanted = '3 of 3 Sentinels answer, 1 group: all is well';
    await this.carryOut({ line: 0, command: 'vedette status', repeated: true, shown: [wanted] });
  }

  /** Takes away what the page has mounted, so that the folder can be removed. */
  clear(): void {
    for (const host of MACHINES) {
      spawnSync('umount', ['-l', join(this.#folder, host, 'sentinel')], { timeout: 10_000 });
    }
  }

  async must(command: string): Promise<string> {
    const { code, out } = await this.#run(command);
    expect(code === 0, `exit code ${code} of: ${command}\n${out}`);
    return out;
  }

  async carryOut({ command, repeated, shown }: RunBlock): Promise<void> {
    const attempt = async (): Promise<true> => {
      const { code, out } = await this.#run(command);
      expect(repeated || code === 0, `exit code ${code} of: ${command}\n${out}`);
      const missing = shown.find((each) => !shows(out, each));
      expect(missing === undefined, `${command}\ndoes not show: ${missing}\nbut:\n${out}`);
      return true;
    };
    if (!repeated) await attempt();
    else await until(command, attempt, { withinMs: SHOWN_WITHIN_MS, everyMs: LOOK_EVERY_MS });
  }

  #run(command: string): Promise<{ readonly code: number | null; readonly out: string }> {
    return new Promise((resolve, reject) => {
      const words = ['-c', command];
      const options = { env: this.#environment, cwd: this.#folder, timeout: COMMAND_LIMIT_MS };
      const child = spawn('sh', words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          out += text;
        });
      }
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, out }));
    });
  }
}

async function main(path: string): Promise<void> {
  const sandbox = new Sandbox();
  const place = new Place(sandbox.folder);
  try {
    await place.start();
    for (const block of readRunBlocks(readFileSync(path, 'utf8'))) {
      const beganMs = performance.now();
      process.stdout.write(`line ${block.line}: ${block.command}\n`);
      await place.carryOut(block);
      process.stdout.write(`  ${Math.round(performance.now() - beganMs)} ms\n`);
    }
  } catch (error) {
    process.stdout.write(`${error}\n`);
    process.exitCode = 1;
  } finally {
    place.clear();
    await sandbox.close();
  }
}

leaveWithParent();
await main(process.argv[2] ?? '');
