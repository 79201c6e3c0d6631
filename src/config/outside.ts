// What reading a configuration asks of the machine. The daemon gives the real one; a file that is
// only checked is read with one that believes everything.

export interface ConfigOutside {
  /** The files that an `include` names, one after the other; a pattern may name none. */
  include(pattern: string): Include;
  /** Makes later relative paths belong to `path`. */
  enterDirectory(path: string): EnteredDirectory;
  isExecutable(path: string): boolean;
  /** The reason why a log file cannot be opened; null when it can. */
  logFileProblem(path: string): string | null;
}

export type Include =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

export type EnteredDirectory =
  | { readonly ok: true /** Absolute. */; readonly directory: string }
  | { readonly ok: false; readonly reason: string };

/** Finds every directory and script, and nothing to include. */
export const TRUSTED_OUTSIDE: ConfigOutside = {
  include: () => ({ ok: true, text: '' }),
  enterDirectory: (path) => ({ ok: true, directory: path }),
  isExecutable: () => true,
  logFileProblem: () => null,
};
