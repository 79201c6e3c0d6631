// The loop: take an input, step the core, make durable what must be, do the rest, arm the next
// deadline. The daemon and the simulator run this same file. It decides nothing.

import { durableSettings } from '../core/durable.ts';
import type { Input } from '../core/input.ts';
import { isMoot, outdatedHellos } from '../core/moot.ts';
import type { FreeEffect, HeldEffect, Output } from '../core/output.ts';
import type { State } from '../core/state.ts';
import { nextDeadline, step } from '../core/step.ts';
import type { Ports } from '../ports/ports.ts';
import { AwakeClock } from './awake-clock.ts';

/** Discoveries wait this long for others to be written with (DURABLE-3). */
const SAVE_SOON_MS = 500;
/** A write that failed is tried again after this long. */
const SAVE_RETRY_MS = 1_000;
/** A write that takes longer than this is taken for a failed one: the disk hangs. */
export const SAVE_PATIENCE_MS = 10_000;
/** More than this waiting for one write means the same. */
export const MOST_HELD_EFFECTS = 100_000;

interface Waiting {
  /** The revision that must be on disk first. */
  readonly needs: number;
  readonly effect: HeldEffect;
  /** It waits only for its turn behind others, and is done even when the write fails. */
  readonly inTurn: boolean;
}

export class Driver {
  readonly #state: State;
  readonly #ports: Ports;
  readonly #clock: AwakeClock;
  readonly #inputs: Input[] = [];
  #running = false;
  #held: Waiting[] = [];
  #savedRevision: number;
  #saving = false;
  /** On the core's clock: when the last write began. */
  #saveBeganAtMs = 0;
  /** When what waits for the write under way is given up; null: none is. */
  #saveOverdueAtMs: number | null = null;
  /** When the next write is due, on the core's clock; null: all is written. */
  #saveAtMs: number | null = null;
  /** The deadline that the alarm stands at, on the core's clock. */
  #alarmAtMs: number | null = null;

  constructor(state: State, ports: Ports) {
    this.#state = state;
    this.#ports = ports;
    this.#clock = new AwakeClock(ports.clock);
    this.#savedRevision = state.revision;
  }

  /** The time on the core's clock, for views of the state. Milliseconds. */
  nowMs(): number {
    return this.#clock.peekMs();
  }

  /** Feeds one input; one that arrives meanwhile is queued behind it. */
  input(input: Input): void {
    this.#inputs.push(input);
    if (this.#running) return;
    this.#noticeStall();
    this.#run();
  }

  #run(): void {
    this.#running = true;
    this.#noticeOverdueSave();
    // The queue holds what the steps themselves cause, which is little: no limit is needed.
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
      this.#take(next);
    }
    this.#running = false;
    this.#saveIfDue();
    this.#arm();
  }

  /** The alarm went off (see `Alarm`). */
  alarm(): void {
    this.#noticeStall();
    this.#alarmAtMs = null;
    this.input({ kind: 'wake' });
  }

  /** TIME-1: what the clock leaves out is told to the core before anything else. */
  #noticeStall(): void {
    const stall = this.#clock.noticeStall(this.#alarmAtMs);
    if (stall === null) return;
    this.#alarmAtMs = null;
    this.#inputs.unshift({ kind: 'stalled', ...stall });
  }

  #take(input: Input): void {
    const output = step(this.#state, input, this.#clock.nowMs());
    if (output.broken !== null) return this.#ports.audience.broken(output.broken);
    // What a failed write asks for anew waits for the pause after it: a full disk is no busy loop.
    if (input.kind !== 'unsaved') this.#planSave(output);
    for (const effect of output.free) this.#doInTurn(effect);
    for (const { needs: wanted, effect } of output.held) {
      const needs = wanted === 'all' ? this.#state.revision : wanted;
      if (this.#savedRevision >= needs) this.#doIfMeant(effect);
      else this.#hold({ needs, effect, inTurn: false });
    }
  }

  /** Events keep their order: one that may go at once waits behind one that waits for the disk. */
  #doInTurn(effect: FreeEffect): void {
    const last = this.#held.findLast((waiting) => waiting.effect.kind === 'event');
    if (effect.kind !== 'event' || last === undefined) this.#doFree(effect);
    else this.#hold({ needs: last.needs, effect, inTurn: true });
  }

  #hold(held: Waiting): void {
    this.#held.push(held);
  }

  #planSave(output: Output): void {
    if (output.save === 'nothing') return;
    const now = this.#clock.nowMs();
    const at = output.save === 'now' ? now : now + SAVE_SOON_MS;
    this.#saveAtMs = Math.min(this.#saveAtMs ?? at, at);
  }

  /** One write at a time; it holds all that changed up to its start. */
  #saveIfDue(): void {
    if (this.#saving || this.#saveAtMs === null || this.#saveAtMs > this.#clock.nowMs()) return;
    this.#saving = true;
    this.#saveBeganAtMs = this.#clock.nowMs();
    this.#saveOverdueAtMs = this.#saveBeganAtMs + SAVE_PATIENCE_MS;
    this.#saveAtMs = null;
    const { revision } = this.#state;
    const moment = { nowMs: this.#clock.nowMs(), wallMs: this.#ports.clock.wallMs() };
    this.#ports.store.save(durableSettings(this.#state, moment), (saved) =>
      this.#saveEnded(saved, revision),
    );
  }

  #saveEnded(saved: boolean, revision: number): void {
    this.#saving = false;
    this.#saveOverdueAtMs = null;
    this.#noticeStall();
    if (saved) {
      this.#savedRevision = revision;
      this.#inputs.push({ kind: 'saved', tookMs: this.#clock.nowMs() - this.#saveBeganAtMs });
      this.#release();
    } else {
      this.#saveAtMs = this.#clock.nowMs() + SAVE_RETRY_MS;
      this.#giveUpSave();
    }
    this.#run();
  }

  #giveUpSave(): void {
    this.#drop();
    // Ahead of what lies ready: an answer that shows the vote must not come to wait for this write.
    this.#inputs.unshift({ kind: 'unsaved', savedRevision: this.#savedRevision });
  }

  /** DURABLE-2: a write that hangs is a failed one, though another cannot begin before it ends.
   *  What comes to wait after that is given up in its turn. */
  #noticeOverdueSave(): void {
    const now = this.#clock.nowMs();
    const isFull = this.#held.length > MOST_HELD_EFFECTS;
    const isLate = this.#saveOverdueAtMs !== null && this.#saveOverdueAtMs <= now;
    if (!isLate && !isFull) return;
    if (isLate) {
      this.#ports.audience.note({ kind: 'write-overdue', afterMs: SAVE_PATIENCE_MS });
      this.#saveAtMs ??= now;
    }
    this.#saveOverdueAtMs = this.#saving ? now + SAVE_PATIENCE_MS : null;
    this.#giveUpSave();
  }

  #release(): void {
    const ready = this.#held.filter((held) => held.needs <= this.#savedRevision);
    this.#held = this.#held.filter((held) => held.needs > this.#savedRevision);
    const outdated = outdatedHellos(ready.map(({ effect }) => effect));
    for (const { effect } of ready) {
      if (outdated.has(effect)) continue;
      this.#doIfMeant(effect);
    }
  }

  /** DURABLE-6. */
  #doIfMeant(effect: HeldEffect): void {
    if (!isMoot(this.#state, effect)) this.#doHeld(effect);
  }

  /** DURABLE-2: what waited for a write that failed is not done. Who waits for a reply gets one. */
  #drop(): void {
    const dropped = this.#held;
    this.#held = [];
    const { audience } = this.#ports;
    for (const { effect, inTurn } of dropped) {
      if (inTurn) this.#doHeld(effect);
      if (effect.kind === 'answer') audience.answer(effect.asker, effect.ifUnsaved);
      if (effect.kind === 'saved-outcome') audience.outcome(effect.asker, effect.ifUnsaved);
    }
  }

  #doFree(effect: FreeEffect): void {
    const { links, names, audience } = this.#ports;
    switch (effect.kind) {
      case 'look-up':
        return names.lookUp(effect.host);
      case 'open':
        return links.open(effect.link, effect.spec);
      case 'close':
        return links.close(effect.link);
      case 'probe':
        return links.send(effect.link, effect.request);
      case 'note':
        return audience.note(effect.note);
      case 'record':
        return audience.record(effect.record, this.#clock.nowMs());
      case 'event':
        return audience.event(effect.event, effect.script);
      case 'outcome':
        return audience.outcome(effect.asker, effect.outcome);
      default:
        return effect satisfies never;
    }
  }

  #doHeld(effect: HeldEffect): void {
    const { links, audience } = this.#ports;
    switch (effect.kind) {
      case 'state':
        return links.send(effect.link, effect.request);
      case 'event':
        return audience.event(effect.event, effect.script);
      case 'answer':
        return audience.answer(effect.asker, effect.answer);
      case 'saved-outcome':
        return audience.outcome(effect.asker, effect.outcome);
      case 'reconfig-script':
        return audience.reconfigScript(effect);
      case 'crash':
        return audience.crash();
      default:
        return effect satisfies never;
    }
  }

  /** An alarm that goes off early is harmless: it is only moved when it stands too late. */
  #arm(): void {
    const saveAtMs = this.#saving ? this.#saveOverdueAtMs : this.#saveAtMs;
    let next = nextDeadline(this.#state);
    if (saveAtMs !== null) next = next === null ? saveAtMs : Math.min(next, saveAtMs);
    if (next === null || (this.#alarmAtMs !== null && this.#alarmAtMs <= next)) return;
    this.#alarmAtMs = next;
    this.#ports.alarm.set(this.#clock.toMonotonic(next));
  }
}
