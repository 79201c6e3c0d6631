// The ports of the reference topology, or others where those are busy.

import { isFree } from '../../test/harness/ports.ts';

const LAST_PORT = 65_535;

export interface PortChoice {
  readonly wanted: number;
  readonly chosen: number;
}

/** For each wanted port that port, or the next free one above all that were wanted. */
export async function choosePorts(wanted: readonly number[]): Promise<readonly PortChoice[]> {
  const choices: PortChoice[] = [];
  let next = Math.max(...wanted) + 1;
  for (const port of wanted) {
    let chosen = port;
    while (!(await isFree(chosen))) {
      if (next > LAST_PORT) throw new Error(`Port ${port} is busy, and none above it is free.`);
      chosen = next;
      next += 1;
    }
    choices.push({ wanted: port, chosen });
  }
  return choices;
}
