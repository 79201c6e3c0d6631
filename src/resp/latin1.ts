// Bytes to text in which every character is one byte. A TextDecoder does the work, because a loop
// takes 20 times as long; but what it calls latin1 is windows-1252 by its standard (and latin1 in
// some versions of Node), so the characters in which the two differ are put right afterwards.

/** Below this a loop is faster than the call of the decoder. */
const SHORT_BYTES = 12;

const decoder = new TextDecoder('latin1');

/** The characters that a decoder gives for a byte of another number, with that byte's character. */
function strayCharacters(decoded: string): ReadonlyMap<string, string> {
  const strays = new Map<string, string>();
  for (let byte = 0; byte < decoded.length; byte++) {
    if (decoded.charCodeAt(byte) !== byte) {
      strays.set(decoded.charAt(byte), String.fromCharCode(byte));
    }
  }
  return strays;
}

const ALL_BYTES: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => byte);

const mend: (text: string) => string = mender(decoder.decode(ALL_BYTES));

/** A function that turns the text of a decoder into latin1; `decodedBytes` is what that decoder
 *  makes of the bytes 0 to 255. */
export function mender(decodedBytes: string): (text: string) => string {
  const strays = strayCharacters(decodedBytes);
  if (strays.size === 0) return (text) => text;
  const wide = /[^\0-\xff]/;
  return (text) =>
    wide.test(text) ? text.replace(/[^\0-\xff]/g, (found) => strays.get(found) ?? found) : text;
}

/** The bytes from `start` to `end` (exclusive), one character each. */
export function decodeLatin1(bytes: Uint8Array, start: number, end: number): string {
  if (end - start >= SHORT_BYTES) return mend(decoder.decode(bytes.subarray(start, end)));
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}
