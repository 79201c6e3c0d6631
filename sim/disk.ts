// The file of one simulated Vedette. What is not synced when the process ends may be lost; a write
// that fails may have reached the disk all the same, and one that succeeds takes its time. The text
// is rendered and parsed by config/, so that a restart reads what was really written.

import type { ConfigDocument } from '../src/config/document.ts';
import { parseConfig } from '../src/config/parse-config.ts';
import { renderConfig } from '../src/config/render-config.ts';
import type { SentinelSettings } from '../src/core/settings.ts';
import type { Store } from '../src/ports/ports.ts';
import type { Host } from './host.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

export interface DiskOptions {
  readonly minWriteMs: number;
  readonly maxWriteMs: number;
}

export interface SaveReport {
  readonly settings: SentinelSettings;
  readonly text: string;
  readonly saved: boolean;
}

const LONGEST_WRITE_MS = 15_000;

/** Half of the writes that fail, or that the end of the process interrupts, are on the disk. */
const REACHED_PERMILLE = 500;

export class Disk implements Store {
  readonly #world: World;
  readonly #host: Host;
  readonly #random: Random;
  readonly #options: DiskOptions;
  readonly #report: (report: SaveReport) => void;
  #text: string;
  /** The state that a restart at this instant would read. */
  #settings: SentinelSettings;
  #document: ConfigDocument;
  #pending: { settings: SentinelSettings; text: string } | null = null;
  isFailing = false;
  /** Only the next write fails. */
  failsOnce = false;
  /** Called in the middle of the next write. */
  whenWriting: (() => void) | null = null;
  /** How many times longer a write takes. */
  slowness = 1;

  constructor(
    outside: { world: World; host: Host; random: Random },
    options: DiskOptions & { text: string },
    report: (report: SaveReport) => void,
  ) {
    this.#world = outside.world;
    this.#host = outside.host;
    this.#random = outside.random;
    this.#options = options;
    this.#report = report;
    this.#text = options.text;
    const read = readText(options.text);
    this.#settings = read.settings;
    this.#document = read.document;
  }

  get text(): string {
    return this.#text;
  }

  get settings(): SentinelSettings {
    return this.#settings;
  }

  get isWriting(): boolean {
    return this.#pending !== null;
  }

  /** Somebody changes the file while nobody runs. */
  edit(change: (text: string) => string): void {
    this.#text = change(this.#text);
  }

  /** What a starting process reads. */
  load(): SentinelSettings {
    const { settings, document } = readText(this.#text);
    this.#settings = settings;
    this.#document = document;
    return settings;
  }

  save(settings: SentinelSettings, done: (saved: boolean) => void): void {
    if (this.#pending !== null) throw new Error('two writes at once');
    const text = renderConfig(this.#document, settings);
    const pending = { settings, text };
    this.#pending = pending;
    const { minWriteMs, maxWriteMs } = this.#options;
    const drawnMs = this.#random.durationMs(minWriteMs, maxWriteMs) * this.slowness;
    const writeMs = Math.min(drawnMs, LONGEST_WRITE_MS);
    const life = this.#host.life;
    this.#interrupt(writeMs);
    this.#world.after(writeMs, () => {
      if (life !== this.#host.life) return;
      this.#pending = null;
      const saved = !this.isFailing && !this.failsOnce;
      this.failsOnce = false;
      if (saved || this.#random.permille(REACHED_PERMILLE)) this.#replace(pending);
      this.#report({ settings, text, saved });
      this.#host.deliver(() => done(saved));
    });
  }

  /** The process ends. Returns whether a write was lost with it. */
  ended(): boolean {
    const pending = this.#pending;
    this.#pending = null;
    if (pending === null) return false;
    const reached = !this.isFailing && !this.failsOnce && this.#random.permille(REACHED_PERMILLE);
    if (reached) this.#replace(pending);
    return !reached;
  }

  #interrupt(writeMs: number): void {
    if (this.whenWriting === null) return;
    this.#world.after(this.#random.durationMs(0, writeMs), () => {
      if (this.#pending !== null) this.whenWriting?.();
    });
  }

  #replace(written: { settings: SentinelSettings; text: string }): void {
    this.#text = written.text;
    this.#settings = written.settings;
  }
}

interface ReadFile {
  readonly settings: SentinelSettings;
  readonly document: ConfigDocument;
}

/** What was written is read by a checker, and often by a restart after it. */
let lastRead: { readonly text: string; readonly file: ReadFile } | null = null;

/** Throws when the text is refused: a Vedette must be able to read what it wrote. */
export function readText(text: string): ReadFile {
  if (lastRead?.text !== text) lastRead = { text, file: parse(text) };
  return lastRead.file;
}

function parse(text: string): ReadFile {
  const parsed = parseConfig({ text });
  if (!parsed.ok) throw new Error(`line ${parsed.error.lineNumber}: ${parsed.error.reason}`);
  return { settings: parsed.sentinel, document: parsed.document };
}
