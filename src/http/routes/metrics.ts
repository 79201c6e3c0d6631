// What Prometheus scrapes: all metrics of the catalogue, a group at a time.

import { REDIS_LEVEL } from '../../config/redis-level.ts';
import { CONTENT_TYPE, exposition, type Seen } from '../../metrics/exposition.ts';
import type { GroupSeen, ProcessSeen } from '../../metrics/metric.ts';
import type { Route } from '../answer.ts';
import { utf8 } from '../json.ts';
import type { RouteContext } from './context.ts';

export function metricRoutes(context: RouteContext): readonly Route[] {
  const { eyes } = context;
  return [
    {
      method: 'GET',
      path: '/metrics',
      tag: 'metrics',
      access: 'read',
      summary: 'Metrics for Prometheus: see docs/generated/metrics.md',
      answers: { 200: { summary: 'The text format 0.0.4', schema: 'text/plain' } },
      answer: () => ({ kind: 'pieces', type: CONTENT_TYPE, pieces: pieces(), calm: true }),
    },
  ];

  function* pieces(): Generator<string> {
    const seen: Seen = {
      groupNames: eyes.views().sentinel().groupNames,
      process: () => processSeen(context),
      group: (name) => groupSeen(context, name),
    };
    for (const piece of exposition(seen)) yield utf8(piece);
  }
}

function processSeen({ parts, eyes, feed, counts, webhooks }: RouteContext): ProcessSeen {
  const { process: seen, clients } = parts.sight();
  const scripts = seen.scripts();
  const running = scripts.filter((script) => script.running !== null).length;
  return {
    process: seen,
    clientCount: clients.count,
    sentinel: eyes.views().sentinel(),
    saves: parts.saves(),
    scripts: { running, waiting: scripts.length - running },
    residentBytes: process.memoryUsage.rss(),
    redisLevel: REDIS_LEVEL,
    tally: counts.tally,
    door: { ...counts.numbers(), streams: feed.streamCount, webhooks: webhooks.numbers() },
  };
}

function groupSeen({ eyes, counts }: RouteContext, name: string): GroupSeen | null {
  const views = eyes.views();
  const master = views.master(name);
  const quorum = views.quorum(name);
  const explanation = views.explanation(name);
  if (master === null || quorum === null || explanation === null) return null;
  return {
    ...{ name, master, quorum, explanation },
    replicas: views.replicas(name) ?? [],
    peers: views.peers(name) ?? [],
    findings: eyes.recentFindings(views, name, eyes.around()),
    tally: counts.tally,
  };
}
