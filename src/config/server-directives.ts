// The ordinary server directives: one record each, which says what it takes, what it means and what
// it changes. A directive that is given twice counts as it stands last.

import { userLineProblem } from '../acl/user-lines.ts';
import { LOG_FORMATS, LOG_TIMESTAMP_FORMATS } from '../events/log-line.ts';
import { type Described, yesOrNoWord } from './description.ts';
import type { ConfigOutside } from './outside.ts';
import { readTitleTemplate } from './process-title.ts';
import {
  BAD_DIRECTIVE,
  choice,
  INTS,
  integer,
  ONE_WORD,
  one,
  PORTS,
  type ServerDirective,
  type ServerDraft,
  seconds,
  several,
  statement,
  word,
  wordOrNull,
  yesNo,
} from './server-directive-kinds.ts';
import {
  IGNORED_INTEGERS,
  IGNORED_LISTS,
  IGNORED_MEMORY_SIZES,
  IGNORED_STATEMENTS,
  IGNORED_WORDS,
  IGNORED_YES_NO,
} from './server-directive-names.ts';
import { DEFAULT_SERVER_SETTINGS, SYSLOG_FACILITIES } from './server-settings.ts';
import { TLS_DIRECTIVES } from './tls-directives.ts';
import {
  INT_MAX,
  LONG_MAX,
  memorySize,
  type Refusal,
  readMemory,
  readOctal,
  refuse,
  UINT_MAX,
} from './values.ts';

const BIND_MAX = 16;
const USUAL = DEFAULT_SERVER_SETTINGS;

const NETWORK: readonly Described<ServerDirective>[] = [
  {
    ...integer('port', PORTS, (draft, value) => {
      draft.port = value;
    }),
    takes: 'PORT',
    usual: String(USUAL.port),
    summary: 'The port for clients and other Sentinels that do not speak TLS. 0: none.',
  },
  {
    ...several('bind', { least: 0, most: INT_MAX }, applyBind),
    takes: 'ADDRESS...',
    usual: `\`${USUAL.bind.join(' ')}\``,
    summary: 'The addresses to listen on; one with a - before it may be missing on this machine.',
  },
  {
    ...wordOrNull('bind-source-addr', (draft, value) => {
      draft.bindSourceAddress = value;
    }),
    takes: 'ADDRESS',
    usual: 'none',
    summary: 'The local address of the connections to nodes and other Sentinels.',
  },
  {
    ...wordOrNull('unixsocket', (draft, value) => {
      draft.unixSocket = value;
    }),
    takes: 'PATH',
    usual: 'none',
    summary: 'A Unix socket for clients.',
  },
  {
    ...one('unixsocketperm', readOctal, (draft, value) => {
      draft.unixSocketPermissions = value;
    }),
    takes: 'MODE',
    usual: 'what the umask leaves',
    summary: 'The permissions of the Unix socket, in octal digits such as 700.',
  },
  {
    ...integer('tcp-backlog', INTS, (draft, value) => {
      draft.tcpBacklog = value;
    }),
    takes: 'COUNT',
    usual: String(USUAL.tcpBacklog),
    summary: 'How many connections may wait until they are accepted.',
  },
  {
    ...integer('timeout', INTS, (draft, value) => {
      draft.clientTimeoutMs = value * 1000;
    }),
    takes: 'SECONDS',
    usual: seconds(USUAL.clientTimeoutMs),
    summary: 'Seconds of silence after which a client without subscriptions is cut off. 0: never.',
  },
  {
    ...integer('tcp-keepalive', INTS, (draft, value) => {
      draft.tcpKeepaliveMs = value * 1000;
    }),
    takes: 'SECONDS',
    usual: seconds(USUAL.tcpKeepaliveMs),
    summary: 'Seconds of silence after which TCP asks whether a client is still there. 0: never.',
  },
  {
    ...integer('maxclients', { least: 1, most: UINT_MAX }, (draft, value) => {
      draft.maxClients = value;
    }),
    takes: 'COUNT',
    usual: String(USUAL.maxClients),
    summary:
      'How many clients may be connected at a time; fewer where the limit of open files leaves ' +
      'no room for them.',
  },
  {
    ...several('client-output-buffer-limit', { least: 0, most: INT_MAX }, applyBufferLimits),
    takes: 'CLASS HARD SOFT SECONDS...',
    usual: 'normal 0 0 0, pubsub 32mb 8mb 60',
    summary:
      'What a client of a class, `normal` or `pubsub`, may leave unread: it is cut off at once ' +
      'beyond HARD, and beyond SOFT for so many SECONDS. Sizes are bytes, or such as 8mb; 0: no ' +
      'limit.',
  },
  {
    ...one(
      'client-query-buffer-limit',
      (text) => readMemory(text, { least: 1_048_576, most: LONG_MAX }),
      (draft, value) => {
        draft.queryBufferLimitBytes = value;
      },
    ),
    takes: 'SIZE',
    usual: '1gb',
    summary:
      'Bytes of one unfinished command beyond which a client is cut off, such as 1mb; never ' +
      'more than 4mb, whatever it says.',
  },
];

const SECURITY: readonly Described<ServerDirective>[] = [
  {
    ...yesNo('protected-mode', (draft, value) => {
      draft.protectedMode = value;
    }),
    usual: yesOrNoWord(USUAL.protectedMode),
    summary:
      'With yes clients of other machines are turned away as long as the default user needs no ' +
      'password.',
  },
  {
    ...wordOrNull('requirepass', (draft, value) => {
      draft.requirePass = value;
    }),
    takes: 'PASSWORD',
    usual: 'none',
    summary:
      'The password of the default user, which clients have to give. Other Sentinels get it, ' +
      'too, where there is no `sentinel-pass`.',
  },
  {
    ...statement('user', { least: 1, most: INT_MAX }, applyUser),
    takes: 'NAME [RULE...]',
    usual: 'none',
    summary: 'A user and its rules, as ACL SETUSER takes them; one a line.',
  },
  {
    ...wordOrNull('aclfile', (draft, value) => {
      draft.aclFile = value;
    }),
    takes: 'PATH',
    usual: 'none',
    summary: 'A file that holds the users, in place of `user` lines.',
  },
  {
    ...integer('acllog-max-len', { least: 0, most: LONG_MAX }, (draft, value) => {
      draft.aclLogMaxLength = value;
    }),
    takes: 'COUNT',
    usual: String(USUAL.aclLogMaxLength),
    summary: 'How many refusals ACL LOG remembers.',
  },
  {
    ...choice('acl-pubsub-default', ['allchannels', 'resetchannels'], (draft, value) => {
      draft.aclPubsubDefault = value;
    }),
    usual: USUAL.aclPubsubDefault,
    summary:
      'Whether a user whose rules say nothing of channels may listen to all of them or to none.',
  },
  {
    ...statement('rename-command', { least: 2, most: 2 }, (draft, [from = '', to = '']) => {
      draft.renamedCommands.set(from.toLowerCase(), to);
      return null;
    }),
    takes: 'COMMAND NEW-NAME',
    usual: 'none',
    summary:
      'Another name for a command of this Sentinel; an empty name takes the command away. One a ' +
      'line.',
  },
];

const PROCESS: readonly Described<ServerDirective>[] = [
  {
    ...yesNo('daemonize', (draft, value) => {
      draft.daemonize = value;
    }),
    usual: yesOrNoWord(USUAL.daemonize),
    summary: 'With yes the process goes to the background, unless it is supervised.',
  },
  {
    ...wordOrNull('pidfile', (draft, value) => {
      draft.pidFile = value;
    }),
    takes: 'PATH',
    usual: 'none, in the background /var/run/vedette.pid',
    summary: 'A file that the process id is written to.',
  },
  {
    ...choice('supervised', ['upstart', 'systemd', 'auto', 'no'], (draft, value) => {
      draft.supervised = value;
    }),
    usual: USUAL.supervised,
    summary:
      'Who is told that the process is ready: systemd, upstart, whichever of them has started ' +
      'it (auto), or nobody.',
  },
  {
    ...several('dir', ONE_WORD, applyDirectory),
    takes: 'PATH',
    usual: 'the folder in which the process was started',
    summary: 'The folder in which the process works, and to which relative paths here belong.',
  },
  {
    ...word('logfile', (draft, value) => {
      draft.logFile = value;
    }),
    takes: 'PATH',
    usual: 'standard output',
    summary: 'The file that the log is written to.',
  },
  {
    ...choice('loglevel', ['debug', 'verbose', 'notice', 'warning', 'nothing'], (draft, value) => {
      draft.logLevel = value;
    }),
    usual: USUAL.logLevel,
    summary: 'The log shows lines of this level and above; with nothing, none.',
  },
  {
    ...yesNo('syslog-enabled', (draft, value) => {
      draft.syslogEnabled = value;
    }),
    usual: yesOrNoWord(USUAL.syslogEnabled),
    summary: 'With yes the log goes to the system log as well.',
  },
  {
    ...word('syslog-ident', (draft, value) => {
      draft.syslogIdent = value;
    }),
    takes: 'NAME',
    usual: USUAL.syslogIdent,
    summary: 'What a line of the system log begins with.',
  },
  {
    ...choice('syslog-facility', SYSLOG_FACILITIES, (draft, value) => {
      draft.syslogFacility = value;
    }),
    usual: USUAL.syslogFacility,
    summary: 'The facility of the lines in the system log.',
  },
  {
    ...choice('log-format', LOG_FORMATS, (draft, value) => {
      draft.logFormat = value;
    }),
    usual: USUAL.logFormat,
    summary: 'How a line of the log is written: as in Redis, or as pairs of names and values.',
  },
  {
    ...choice('log-timestamp-format', LOG_TIMESTAMP_FORMATS, (draft, value) => {
      draft.logTimestampFormat = value;
    }),
    usual: USUAL.logTimestampFormat,
    summary: 'How the time of a line is written.',
  },
  {
    ...yesNo('set-proc-title', (draft, value) => {
      draft.setProcessTitle = value;
    }),
    usual: yesOrNoWord(USUAL.setProcessTitle),
    summary: 'With yes lists of processes show the title of `proc-title-template`.',
  },
  {
    ...one('proc-title-template', readTitleTemplate, (draft, value) => {
      draft.processTitleTemplate = value;
    }),
    takes: 'TEXT',
    usual: `\`${USUAL.processTitleTemplate}\``,
    summary: 'The title of the process, in which names in braces are filled in.',
  },
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

/** Those that have an effect here. */
export const SERVER_DIRECTIVES: readonly Described<ServerDirective>[] = [
  ...NETWORK,
  ...SECURITY,
  ...PROCESS,
  ...TLS_DIRECTIVES,
];

const BY_NAME: ReadonlyMap<string, ServerDirective> = new Map(
  [...SERVER_DIRECTIVES, ...IGNORED].map((record) => [record.name, record]),
);

/** Applies one line. `name` is in lower case. */
export function applyServerDirective(
  draft: ServerDraft,
  [name = '', ...values]: readonly string[],
  outside: ConfigOutside,
): Refusal | null {
  const directive = BY_NAME.get(name);
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
