// placeholder while the core is being written
import type { SentinelSettings, Timings } from './settings.ts';
export interface State { readonly myId: string; timings: Timings }
export declare function createState(options: {
  settings: SentinelSettings; myId: string; listenPort: number; seed: number; nowMs: number;
}): State;
