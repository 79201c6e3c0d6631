// What the two files of the system say about names: /etc/hosts gives addresses, /etc/resolv.conf
// the domains that a short name is looked for in. Text to values; reading the files and asking the
// name servers is done elsewhere.

import { isIP } from 'node:net';

/** Domains of the search list that are tried; the system's own resolver has a similar limit. */
const SEARCH_DOMAINS_LIMIT = 8;

/** The addresses that a hosts file gives for a name, in its order. */
export function addressesInHosts(text: string, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return wordsOfLines(text).flatMap(([address = '', ...names]) => {
    const isNamed = names.some((each) => each.toLowerCase() === wanted);
    return isNamed && isIP(address) !== 0 ? [address] : [];
  });
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
