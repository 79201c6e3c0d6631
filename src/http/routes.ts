// All routes in one place. The description of the API and the router derive from this list.

import type { Route } from './answer.ts';
import { changeRoutes } from './routes/changes.ts';
import { checkRoutes } from './routes/checks.ts';
import { commandRoutes } from './routes/commands.ts';
import type { RouteContext } from './routes/context.ts';
import { eventRoutes } from './routes/events.ts';
import { groupRoutes } from './routes/groups.ts';
import { healthRoutes } from './routes/health.ts';
import { metricRoutes } from './routes/metrics.ts';
import { pageRoutes } from './routes/page.ts';

export function allRoutes(context: RouteContext): readonly Route[] {
  return [
    ...groupRoutes(context),
    ...commandRoutes(context),
    ...eventRoutes(context),
    ...changeRoutes(context),
    ...healthRoutes(context),
    ...checkRoutes(context),
    ...metricRoutes(context),
    ...pageRoutes(),
  ];
}
