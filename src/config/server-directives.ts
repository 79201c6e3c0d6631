// The ordinary server directives: one record each, which says how many words it takes and what it
// changes. A directive that is given twice counts as it stands last.

import { userLineProblem } from '../acl/user-lines.ts';
import { LOG_FORMATS, LOG_TIMESTAMP_FORMATS } from '../events/log-line.ts';
import type { HttpSettings } from './http-settings.ts';
import type { ConfigOutside } from './outside.ts';
import { readTitleTemplate } from './process-title.ts';
import {
  IGNORED_INTEGERS,
  IGNORED_LISTS,
  IGNORED_MEMORY_SIZES,
  IGNORED_STATEMENTS,
  IGNORED_WORDS,
  IGNORED_YES_NO,
} from './server-directive-names.ts';
import {
  DEFAULT_SERVER_SETTINGS,
  type ServerSettings,
  SYSLOG_FACILITIES,
  type TlsSettings,
} from './server-settings.ts';
import {
  INT_MAX,
  LONG_MAX,
  memorySize,
  type Range,
  type Read,
  type Refusal,
  readChoice,
  readInteger,
  readMemory,
  readOctal,
  readYesNo,
  refuse,
  UINT_MAX,
} from './values.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Server settings while a file is being read. */
export interface ServerDraft extends Mutable<Omit<ServerSettings, 'users' | 'tls' | 'http'>> {
  users: (readonly string[])[];
  renamedCommands: Map<string, string>;
  tls: Mutable<TlsSettings>;
  http: Mutable<HttpSettings>;
}

export function newServerDraft(): ServerDraft {
  const defaults = DEFAULT_SERVER_SETTINGS;
  return {
    ...defaults,
    users: [],
    renamedCommands: new Map(),
    tls: { ...defaults.tls },
    http: { ...defaults.http },
  };
}

export interface ServerDirective {
  readonly name: string;
  /** How many words may follow the name. */
  readonly words: Range;
  /** What a wrong number of words is answered with. */
  readonly countRefusal: Refusal;
  apply(draft: ServerDraft, values: readonly string[], outside: ConfigOutside): Refusal | null;
}

const WRONG_COUNT: Refusal = refuse('wrong number of arguments', 'wrong-argument-count');

/** Also the answer to a name that nobody knows. */
const BAD_DIRECTIVE: Refusal = refuse(
  'Bad directive or wrong number of arguments',
  'unknown-directive',
);

const ONE_WORD: Range = { least: 1, most: 1 };
const PORTS: Range = { least: 0, most: 65_535 };
const INTS: Range = { least: 0, most: INT_MAX };
const BIND_MAX = 16;

type Apply = ServerDirective['apply'];

/** A directive of one word that `reader` understands. */
function one<T>(
  name: string,
  reader: (text: string) => Read<T>,
  set: (draft: ServerDraft, value: T) => void,
): ServerDirective {
  const apply: Apply = (draft, [text = '']) => {
    const result = reader(text);
    if (!result.ok) return result.refusal;
    set(draft, result.value);
    return null;
  };
  return { name, words: ONE_WORD, countRefusal: WRONG_COUNT, apply };
}

type Setter<T> = (draft: ServerDraft, value: T) => void;

function yesNo(name: string, set: Setter<boolean>): ServerDirective {
  return one(name, readYesNo, set);
}

function integer(name: string, range: Range | null, set: Setter<number>): ServerDirective {
  return one(name, (text) => readInteger(text, range), set);
}

function choice<T extends string>(
  name: string,
  choices: readonly T[],
  set: Setter<T>,
): ServerDirective {
  return one(name, (text) => readChoice(text, choices), set);
}

function word(name: string, set: Setter<string>): ServerDirective {
  return one(name, (text) => ({ ok: true, value: text }), set);
}

/** A word whose empty form means none. */
function wordOrNull(name: string, set: Setter<string | null>): ServerDirective {
  return word(name, (draft, value) => set(draft, value === '' ? null : value));
}

function several(name: string, words: Range, apply: Apply): ServerDirective {
  return { name, words, countRefusal: WRONG_COUNT, apply };
}

function statement(name: string, words: Range, apply: Apply): ServerDirective {
  return { name, words, countRefusal: BAD_DIRECTIVE, apply };
}

const NETWORK: readonly ServerDirective[] = [
  integer('port', PORTS, (draft, value) => {
    draft.port = value;
  }),
  several('bind', { least: 0, most: INT_MAX }, applyBind),
  wordOrNull('bind-source-addr', (draft, value) => {
    draft.bindSourceAddress = value;
  }),
  wordOrNull('unixsocket', (draft, value) => {
    draft.unixSocket = value;
  }),
  one('unixsocketperm', readOctal, (draft, value) => {
    draft.unixSocketPermissions = value;
  }),
  integer('tcp-backlog', INTS, (draft, value) => {
    draft.tcpBacklog = value;
  }),
  integer('timeout', INTS, (draft, value) => {
    draft.clientTimeoutMs = value * 1000;
  }),
  integer('tcp-keepalive', INTS, (draft, value) => {
    draft.tcpKeepaliveMs = value * 1000;
  }),
  integer('maxclients', { least: 1, most: UINT_MAX }, (draft, value) => {
    draft.maxClients = value;
  }),
  several('client-output-buffer-limit', { least: 0, most: INT_MAX }, applyBufferLimits),
  one(
    'client-query-buffer-limit',
    (text) => readMemory(text, { least: 1_048_576, most: LONG_MAX }),
    (draft, value) => {
      draft.queryBufferLimitBytes = value;
    },
  ),
];

const SECURITY: readonly ServerDirective[] = [
  yesNo('protected-mode', (draft, value) => {
    draft.protectedMode = value;
  }),
  wordOrNull('requirepass', (draft, value) => {
    draft.requirePass = value;
  }),
  statement('user', { least: 1, most: INT_MAX }, applyUser),
  wordOrNull('aclfile', (draft, value) => {
    draft.aclFile = value;
  }),
  integer('acllog-max-len', { least: 0, most: LONG_MAX }, (draft, value) => {
    draft.aclLogMaxLength = value;
  }),
  choice('acl-pubsub-default', ['allchannels', 'resetchannels'], (draft, value) => {
    draft.aclPubsubDefault = value;
  }),
  statement('rename-command', { least: 2, most: 2 }, (draft, [from = '', to = '']) => {
    draft.renamedCommands.set(from.toLowerCase(), to);
    return null;
  }),
];

const PROCESS: readonly ServerDirective[] = [
  yesNo('daemonize', (draft, value) => {
    draft.daemonize = value;
  }),
  wordOrNull('pidfile', (draft, value) => {
    draft.pidFile = value;
  }),
  choice('supervised', ['upstart', 'systemd', 'auto', 'no'], (draft, value) => {
    draft.supervised = value;
  }),
  several('dir', ONE_WORD, applyDirectory),
  word('logfile', (draft, value) => {
    draft.logFile = value;
  }),
  choice('loglevel', ['debug', 'verbose', 'notice', 'warning', 'nothing'], (draft, value) => {
    draft.logLevel = value;
  }),
  yesNo('syslog-enabled', (draft, value) => {
    draft.syslogEnabled = value;
  }),
  word('syslog-ident', (draft, value) => {
    draft.syslogIdent = value;
  }),
  choice('syslog-facility', SYSLOG_FACILITIES, (draft, value) => {
    draft.syslogFacility = value;
  }),
  choice('log-format', LOG_FORMATS, (draft, value) => {
    draft.logFormat = value;
  }),
  choice('log-timestamp-format', LOG_TIMESTAMP_FORMATS, (draft, value) => {
    draft.logTimestampFormat = value;
  }),
  yesNo('set-proc-title', (draft, value) => {
    draft.setProcessTitle = value;
  }),
  one('proc-title-template', readTitleTemplate, (draft, value) => {
    draft.processTitleTemplate = value;
  }),
];

const TLS: readonly ServerDirective[] = [
  integer('tls-port', PORTS, (draft, value) => {
    draft.tls.port = value;
  }),
  yesNo('tls-replication', (draft, value) => {
    draft.tls.outgoing = value;
  }),
  wordOrNull('tls-cert-file', (draft, value) => {
    draft.tls.certFile = value;
  }),
  wordOrNull('tls-key-file', (draft, value) => {
    draft.tls.keyFile = value;
  }),
  wordOrNull('tls-key-file-pass', (draft, value) => {
    draft.tls.keyFilePassword = value;
  }),
  wordOrNull('tls-client-cert-file', (draft, value) => {
    draft.tls.clientCertFile = value;
  }),
  wordOrNull('tls-client-key-file', (draft, value) => {
    draft.tls.clientKeyFile = value;
  }),
  wordOrNull('tls-client-key-file-pass', (draft, value) => {
    draft.tls.clientKeyFilePassword = value;
  }),
  wordOrNull('tls-ca-cert-file', (draft, value) => {
    draft.tls.caCertFile = value;
  }),
  wordOrNull('tls-ca-cert-dir', (draft, value) => {
    draft.tls.caCertDirectory = value;
  }),
  wordOrNull('tls-dh-params-file', (draft, value) => {
    draft.tls.dhParamsFile = value;
  }),
  wordOrNull('tls-protocols', (draft, value) => {
    draft.tls.protocols = value;
  }),
  wordOrNull('tls-ciphers', (draft, value) => {
    draft.tls.ciphers = value;
  }),
  wordOrNull('tls-ciphersuites', (draft, value) => {
    draft.tls.cipherSuites = value;
  }),
  choice('tls-auth-clients', ['no', 'yes', 'optional'], (draft, value) => {
    draft.tls.authClients = value;
  }),
  yesNo('tls-prefer-server-ciphers', (draft, value) => {
    draft.tls.preferServerCiphers = value;
  }),
  yesNo('tls-session-caching', (draft, value) => {
    draft.tls.sessionCaching = value;
  }),
  integer('tls-session-cache-size', INTS, (draft, value) => {
    draft.tls.sessionCacheSize = value;
  }),
  integer('tls-session-cache-timeout', INTS, (draft, value) => {
    draft.tls.sessionCacheTimeoutMs = value * 1000;
  }),
  integer('tls-auto-reload-interval', INTS, (draft, value) => {
    draft.tls.reloadPeriodMs = value * 1000;
  }),
];

const IGNORED: readonly ServerDirective[] = [
  ...IGNORED_YES_NO.map((name) => yesNo(name, () => {})),
  ...IGNORED_INTEGERS.map((name) => integer(name, null, () => {})),
  ...IGNORED_MEMORY_SIZES.map((name) =>
    one(
      name,
      (text) => readMemory(text, null),
      () => {},
    ),
  ),
  ...IGNORED_WORDS.map((name) => word(name, () => {})),
  ...IGNORED_LISTS.map(([name, least, most]) => several(name, { least, most }, () => null)),
  ...IGNORED_STATEMENTS.map(([name, least, most]) => statement(name, { least, most }, () => null)),
  several('save', { least: 0, most: INT_MAX }, checkSave),
];

const SERVER_DIRECTIVES: ReadonlyMap<string, ServerDirective> = new Map(
  [...NETWORK, ...SECURITY, ...PROCESS, ...TLS, ...IGNORED].map((record) => [record.name, record]),
);

/** Applies one line. `name` is in lower case. */
export function applyServerDirective(
  draft: ServerDraft,
  [name = '', ...values]: readonly string[],
  outside: ConfigOutside,
): Refusal | null {
  const directive = SERVER_DIRECTIVES.get(name);
  if (directive === undefined) return applyUnknown(name, values);
  const { least, most } = directive.words;
  if (values.length < least || values.length > most) return directive.countRefusal;
  return directive.apply(draft, values, outside);
}

/** A name with a dot belongs to a module, which we do not load: any value will do. */
function applyUnknown(name: string, values: readonly string[]): Refusal | null {
  if (!name.includes('.')) return BAD_DIRECTIVE;
  return values.length > 0 ? null : refuse('Module config specified without value');
}

function applyUser(draft: ServerDraft, values: readonly string[]): Refusal | null {
  const [name = ''] = values;
  if (draft.users.some(([known]) => known === name)) {
    const reason = 'Duplicate user found. A user can only be defined once in config files';
    return refuse(`Error in user declaration '${name}': ${reason}`, 'duplicate');
  }
  const channels = draft.aclPubsubDefault === 'allchannels' ? 'all' : 'none';
  const problem = userLineProblem(['user', ...values], channels);
  if (problem !== null) return refuse(problem);
  draft.users.push(values);
  return null;
}

function applyBind(draft: ServerDraft, values: readonly string[]): Refusal | null {
  if (values.length > BIND_MAX) return refuse('Too many bind addresses specified.');
  draft.bind = values.length === 1 && values[0] === '' ? [] : values;
  return null;
}

function applyDirectory(
  draft: ServerDraft,
  [path = '']: readonly string[],
  outside: ConfigOutside,
): Refusal | null {
  const entered = outside.enterDirectory(path);
  if (!entered.ok) return refuse(entered.reason, 'bad-directory');
  draft.directory = entered.directory;
  return null;
}

/** Groups of four words: a class of clients, its two limits and seconds. */
function applyBufferLimits(draft: ServerDraft, values: readonly string[]): Refusal | null {
  if (values.length % 4 !== 0) {
    return refuse(
      'Wrong number of arguments in buffer limit configuration.',
      'wrong-argument-count',
    );
  }
  for (let index = 0; index < values.length; index += 4) {
    const refusal = applyBufferLimit(draft, values.slice(index, index + 4));
    if (refusal !== null) return refusal;
  }
  return null;
}

function applyBufferLimit(
  draft: ServerDraft,
  [clients = '', hard = '', soft = '', seconds = '']: readonly string[],
): Refusal | null {
  const name = clients.toLowerCase();
  if (!['normal', 'slave', 'replica', 'pubsub'].includes(name)) {
    return refuse('Invalid client class specified in buffer limit configuration.');
  }
  const hardBytes = memorySize(hard);
  const softBytes = memorySize(soft);
  if (hardBytes === null || softBytes === null || !/^\d+$/.test(seconds)) {
    return refuse('Error in hard, soft or soft_seconds setting in buffer limit configuration.');
  }
  const limit = { hardBytes, softBytes, softMs: Number(seconds) * 1000 };
  if (name === 'normal') draft.clientBufferLimit = limit;
  if (name === 'pubsub') draft.subscriberBufferLimit = limit;
  return null;
}

/** Pairs of seconds and changes, in one word or many; an empty word: never. */
function checkSave(_draft: ServerDraft, values: readonly string[]): Refusal | null {
  const [only = ''] = values;
  const words = values.length === 1 ? only.split(' ').filter((part) => part !== '') : values;
  const wellFormed = words.every((text, index) =>
    (index % 2 === 0 ? /^[1-9]\d*$/ : /^\d+$/).test(text),
  );
  return wellFormed && words.length % 2 === 0 ? null : refuse('Invalid save parameters');
}
