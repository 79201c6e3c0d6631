// Numbers and moments as people read them.

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `0 B`, `1.5 KiB`, `320 MiB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** `7 ms`, `1.2 s`, `3 min`, `2 h`, `4 d`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min`;
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)} h`;
  return `${Math.floor(ms / 86_400_000)} d`;
}

/** The time of day with milliseconds, in the zone of whoever looks. */
export function clockText(atMs: number): string {
  const at = new Date(atMs);
  const pad = (value: number, length = 2): string => String(value).padStart(length, '0');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map((each) => pad(each));
  return `${time.join(':')}.${pad(at.getMilliseconds(), 3)}`;
}

/** `2026-11-22 21:05:09.123`. */
export function momentText(atMs: number): string {
  const at = new Date(atMs);
  const date = [at.getFullYear(), at.getMonth() + 1, at.getDate()];
  return `${date.map((each) => String(each).padStart(2, '0')).join('-')} ${clockText(atMs)}`;
}

export function addressText({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The first letters of an id: enough to tell a few apart. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
