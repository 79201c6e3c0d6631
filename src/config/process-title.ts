// The template of the title that the process has in lists of processes: its check and what it
// becomes. The variables are those of stock.

import { type Read, refuse } from './values.ts';

export const DEFAULT_TITLE_TEMPLATE = '{title} {listen-addr} {server-mode}';

export interface TitleFacts {
  /** What the program is called. */
  readonly title: string;
  /** As in the file; empty: all addresses. */
  readonly binds: readonly string[];
  readonly port: number;
  readonly tlsPort: number;
  readonly unixSocket: string | null;
  /** Absolute, or empty. */
  readonly configFile: string;
}

/** With these a template that consists of a title only comes out empty, as it does in stock. */
const NOTHING: TitleFacts = {
  title: '',
  binds: [],
  port: 0,
  tlsPort: 0,
  unixSocket: null,
  configFile: '',
};

export function readTitleTemplate(text: string): Read<string> {
  const title = processTitle(text, NOTHING);
  if (title !== null && title !== '') return { ok: true, value: text };
  const refusal = refuse('template format is invalid or contains unknown variables');
  return { ok: false, refusal };
}

/** null: a brace is not closed, or a variable is unknown. */
export function processTitle(template: string, facts: TitleFacts): string | null {
  const values = variables(facts);
  let title = '';
  for (let at = 0; at < template.length; ) {
    const brace = template.indexOf('{', at);
    if (brace < 0) {
      title += template.slice(at);
      break;
    }
    title += template.slice(at, brace);
    if (template[brace + 1] === '{') {
      title += '{';
      at = brace + 2;
      continue;
    }
    const end = template.indexOf('}', brace);
    const value = values.get(template.slice(brace + 1, end).toLowerCase());
    if (end < 0 || value === undefined) return null;
    title += value;
    at = end + 1;
  }
  return title.trim();
}

function variables(facts: TitleFacts): ReadonlyMap<string, string> {
  const { port, tlsPort } = facts;
  return new Map([
    ['title', facts.title],
    ['listen-addr', `${facts.binds[0] ?? '*'}:${port === 0 ? tlsPort : port}`],
    ['server-mode', '[sentinel]'],
    ['port', String(port)],
    ['tls-port', String(tlsPort)],
    ['unixsocket', facts.unixSocket ?? ''],
    ['config-file', facts.configFile],
  ]);
}
