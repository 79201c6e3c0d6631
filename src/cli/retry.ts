// Waiting for something that only comes true outside: asked again and again until a deadline, with
// a line each time that the reason changes.

import type { Desk } from './desk.ts';
import { showDuration } from './duration.ts';
import { Stop } from './exit.ts';

const EVERY_MS = 250;

export type Attempt<T> =
  | { readonly done: true; readonly value: T }
  | {
      readonly done: false;
      /** What is waited for, as a sentence without its end. */
      readonly why: string;
      /** How the process ends when the time is up now. */
      readonly code: number;
    };

export function notYet(code: number, why: string): Attempt<never> {
  return { done: false, code, why };
}

/** Never later than the deadline by more than one attempt takes. */
export async function retry<T>(
  desk: Desk,
  timeoutMs: number,
  attempt: () => Promise<Attempt<T>>,
): Promise<T> {
  const beganMs = performance.now();
  let last = '';
  for (;;) {
    const result = await attempt();
    if (result.done) return result.value;
    if (result.why !== last) desk.paper.aside(`Waiting: ${result.why}.`);
    last = result.why;
    if (performance.now() - beganMs >= timeoutMs) {
      throw new Stop(result.code, `Given up after ${showDuration(timeoutMs)}: ${result.why}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}
