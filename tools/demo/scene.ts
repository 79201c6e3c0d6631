// The reference topology as real processes: a master, two replicas and three Sentinels, and what is
// said while it is set up.

import { randomBytes } from 'node:crypto';
import type { DataNode } from '../../test/harness/data-node.ts';
import { Group } from '../../test/harness/group.ts';
import { Quorum } from '../../test/harness/quorum.ts';
import type { Sandbox } from '../../test/harness/sandbox.ts';
import type { SentinelKind } from '../../test/harness/sentinel.ts';
import { choosePorts, type PortChoice } from './ports.ts';
import type { Screen } from './screen.ts';

export const GROUP_NAME = 'mymaster';
/** Short enough to watch, long enough to see that nothing happens before. */
export const DOWN_AFTER_MS = 2_000;

const NODE_PORTS = [7000, 7001, 7002];
const SENTINEL_PORTS = [26379, 26380, 26381];
const PAGE_PORT = 8379;
const QUORUM = 2;
const ID_SHOWN = 8;
const TOKEN_BYTES = 12;

export interface Scene {
  readonly group: Group;
  readonly quorum: Quorum;
  /** The master at the start. */
  readonly master: DataNode;
  /** Where the files and logs of all of them are. */
  readonly folder: string;
  /** Stock has none. */
  readonly page: Page | null;
}

/** The web page of the first Sentinel, and what changes are made with there. */
export interface Page {
  readonly url: string;
  readonly token: string;
}

export async function setTheScene(
  sandbox: Sandbox,
  screen: Screen,
  kind: SentinelKind,
): Promise<Scene> {
  screen.heading('1. A master, two replicas, three Sentinels');
  const nodePorts = await choosePorts(NODE_PORTS);
  const sentinelPorts = await choosePorts(SENTINEL_PORTS);
  const [pagePort = { wanted: PAGE_PORT, chosen: PAGE_PORT }] = await choosePorts([PAGE_PORT]);
  sayBusyPorts(screen, [...nodePorts, ...sentinelPorts, pagePort]);
  const replicas = NODE_PORTS.length - 1;
  const group = await Group.start(sandbox, {
    name: GROUP_NAME,
    replicas,
    ports: nodePorts.map(({ chosen }) => chosen),
  });
  const master = group.node(group.masterPort);
  screen.fact('master', `127.0.0.1:${master.port}`);
  for (const { port } of group.others(master.port)) {
    screen.fact('replica', `127.0.0.1:${port}  in step with ${master.port}`);
  }
  const page = kind === 'stock' ? null : pageAt(pagePort.chosen);
  const quorum = await Quorum.start(sandbox, {
    kinds: SENTINEL_PORTS.map(() => kind),
    groups: [group],
    ports: sentinelPorts.map(({ chosen }) => chosen),
    quorum: QUORUM,
    downAfterMs: DOWN_AFTER_MS,
    failoverTimeoutMs: 180_000,
    ownLines: page === null ? {} : { 0: pageLines(pagePort.chosen, page) },
  });
  for (const sentinel of quorum.sentinels) {
    const id = (await sentinel.myId()).slice(0, ID_SHOWN);
    const known = `knows ${replicas} replicas and ${SENTINEL_PORTS.length - 1} peers`;
    screen.fact('sentinel', `127.0.0.1:${sentinel.port}  ${id}  ${known}`);
  }
  screen.fact('settings', `quorum ${QUORUM}, down-after-milliseconds ${DOWN_AFTER_MS}`);
  if (page !== null) screen.fact('page', `${page.url}  (token ${page.token})`);
  return { group, quorum, master, folder: sandbox.folder, page };
}

function pageAt(port: number): Page {
  return { url: `http://127.0.0.1:${port}/`, token: randomBytes(TOKEN_BYTES).toString('hex') };
}

function pageLines(port: number, { token }: Page): readonly string[] {
  return [`# vedette: http-port ${port}`, `# vedette: http-token ${token}`];
}

function sayBusyPorts(screen: Screen, choices: readonly PortChoice[]): void {
  for (const { wanted, chosen } of choices) {
    if (wanted !== chosen) screen.fact('busy', `port ${wanted} is in use, ${chosen} stands in`);
  }
}
