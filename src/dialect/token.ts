// The small tokens that INFO, hellos and replies are made of: hosts, ports, epochs, counts. They
// are read strictly, because what is read here goes on into the file, the log and other Sentinels.
// A token that is not well formed is null.

const EPOCH_MAX = 2n ** 64n - 1n;
const HOST = /^[A-Za-z0-9._:%-]{1,255}$/;
const RUN_ID = /^[A-Za-z0-9_-]{40}$/;
const PORT = /^[0-9]{1,5}$/;
const COUNT = /^-?[0-9]{1,12}$/;
const UNSIGNED_64 = /^[0-9]{1,20}$/;

/** An IP address or a name that needs no quoting anywhere: no blank, comma, quote or control. */
export function parseHost(token: string): string | null {
  return HOST.test(token) ? token : null;
}

/** 1 to 65535: a port that can be connected to. */
export function parsePort(token: string): number | null {
  if (!PORT.test(token)) return null;
  const port = Number(token);
  return port >= 1 && port <= 65_535 ? port : null;
}

/** The forty characters that name a Sentinel. Stock takes any; hexadecimal is only its habit. */
export function parseRunId(token: string): string | null {
  return RUN_ID.test(token) ? token : null;
}

/** An epoch or an offset: up to 2^64 - 1, which a number could not hold. */
export function parseUnsigned64(token: string): bigint | null {
  if (!UNSIGNED_64.test(token)) return null;
  const value = BigInt(token);
  return value <= EPOCH_MAX ? value : null;
}

/** A whole number of at most twelve digits. */
export function parseCount(token: string): number | null {
  return COUNT.test(token) ? Number(token) : null;
}
