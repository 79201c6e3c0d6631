// What the process of the model nodes and the one that measures say to each other.

export interface ModelGroup {
  /** The master's port first. */
  readonly ports: readonly number[];
}

export type ToModel =
  | { readonly kind: 'start'; readonly serverInfo: string; readonly groups: readonly ModelGroup[] }
  | { readonly kind: 'crash'; readonly ports: readonly number[] };

/** Moments are on the clock of `nowMs`, which is the same in both processes. */
export type FromModel =
  | { readonly kind: 'ready' }
  | { readonly kind: 'crashed'; readonly atMs: number }
  | {
      readonly kind: 'reconfigured';
      readonly port: number;
      /** null: it was made a master. */
      readonly masterPort: number | null;
      readonly atMs: number;
    };
