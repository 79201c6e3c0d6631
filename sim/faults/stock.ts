// A stock Sentinel ends and starts again from its file, or is stopped for a while, which tilts it.

import { drawDurationMs, type Fault, SENTINEL_AWAY_MS } from './fault.ts';

export const crashStock: Fault = {
  name: 'crash-stock',
  begin({ stocks }, random) {
    const alive = stocks.filter(({ host }) => host.isAlive);
    if (alive.length === 0) return null;
    const stock = random.pick(alive);
    stock.end(random.pick(['dead', 'dead', 'lost']));
    return {
      what: `${stock.name} is ${stock.host.state}`,
      durationMs: drawDurationMs(random, SENTINEL_AWAY_MS),
      end() {
        if (!stock.host.isAlive) stock.start();
      },
    };
  },
};

export const stopStock: Fault = {
  name: 'stop-stock',
  begin({ stocks }, random) {
    const running = stocks.filter(({ host }) => host.state === 'running');
    if (running.length === 0) return null;
    const { host, name } = random.pick(running);
    host.stop();
    return {
      what: `${name} is stopped`,
      durationMs: drawDurationMs(random, SENTINEL_AWAY_MS),
      end: () => host.resume(),
    };
  },
};
