// Is a host written as a number, and how is that number written normally? Two spellings of one
// address must not become two replicas.

/** The normal spelling of an IPv4 or IPv6 literal; null for anything else, names and addresses with
 *  a zone included. The short and octal forms of IPv4 that C libraries take are understood, and an
 *  IPv4 address that is wrapped in an IPv6 one is that IPv4 address. */
export function normalIp(host: string): string | null {
  return host.includes(':') ? normalIpv6(host) : normalIpv4(host);
}

function normalIpv4(host: string): string | null {
  // Every form begins with a digit; most names do not.
  if (!isDigit(host.charCodeAt(0))) return null;
  return isDottedDecimal(host) ? host : legacyIpv4(host);
}

const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/** Four decimal numbers up to 255 without leading zeros, which is what nearly every address is.
 *  Every hello brings two of them, so no pattern and no list is made for it. */
function isDottedDecimal(host: string): boolean {
  let dots = 0;
  let value = -1;
  for (let index = 0; index < host.length; index++) {
    const code = host.charCodeAt(index);
    if (code === DOT && value >= 0) {
      dots += 1;
      value = -1;
    } else if (!isDigit(code) || value === 0) return false;
    else value = Math.max(0, value) * 10 + code - ZERO;
    if (value > 255) return false;
  }
  return dots === 3 && value >= 0;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** `127.1`, `0x7f.0.0.1`, `2130706433`: the last part fills all bytes that are left. */
function legacyIpv4(host: string): string | null {
  const parts = host.split('.');
  if (parts.length > 4 || !parts.every((part) => NUMBER_FORM.test(part))) return null;
  const numbers = parts.map(numberOf);
  const last = numbers.pop() ?? 0;
  if (numbers.some((number) => number > 255) || last >= 256 ** (4 - numbers.length)) return null;
  const tail: number[] = [];
  for (let shift = 3 - numbers.length; shift >= 0; shift--) {
    tail.push(Math.floor(last / 256 ** shift) % 256);
  }
  return [...numbers, ...tail].join('.');
}

const NUMBER_FORM = /^(0[xX][0-9a-fA-F]{1,8}|0[0-7]{0,11}|[1-9]\d{0,9})$/;

function numberOf(part: string): number {
  if (/^0[xX]/.test(part)) return Number.parseInt(part.slice(2), 16);
  return part.startsWith('0') ? Number.parseInt(part, 8) : Number.parseInt(part, 10);
}

function normalIpv6(host: string): string | null {
  const groups = ipv6Groups(host);
  return groups === null ? null : writeIpv6(groups);
}

/** The eight groups of an address, or null. */
function ipv6Groups(host: string): readonly number[] | null {
  const withoutDots = dotsToGroups(host);
  if (withoutDots === null) return null;
  const halves = withoutDots.split('::');
  if (halves.length > 2) return null;
  const [left = '', right] = halves;
  const head = hexGroups(left);
  const tail = hexGroups(right ?? '');
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (right === undefined) return missing === 0 ? head : null;
  return missing < 1 ? null : [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** `::ffff:1.2.3.4` with its last part as two groups. */
function dotsToGroups(host: string): string | null {
  const end = host.lastIndexOf(':') + 1;
  const dotted = host.slice(end);
  if (!dotted.includes('.')) return host;
  if (!isDottedDecimal(dotted)) return null;
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
  return `${host.slice(0, end)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function hexGroups(text: string): readonly number[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  if (!parts.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return null;
  return parts.map((part) => Number.parseInt(part, 16));
}

function writeIpv6(groups: readonly number[]): string {
  const run = longestZeroRun(groups);
  if (run.start === 0 && run.length === 5 && groups[5] === 0xffff) return lastAsIpv4(groups);
  if (run.start === 0 && run.length === 6) return `::${lastAsIpv4(groups)}`;
  const hex = groups.map((group) => group.toString(16));
  if (run.length < 2) return hex.join(':');
  return `${hex.slice(0, run.start).join(':')}::${hex.slice(run.start + run.length).join(':')}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: -1, length: 0 };
  let start = 0;
  for (let index = 0; index <= groups.length; index++) {
    if (groups[index] === 0) continue;
    if (index - start > best.length) best = { start, length: index - start };
    start = index + 1;
  }
  return best;
}

function lastAsIpv4(groups: readonly number[]): string {
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
