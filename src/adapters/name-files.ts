// What the two files of the system say about names: /etc/hosts gives addresses, /etc/resolv.conf
// the domains that a short name is looked for in. Text to values; reading the files and asking the
// name servers is done elsewhere.

import { isIP } from 'node:net';

/** Domains of the search list that are tried; the system's own resolver has a similar limit. */
const SEARCH_DOMAINS_LIMIT = 8;

/** The first address that a hosts file gives for a name, or null. */
export function addressInHosts(text: string, name: string): string | null {
  const wanted = name.toLowerCase();
  for (const words of wordsOfLines(text)) {
    const [address = '', ...names] = words;
    const named = names.some((each) => each.toLowerCase() === wanted);
    if (named && isIP(address) !== 0) return address;
  }
  return null;
}

/** The names to ask a name server for, in order. `text` is that of resolv.conf. */
export function namesToAsk(text: string, name: string): readonly string[] {
  if (name.endsWith('.')) return [name];
  const { domains, dotsOfFullName } = readSearch(text);
  const longer = domains.map((domain) => `${name}.${domain}`);
  const dots = name.split('.').length - 1;
  return dots >= dotsOfFullName ? [name, ...longer] : [...longer, name];
}

interface Search {
  readonly domains: readonly string[];
  /** A name with so many dots is tried as it is first. */
  readonly dotsOfFullName: number;
}

function readSearch(text: string): Search {
  let domains: readonly string[] = [];
  let dotsOfFullName = 1;
  for (const [keyword, ...values] of wordsOfLines(text)) {
    if (keyword === 'search' || keyword === 'domain') {
      domains = values.slice(0, SEARCH_DOMAINS_LIMIT).filter((domain) => domain !== '.');
    } else if (keyword === 'options') {
      const dots = values.find((option) => /^ndots:\d{1,2}$/.test(option));
      if (dots !== undefined) dotsOfFullName = Number(dots.slice('ndots:'.length));
    }
  }
  return { domains, dotsOfFullName };
}

function wordsOfLines(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .map((line) => line.replace(/[#;].*/, '').trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/));
}
