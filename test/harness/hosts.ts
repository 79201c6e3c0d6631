// Five hosts in network namespaces of Linux, joined by a bridge, so that a partition is a real one:
// packets vanish, nothing is refused. Only for a process that `insideNamespaces` has started, which
// has a network and mounts of its own; all of it is gone when that process ends.

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { watchProcess } from './guard.ts';

export interface Host {
  readonly name: string;
  /** Where its data node is. */
  readonly nodeHost: string;
  /** Where its Sentinel is: an address apart, so that one can be cut off without the other. */
  readonly sentinelHost: string;
  /** Words before a command that runs it there. */
  readonly launcher: readonly string[];
}

/** With a user namespace it needs no privilege where the system allows these to everybody. */
const UNSHARE: readonly [string, ...string[]] = [
  'unshare',
  ...['--user', '--map-root-user', '--net', '--mount', '--fork', '--kill-child'],
];
const TRY_WITHIN_MS = 10_000;
const RUN_FOLDER = '/run/netns';
const LAN = 'lan';
const ISLAND = 'island';

/** Why this system gives no namespaces to us; null: it does. */
export function namespacesMissing(): string | null {
  const script =
    'mount -t tmpfs none /run && mkdir -p /run/netns && ip netns add tried && ' +
    'ip link add lan type bridge && ' +
    'ip link add tried type veth peer name eth0 netns tried && ' +
    'nsenter --net=/run/netns/tried true';
  const [command, ...words] = UNSHARE;
  const result = spawnSync(command, [...words, 'sh', '-c', script], {
    encoding: 'utf8',
    timeout: TRY_WITHIN_MS,
  });
  if (result.error !== undefined) return `network namespaces: ${result.error.message}`;
  if (result.status === 0) return null;
  const said = result.stderr.trim().split('\n')[0] ?? '';
  return `this system gives no network namespaces: ${said}`;
}

/** Runs a script of ours with one word in namespaces of its own; gives what it printed. */
export async function insideNamespaces(script: string, word: string): Promise<string> {
  const [command, ...words] = UNSHARE;
  const child = spawn(command, [...words, process.execPath, script, word], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) watchProcess(child.pid);
  let [printed, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(printed);
      else reject(new Error(`${script} ended with ${code}: ${errors}`));
    });
  });
}

/** Makes the network. The caller is at `10.77.0.100` and `10.77.1.100` of it, on the larger part. */
export function makeHosts(count: number): readonly Host[] {
  ip('link', 'set', 'lo', 'up');
  run('mount', '-t', 'tmpfs', 'none', '/run');
  mkdirSync(RUN_FOLDER);
  for (const bridge of [LAN, ISLAND]) {
    ip('link', 'add', bridge, 'type', 'bridge');
    ip('link', 'set', bridge, 'up');
  }
  for (const net of [0, 1]) ip('addr', 'add', `10.77.${net}.100/24`, 'dev', LAN);
  return Array.from({ length: count }, (_, at) => makeHost(at + 1));
}

function makeHost(number: number): Host {
  const name = `h${number}`;
  const launcher = ['nsenter', `--net=${RUN_FOLDER}/${name}`];
  ip('netns', 'add', name);
  ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  ip('link', 'set', name, 'master', LAN, 'up');
  const there = (...words: readonly string[]): void => run(...launcher, 'ip', ...words);
  there('link', 'set', 'lo', 'up');
  there('link', 'set', 'eth0', 'up');
  const [nodeHost, sentinelHost] = [`10.77.0.${number}`, `10.77.1.${number}`];
  for (const host of [nodeHost, sentinelHost]) there('addr', 'add', `${host}/24`, 'dev', 'eth0');
  return { name, nodeHost, sentinelHost, launcher };
}

/** From now on these hear each other and nobody else. */
export function cutOff(hosts: readonly Host[]): void {
  for (const { name } of hosts) ip('link', 'set', name, 'master', ISLAND);
}

export function joinAgain(hosts: readonly Host[]): void {
  for (const { name } of hosts) ip('link', 'set', name, 'master', LAN);
}

/** Its Sentinel and the others hear nothing of each other; every data node is within reach. */
export function cutFromPeers(host: Host, all: readonly Host[]): void {
  routeToPeers('add', host, all);
}

export function joinPeersAgain(host: Host, all: readonly Host[]): void {
  routeToPeers('del', host, all);
}

function routeToPeers(verb: 'add' | 'del', { launcher, name }: Host, all: readonly Host[]): void {
  for (const other of all) {
    if (other.name !== name) run(...launcher, 'ip', 'route', verb, 'blackhole', other.sentinelHost);
  }
}

function ip(...words: readonly string[]): void {
  run('ip', ...words);
}

function run(...words: readonly string[]): void {
  const [command = '', ...rest] = words;
  const { status, stderr } = spawnSync(command, rest, { encoding: 'utf8', timeout: TRY_WITHIN_MS });
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
}
