// What routes see, taken at the moment of asking: the views of the core, what the doctor has to
// know beside them, and this Sentinel in short.

import type { Finding, Surroundings } from '../core/doctor/check.ts';
import type { Views } from '../core/view.ts';
import { findingFields } from './detail.ts';
import type { Json } from './json.ts';
import type { HttpParts } from './parts.ts';
import { type Around, ownFindings } from './picture.ts';

/** Whether a script may run is asked from the disk, and no more often than this. */
const SCRIPT_LOOK_MS = 10_000;
const SCRIPTS_KNOWN_MAX = 1_024;
/** Pictures and metrics need no newer findings, unless something has happened. */
const FINDINGS_AGE_MS = 10_000;

type Found = readonly Finding[];

export class Eyes {
  readonly #parts: HttpParts;
  readonly #startedAtMs: number;
  readonly #findings = new Map<string, { readonly atMs: number; readonly found: Found }>();
  readonly #scripts = new Map<string, { readonly atMs: number; readonly runs: boolean }>();

  constructor(parts: HttpParts) {
    this.#parts = parts;
    this.#startedAtMs = Math.round(parts.clock.wallMs());
  }

  views(): Views {
    return this.#parts.sight().views;
  }

  around(): Around {
    const { failedForMs, lastError } = this.#parts.saves();
    return {
      wallMs: this.#parts.clock.wallMs(),
      saveFailedForMs: failedForMs,
      lastSaveError: lastError,
      isExecutable: (path) => this.#isExecutable(path),
    };
  }

  /** What is wrong with a group, as of a few seconds ago. */
  recentFindings(views: Views, name: string, around: Surroundings): Found {
    const nowMs = this.#parts.clock.monotonicMs();
    const known = this.#findings.get(name);
    if (known !== undefined && nowMs - known.atMs < FINDINGS_AGE_MS) return known.found;
    const found = ownFindings(views, name, around);
    this.#findings.set(name, { atMs: nowMs, found });
    return found;
  }

  /** Something has happened to the group, or it is gone. */
  forget(name: string): void {
    this.#findings.delete(name);
  }

  /** What is wrong with this Sentinel as a whole. */
  findings(views: Views, around: Surroundings): readonly Finding[] {
    const [name] = views.sentinel().groupNames;
    // The checks of a group are few; those of all groups would take long.
    const found = name === undefined ? views.findings(null, around) : views.findings(name, around);
    return (found ?? []).filter(({ groupName }) => groupName === null);
  }

  /** This Sentinel, in short. */
  sentinel(): { readonly [name: string]: Json } {
    const views = this.views();
    const around = this.around();
    const { myId, currentEpoch, tiltMs, tiltCount, groupNames } = views.sentinel();
    const { failedForMs, failures } = this.#parts.saves();
    const since = (ageMs: number | null): number | null =>
      ageMs === null ? null : Math.round((around.wallMs - ageMs) / 100) * 100;
    return {
      id: myId,
      port: this.#parts.port,
      version: this.#parts.version,
      startedAtMs: this.#startedAtMs,
      epoch: String(currentEpoch),
      groups: groupNames.length,
      tiltSinceMs: since(tiltMs),
      tilts: tiltCount,
      writesFailSinceMs: since(failedForMs),
      writeFailures: failures,
      findings: this.findings(views, around).map(findingFields),
    };
  }

  #isExecutable(path: string): boolean {
    const nowMs = this.#parts.clock.monotonicMs();
    const known = this.#scripts.get(path);
    if (known !== undefined && nowMs - known.atMs < SCRIPT_LOOK_MS) return known.runs;
    const runs = this.#parts.sight().settings.isExecutable(path);
    if (this.#scripts.size >= SCRIPTS_KNOWN_MAX) this.#scripts.clear();
    this.#scripts.set(path, { atMs: nowMs, runs });
    return runs;
  }
}
