// What the HTTP door costs the failover path: many groups on model nodes, whose masters crash one
// after the other, first with the door shut and then with a page's event stream open at one
// Sentinel and the metrics of each scraped each second, one after the other as Prometheus does it.

import { type ClientRequest, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../../test/harness/ports.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import { until } from '../../test/harness/wait.ts';
import { ModelProcess } from './model-process.ts';
import { MODEL_SENTINELS, startModelQuorum } from './model-quorum.ts';
import type { PartResult, Row, Sample } from './result.ts';
import { median, worst } from './statistics.ts';

export interface HttpPart {
  readonly title: string;
  readonly groups: number;
  /** How many of them lose their master. */
  readonly crashes: number;
  readonly downAfterMs: number;
  readonly failoverTimeoutMs: number;
  /** By how much the middle one may be later with the door open. */
  readonly allowanceMs: number;
}

const SETTLE_MS = 10_000;
const GIVE_UP_AFTER_MS = 30_000;
const SCRAPE_PERIOD_MS = 1_000;
/** Between two crashes. */
const CALM_MS = 1_000;

interface Measured {
  readonly times: readonly number[];
  readonly load: Load | null;
}

export async function runHttpPart(
  part: HttpPart,
  progress: (text: string) => void,
): Promise<PartResult> {
  const shut = await measure(part, false);
  const open = await measure(part, true);
  if (open.load !== null) progress(`${part.title}: ${open.load.summary()}`);
  const { title } = part;
  const row = (what: string, value: number): Row => ({
    ...{ part: title, what, unit: 'ms' },
    ...{ stock: Number.NaN, vedette: value },
  });
  const target = { kind: 'at most', value: median(shut.times) + part.allowanceMs } as const;
  const rows = [
    row('writable, door shut', median(shut.times)),
    { ...row('writable, page open, scraped', median(open.times)), target },
    row('worst, door shut', worst(shut.times)),
    row('worst, page open, scraped', worst(open.times)),
  ];
  const samples = [
    ...shut.times.map((ms): Sample => ({ part: title, kind: 'vedette', values: { shutMs: ms } })),
    ...open.times.map((ms): Sample => ({ part: title, kind: 'vedette', values: { openMs: ms } })),
  ];
  return { rows, samples };
}

async function measure(part: HttpPart, isOpen: boolean): Promise<Measured> {
  const sandbox = new Sandbox();
  let load: Load | null = null;
  try {
    const model = await ModelProcess.start(sandbox, part.groups);
    const ports = await freePorts(MODEL_SENTINELS);
    await startModelQuorum(sandbox, {
      ...part,
      kind: 'vedette',
      groups: model.groups,
      lines: (place) => (isOpen ? [`# vedette: http-port ${ports[place]}`] : []),
    });
    if (isOpen) load = new Load(ports);
    await pause(SETTLE_MS);
    const times: number[] = [];
    const step = Math.floor(part.groups / part.crashes);
    for (let at = 0; at < part.crashes; at++) {
      // One that was failed over before, as happens where the machine is too busy, says nothing.
      const own = model.groups.slice(at * step, (at + 1) * step);
      const group = own.find((each) => model.writableMs(each) === undefined);
      if (group === undefined) continue;
      const crashedMs = await model.crashMasters([group]);
      const writableMs = await until(
        `${group.name} to be writable`,
        () => model.writableMs(group),
        { withinMs: GIVE_UP_AFTER_MS, everyMs: 20 },
      ).catch(() => Number.POSITIVE_INFINITY);
      times.push(writableMs - crashedMs - part.downAfterMs);
      await pause(CALM_MS);
    }
    return { times, load };
  } finally {
    load?.end();
    await sandbox.close();
  }
}

/** A page at the first door, and a scraper for each. */
class Load {
  readonly #stream: ClientRequest;
  readonly #timer: NodeJS.Timeout;
  #streamBytes = 0;
  #scrapes = 0;
  #scrapeBytes = 0;

  constructor(ports: readonly number[]) {
    const [first = 0] = ports;
    this.#stream = get(first, '/events', (bytes) => {
      this.#streamBytes += bytes;
    });
    get(first, '/api/groups', () => {});
    this.#timer = setInterval(() => {
      const port = ports[this.#scrapes % ports.length] ?? first;
      this.#scrapes += 1;
      get(port, '/metrics', (bytes) => {
        this.#scrapeBytes += bytes;
      });
    }, SCRAPE_PERIOD_MS / ports.length);
  }

  summary(): string {
    const [stream, scrape] = [this.#streamBytes, this.#scrapeBytes].map((bytes) =>
      (bytes / 1_048_576).toFixed(1),
    );
    return `${stream} MiB of events and ${scrape} MiB of ${this.#scrapes} scrapes were read`;
  }

  end(): void {
    clearInterval(this.#timer);
    this.#stream.destroy();
  }
}

function get(port: number, path: string, read: (bytes: number) => void): ClientRequest {
  const sent = request({ host: '127.0.0.1', port, path }, (response) => {
    response.on('data', (part: Buffer) => read(part.length));
    response.on('error', () => {});
  });
  sent.on('error', () => {});
  sent.end();
  return sent;
}
