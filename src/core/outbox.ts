// Collects what one step wants done, in order, says what of it must wait for the disk, and spells
// addresses as they are shown (NAME-7).

import { type Event, groupNameOf } from './event.ts';
import type { LinkId } from './input.ts';
import type { Announcement, FreeEffect, Held, HeldEffect, Output } from './output.ts';
import { shownEffect, shownEvent } from './shown.ts';
import type { State } from './state.ts';

export class Outbox {
  readonly #state: State;
  #save: Output['save'] = 'nothing';
  readonly #free: FreeEffect[] = [];
  readonly #held: Held[] = [];
  #broken: string | null = null;

  constructor(state: State) {
    this.#state = state;
  }

  /** Done at once. */
  free(effect: FreeEffect): void {
    this.#free.push(effect);
  }

  /** Done when all that changed up to now is on disk (DURABLE-1). */
  held(effect: HeldEffect): void {
    this.#held.push({ needs: 'all', effect: shownEffect(this.#state, effect) });
  }

  /** Done when that revision of the state is on disk: all that the effect speaks of. */
  heldFor(needs: number | 'all', effect: HeldEffect): void {
    this.#held.push({ needs, effect: shownEffect(this.#state, effect) });
  }

  announce(event: Event): void {
    this.#free.push(this.#announcement(event));
  }

  /** For events that speak of an epoch, a vote or a switch. */
  announceHeld(event: Event): void {
    this.held(this.#announcement(event));
  }

  ping(link: LinkId): void {
    this.#free.push({ kind: 'probe', link, request: { kind: 'ping' } });
  }

  saveSoon(): void {
    if (this.#save === 'nothing') this.#save = 'soon';
  }

  saveNow(): void {
    this.#save = 'now';
  }

  /** An invariant does not hold: the first such finding of the step counts. */
  broken(finding: string): void {
    this.#broken ??= finding;
  }

  take(): Output {
    return { save: this.#save, free: this.#free, held: this.#held, broken: this.#broken };
  }

  /** SCRIPT-1: the script is looked up now. A group that is removed is gone when its event leaves. */
  #announcement(event: Event): Announcement {
    const name = groupNameOf(event);
    const group = name === null ? undefined : this.#state.groups.get(name);
    return {
      kind: 'event',
      event: shownEvent(this.#state, event),
      script: group?.options.notificationScript ?? null,
    };
  }
}
