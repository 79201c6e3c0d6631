// Text of the platform to text in which every character is one byte, and back: the pure rooms know
// only the second kind, files and sockets hold bytes, and Node's paths are the first kind.

/** The bytes that a text has in UTF-8, one character each. */
export function toByteText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** What a person or a path means by these bytes. Bytes that are no UTF-8 are lost. */
export function fromByteText(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
