// The image and the composition, as far as they can be held against the rest without an engine:
// what they name is there, ports and names agree with one another, and what the processes are
// started with loads.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { parseCommandLine } from '../src/config/command-line.ts';
import { type ParsedFile, parseConfig } from '../src/config/parse-config.ts';

const FOLDER = 'etc/compose';

interface Service {
  readonly image: string;
  readonly hostname: string;
  readonly command?: readonly string[];
  readonly depends_on?: readonly string[];
  readonly build?: { readonly context: string };
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
}

/** What a process reads: the file and, behind it, the words of its command. */
function settingsOf(file: string, words: readonly string[]): ParsedFile {
  const command = parseCommandLine(words);
  assert.ok(command.kind === 'run');
  const text = [readFileSync(file, 'utf8'), ...command.lines].join('\n');
  const parsed = parseConfig({ text });
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.error.reason);
  return parsed;
}

describe('compose.yaml', () => {
  const file: {
    services: Readonly<Record<string, Service>>;
    volumes: Readonly<Record<string, null>>;
  } = parse(readFileSync(join(FOLDER, 'compose.yaml'), 'utf8'), { merge: true });
  const services = Object.entries(file.services);
  const nodes = services.filter(([name]) => name.startsWith('redis-'));
  const sentinels = services.filter(([name]) => name.startsWith('vedette-'));

  test('is a master, two replicas and three Vedettes, each with a name of its own', () => {
    assert.equal(nodes.length, 3);
    assert.equal(sentinels.length, 3);
    assert.equal(services.length, 6);
    for (const [name, { hostname }] of services) assert.equal(hostname, name);
  });

  test('names only files, volumes and services that are there', () => {
    for (const [, { volumes, depends_on: before = [], build }] of services) {
      for (const volume of volumes) {
        const [from = ''] = volume.split(':');
        if (from.startsWith('.')) assert.ok(existsSync(join(FOLDER, from)), from);
        else assert.ok(Object.hasOwn(file.volumes, from), from);
      }
      for (const name of before) assert.ok(Object.hasOwn(file.services, name), name);
      if (build !== undefined) assert.ok(existsSync(join(FOLDER, build.context, 'Dockerfile')));
    }
  });

  /** The part of a port that was published as it is, by the usual address. */
  const publishedAs = ({ ports: [first = ''] }: Service): number => {
    const [, outside, inside] =
      /^\$\{PUBLISH:-127\.0\.0\.1\}:(\d+):(\d+)$/.exec(first) ?? assert.fail(first);
    assert.equal(outside, inside);
    return Number(inside);
  };

  test('a node is told under the name and the port that it is published at', () => {
    for (const [name, service] of nodes) {
      const text = readFileSync(join(FOLDER, `${name}.conf`), 'utf8');
      const port = publishedAs(service);
      const has = (line: string): void => assert.ok(text.split('\n').includes(line), line);
      has(`port ${port}`);
      has(`replica-announce-ip ${name}`);
      has(`replica-announce-port ${port}`);
      if (name !== 'redis-1') has('replicaof redis-1 6379');
    }
  });

  test('so is a Vedette, and what it is started with loads', () => {
    const doors = new Set<string>();
    for (const [name, service] of sentinels) {
      const path = join(FOLDER, 'sentinel.conf');
      const { sentinel, server } = settingsOf(path, service.command ?? []);
      assert.equal(server.port, publishedAs(service));
      assert.equal(sentinel.announceIp, name);
      assert.ok(sentinel.resolveHostnames && sentinel.announceHostnames);
      const [group] = sentinel.groups;
      assert.ok(group !== undefined);
      assert.deepEqual(group.address, { host: 'redis-1', port: 6379 });
      assert.equal(group.quorum, 2);
      assert.ok(server.http.hosts.includes(name));
      assert.deepEqual(server.http.binds, ['0.0.0.0']);
      const [, door = ''] = service.ports;
      assert.match(door, RegExp(`^127\\.0\\.0\\.1:\\d+:${server.http.port}$`));
      doors.add(door);
    }
    assert.equal(doors.size, 3);
  });

  test('Prometheus asks each of them', () => {
    const example: { scrape_configs: { static_configs: { targets: string[] }[] }[] } = parse(
      readFileSync('etc/prometheus/prometheus.yml', 'utf8'),
    );
    const targets = example.scrape_configs.flatMap(({ static_configs: all }) =>
      all.flatMap((each) => each.targets),
    );
    assert.deepEqual(
      targets,
      sentinels.map(([name]) => `${name}:8080`),
    );
  });
});

describe('Dockerfile', () => {
  const text = readFileSync('Dockerfile', 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll('\\\n', '');
  const lines = text.split('\n');
  const wordsOf = (instruction: string): readonly string[] => {
    const line = lines.find((each) => each.startsWith(`${instruction} [`));
    return JSON.parse(line?.slice(instruction.length) ?? '[]');
  };

  test('copies what is there', () => {
    const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
    const copied = lines.filter((line) => /^COPY (?!--from)/.test(line));
    assert.ok(copied.length > 0);
    for (const line of copied) {
      const sources = line.split(/ +/).slice(1, -1);
      for (const source of sources) {
        assert.ok(existsSync(source), source);
        assert.ok(!ignored.includes(source), source);
      }
    }
  });

  test('does not run as root, and only reads the configuration', () => {
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM')));
    assert.ok(last.includes('USER node'));
    assert.ok(last.includes('VOLUME /data'));
    const command = parseCommandLine(wordsOf('CMD'));
    assert.ok(command.kind === 'run');
    assert.equal(command.file, '/etc/vedette/sentinel.conf');
    const parsed = parseConfig({ text: command.lines.join('\n') });
    assert.ok(parsed.ok);
    assert.equal(parsed.server.stateFile, '/data/sentinel.conf');
    const health = /^ENV VEDETTE_HEALTH_URL=(\S+)$/m.exec(text)?.[1] ?? '';
    assert.equal(new URL(health).port, String(parsed.server.http.port));
  });
});
