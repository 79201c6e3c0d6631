// For whoever looks after the process: is it alive, and can it do its work?

import type { Route } from '../answer.ts';
import { json } from '../json.ts';
import { ref } from '../schemas.ts';
import type { RouteContext } from './context.ts';

export function healthRoutes({ eyes, parts }: RouteContext): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/healthz',
      tag: 'checks',
      access: 'check',
      summary: 'Is the process alive? It is, if this is answered',
      answers: { 200: { summary: 'It is', schema: ref('Health') } },
      answer: () => json({ status: 'ok', problems: [] }),
    },
    {
      method: 'GET',
      path: '/readyz',
      tag: 'checks',
      access: 'check',
      summary: 'Can this Sentinel vote and fail over: no tilt, and its file can be written?',
      answers: {
        200: { summary: 'It can', schema: ref('Health') },
        503: { summary: 'It cannot, and why', schema: ref('Health') },
      },
      answer() {
        const problems: string[] = [];
        if (eyes.views().sentinel().tiltMs !== null) problems.push('tilt');
        if (parts.saves().failedForMs !== null) problems.push('configuration-not-written');
        const isReady = problems.length === 0;
        return json({ status: isReady ? 'ok' : 'not-ready', problems }, isReady ? 200 : 503);
      },
    },
  ];
}
