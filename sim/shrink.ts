// Finds the fewest faults of a run with which it still fails: faults are left out in ever smaller
// parts, as long as the same checker complains. The same run always shrinks to the same.

import type { Plan, PlannedFault } from './plan.ts';

/** Then what has been reached is enough. */
const MOST_ATTEMPTS = 400;

/** `fails` plays a plan. Returns the plan itself when nothing can be left out. */
export function shrink(plan: Plan, fails: (plan: Plan) => boolean): Plan {
  let attempts = 0;
  const stillFails = (faults: readonly PlannedFault[]): boolean => {
    attempts += 1;
    return attempts <= MOST_ATTEMPTS && fails({ ...plan, faults });
  };
  let { faults } = plan;
  let size = Math.ceil(faults.length / 2);
  while (size >= 1) {
    const fewer = withoutOnePart(faults, size, stillFails);
    if (fewer !== null) faults = fewer;
    else if (size === 1) break;
    size = Math.min(fewer === null ? Math.ceil(size / 2) : size, Math.max(1, faults.length));
    if (faults.length === 0) break;
  }
  return { ...plan, faults };
}

/** The last ones are left out first: what comes after the damage is rarely its cause. */
function withoutOnePart(
  faults: readonly PlannedFault[],
  size: number,
  stillFails: (faults: readonly PlannedFault[]) => boolean,
): readonly PlannedFault[] | null {
  for (let end = faults.length; end > 0; end -= size) {
    const rest = [...faults.slice(0, Math.max(0, end - size)), ...faults.slice(end)];
    if (stillFails(rest)) return rest;
  }
  return null;
}
