// The one thing that the pure rooms take from the platform: a decoder of bytes, as fast as the machine has it.
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(input: Uint8Array): string;
}
declare class TextEncoder {
  encode(input: string): Uint8Array;
}
