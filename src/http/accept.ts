// What a client takes, by its headers.

/** Does it take gzip? `accepts`: Accept-Encoding. */
export function takesGzip(accepts: string | undefined): boolean {
  return /(?:^|,)\s*gzip\s*(?:$|,|;(?!\s*q=0(?:\.0*)?\s*(?:$|,)))/i.test(accepts ?? '');
}
