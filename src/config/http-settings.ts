// What the file says of the HTTP door and of webhooks. Both are off until a port or a webhook is
// named; nothing of them is loaded before.

import type { Description } from './description.ts';
import type { ServerDraft } from './server-directive-kinds.ts';
import { type Range, type Refusal, readInteger, refuse, yesOrNo } from './values.ts';

export interface HttpSettings {
  /** 0: no door. */
  readonly port: number;
  readonly binds: readonly string[];
  /** `no`: plain; `verify`: clients have to show a certificate of ours too. */
  readonly tls: 'no' | 'yes' | 'verify';
  /** What changes are made with; null: none is made. */
  readonly token: string | null;
  /** Where the token stands instead, as written. */
  readonly tokenFile: string | null;
  /** Reading needs the token too. */
  readonly protectReads: boolean;
  /** Names that a browser may know this door by, besides addresses and `localhost`. */
  readonly hosts: readonly string[];
  readonly webhooks: readonly Webhook[];
  /** What webhooks are signed with. */
  readonly webhookSecret: string | null;
}

/** Somebody who is told of events. */
export interface Webhook {
  readonly url: string;
  /** Which events, as patterns over their names; empty: the usual ones. */
  readonly events: readonly string[];
}

export const DEFAULT_HTTP_SETTINGS: HttpSettings = {
  port: 0,
  binds: ['127.0.0.1'],
  tls: 'no',
  token: null,
  tokenFile: null,
  protectReads: false,
  hosts: [],
  webhooks: [],
  webhookSecret: null,
};

/** A shorter secret can be guessed. */
export const SECRET_LENGTH_MIN = 16;
export const WEBHOOKS_MAX = 16;
const WORDS_MAX = 64;
const PORT_MAX = 65_535;

/** Is anything of the room wanted? */
export function wantsHttp({ port, webhooks }: HttpSettings): boolean {
  return port !== 0 || webhooks.length > 0;
}

/** A record of own-settings.ts without its `kind`. */
export interface HttpSetting extends Description {
  readonly name: string;
  readonly words: Range;
  apply(draft: ServerDraft, values: readonly string[]): Refusal | null;
}

const ONE: Range = { least: 1, most: 1 };
const SOME: Range = { least: 1, most: WORDS_MAX };

export const HTTP_SETTINGS: readonly HttpSetting[] = [
  {
    name: 'http-port',
    words: ONE,
    takes: 'PORT',
    usual: '0',
    summary: 'Where the HTTP door listens: page, API, events, metrics. 0: there is none.',
    apply(draft, [value = '']) {
      const port = readInteger(value, { least: 0, most: PORT_MAX });
      if (!port.ok) return port.refusal;
      draft.http.port = port.value;
      return null;
    },
  },
  {
    name: 'http-bind',
    words: SOME,
    takes: 'ADDRESS...',
    usual: '127.0.0.1',
    summary: 'The addresses of the HTTP door. On others than loopback whoever reaches it may read.',
    apply(draft, values) {
      draft.http.binds = values;
      return null;
    },
  },
  {
    name: 'http-tls',
    words: ONE,
    takes: 'no|yes|verify',
    usual: 'no',
    summary:
      'Whether the HTTP door speaks TLS, with the certificate of `tls-cert-file`. With verify ' +
      'clients have to show one too, of an authority of `tls-ca-cert-file`.',
    apply(draft, [value = '']) {
      const word = value.toLowerCase();
      if (word !== 'no' && word !== 'yes' && word !== 'verify') {
        return refuse('Please specify no, yes or verify for the http-tls option.');
      }
      draft.http.tls = word;
      return null;
    },
  },
  {
    name: 'http-token',
    words: ONE,
    takes: 'TOKEN',
    usual: 'none',
    summary:
      'What changes over HTTP are made with, 16 characters or more. Without it none is made.',
    apply(draft, [value = '']) {
      if (!isToken(value)) return refuse(BAD_TOKEN);
      draft.http.token = value;
      return null;
    },
  },
  {
    name: 'http-token-file',
    words: ONE,
    takes: 'PATH',
    usual: 'none',
    summary: 'A file whose first line is the token.',
    apply(draft, [value = '']) {
      if (value === '') return refuse('A token file needs a name');
      draft.http.tokenFile = value;
      return null;
    },
  },
  {
    name: 'http-protect-reads',
    words: ONE,
    takes: 'yes|no',
    usual: 'no',
    summary:
      'With yes all but `/healthz`, `/readyz`, `/groups` and the empty page needs the token.',
    apply(draft, [value = '']) {
      const wanted = yesOrNo(value);
      if (wanted === null) {
        return refuse('Please specify yes or no for the http-protect-reads option.');
      }
      draft.http.protectReads = wanted;
      return null;
    },
  },
  {
    name: 'http-host',
    words: SOME,
    takes: 'NAME...',
    usual: 'none',
    summary:
      'Names by which the door is called, besides addresses and localhost; a request for ' +
      'another name is refused, because a strange page can make a browser send it.',
    apply(draft, values) {
      draft.http.hosts = values.map((name) => name.toLowerCase());
      return null;
    },
  },
  {
    name: 'webhook',
    words: SOME,
    takes: 'URL [EVENT...]',
    usual: 'none',
    summary:
      'Where a POST goes for each of these events, such as `+switch-master` or `*odown`; one a ' +
      'line. Without events: switches, agreed deaths, failovers that ended or were given up, ' +
      'tilt, failed writes, `+empty-master`, `+foreign-node` and `+auth-error`.',
    apply(draft, [url = '', ...events]) {
      if (!/^https?:\/\/[^\s/]+/i.test(url))
        return refuse('A webhook needs a URL of http or https');
      if (draft.http.webhooks.length >= WEBHOOKS_MAX) return refuse('Too many webhooks');
      draft.http.webhooks = [...draft.http.webhooks, { url, events }];
      return null;
    },
  },
  {
    name: 'webhook-secret',
    words: ONE,
    takes: 'SECRET',
    usual: 'none',
    summary:
      'What webhooks are signed with, 16 characters or more. Required where there is a webhook.',
    apply(draft, [value = '']) {
      if (!isToken(value)) return refuse(BAD_TOKEN);
      draft.http.webhookSecret = value;
      return null;
    },
  },
];

const BAD_TOKEN = `A token or secret has ${SECRET_LENGTH_MIN} visible characters or more`;

/** Fit for a header. */
export function isToken(text: string): boolean {
  return text.length >= SECRET_LENGTH_MIN && /^[\x21-\x7e]+$/.test(text);
}
