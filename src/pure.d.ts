// The one thing that the pure rooms take from the platform: turning bytes into text and back, as
// fast as the machine can.
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(input: Uint8Array): string;
}
declare class TextEncoder {
  encode(input: string): Uint8Array;
}
