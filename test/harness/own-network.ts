// A network of two hosts on this machine: the one that we are on, and another behind a cable that
// can be made to lose every packet without a word. Only for a process that was started in a network
// namespace of its own (`inOwnNetwork`): nothing of the machine is changed.

import { spawnSync } from 'node:child_process';
import { RealProcess } from './process.ts';
import type { Sandbox } from './sandbox.ts';
import { expect, until } from './wait.ts';

export const NEAR_HOST = '10.77.0.1';
export const FAR_HOST = '10.77.0.2';
const LIMIT_MS = 10_000;

/** Words that start a command in a network namespace of its own, which may be arranged. */
export const inOwnNetwork: readonly string[] = ['unshare', '--net'];

/** Why it cannot be done here; null: it can. */
export function noOwnNetwork(): string | null {
  const script = 'ip link set lo up && ip link add near type veth peer name far && nsenter -V';
  const [command = '', ...words] = [...inOwnNetwork, 'sh', '-c', script];
  const tried = spawnSync(command, words, { timeout: LIMIT_MS });
  return tried.status === 0 ? null : 'network namespaces are not permitted here';
}

export class FarHost {
  /** Words to put before a command: it runs there. */
  readonly launcher: readonly string[];

  private constructor(pid: number) {
    this.launcher = ['nsenter', '-t', `${pid}`, '-n'];
  }

  static async start(sandbox: Sandbox): Promise<FarHost> {
    // Holds the namespace until the sandbox closes.
    const command = ['unshare', '--net', 'sh', '-c', 'echo there; exec sleep 3600'] as const;
    const holder = RealProcess.start(sandbox, { command, folder: sandbox.folder });
    await until('the other namespace', () => {
      expect(holder.output.includes('there'), holder.output);
      return true;
    });
    const far = new FarHost(holder.pid);
    run('ip', 'link', 'set', 'lo', 'up');
    run(
      'ip',
      'link',
      'add',
      'near',
      'type',
      'veth',
      'peer',
      'name',
      'far',
      'netns',
      `${holder.pid}`,
    );
    run('ip', 'addr', 'add', `${NEAR_HOST}/24`, 'dev', 'near');
    run('ip', 'link', 'set', 'near', 'up');
    far.#runThere('ip', 'link', 'set', 'lo', 'up');
    far.#runThere('ip', 'addr', 'add', `${FAR_HOST}/24`, 'dev', 'far');
    far.#runThere('ip', 'link', 'set', 'far', 'up');
    return far;
  }

  /** From now on whatever it would answer is lost, and nobody is told. */
  cutOff(): void {
    this.#runThere('ip', 'route', 'add', 'blackhole', NEAR_HOST);
  }

  heal(): void {
    this.#runThere('ip', 'route', 'del', 'blackhole', NEAR_HOST);
  }

  #runThere(...command: readonly string[]): void {
    run(...this.launcher, ...command);
  }
}

function run(...command: readonly string[]): void {
  const [program = '', ...words] = command;
  const { status, stderr } = spawnSync(program, words, { encoding: 'utf8', timeout: LIMIT_MS });
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
}
