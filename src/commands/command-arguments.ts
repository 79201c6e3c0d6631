// The arguments of each command as COMMAND DOCS tells them to libraries that make their methods
// from them: names, types and order as stock has them. A command that is not here takes none.

export interface Argument {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'pattern' | 'pure-token' | 'oneof' | 'block';
  /** The word that stands before it, or is it. */
  readonly token?: string;
  readonly since?: string;
  readonly deprecatedSince?: string;
  readonly flags?: readonly ('optional' | 'multiple' | 'multiple_token')[];
  /** The parts of a block, or what to choose from. */
  readonly arguments?: readonly Argument[];
}

type More = Omit<Argument, 'name' | 'type'>;

const OPTIONAL: More = { flags: ['optional'] };
const MULTIPLE: More = { flags: ['multiple'] };
const ANY_NUMBER: More = { flags: ['optional', 'multiple'] };

function text(name: string, more: More = {}): Argument {
  return { name, type: 'string', ...more };
}

function integer(name: string, more: More = {}): Argument {
  return { name, type: 'integer', ...more };
}

function pattern(name: string, more: More = {}): Argument {
  return { name, type: 'pattern', ...more };
}

function word(token: string, more: More = {}): Argument {
  return { name: token.toLowerCase(), type: 'pure-token', token, ...more };
}

function oneOf(name: string, choices: readonly Argument[], more: More = {}): Argument {
  return { name, type: 'oneof', ...more, arguments: choices };
}

function block(name: string, parts: readonly Argument[], more: More = {}): Argument {
  return { name, type: 'block', ...more, arguments: parts };
}

const ON_OFF = [word('ON'), word('OFF')];
const MASTER = [text('master-name')];
const ADDRESS_QUESTION = [text('ip'), integer('port'), integer('current-epoch'), text('runid')];

const CLIENT: Readonly<Record<string, readonly Argument[]>> = {
  'client|caching': [oneOf('mode', [word('YES'), word('NO')])],
  'client|kill': [
    oneOf('filter', [
      text('ip:port', { deprecatedSince: '2.8.12' }),
      oneOf(
        'new-format',
        [
          integer('client-id', { token: 'ID', since: '2.8.12', ...OPTIONAL }),
          oneOf(
            'normal_master_slave_pubsub',
            [
              word('NORMAL'),
              word('MASTER', { since: '3.2.0' }),
              word('SLAVE'),
              word('REPLICA', { since: '5.0.0' }),
              word('PUBSUB'),
            ],
            { token: 'TYPE', since: '2.8.12', ...OPTIONAL },
          ),
          text('username', { token: 'USER', ...OPTIONAL }),
          text('ip:port', { token: 'ADDR', ...OPTIONAL }),
          text('ip:port', { token: 'LADDR', since: '6.2.0', ...OPTIONAL }),
          text('yes/no', { token: 'SKIPME', ...OPTIONAL }),
        ],
        MULTIPLE,
      ),
    ]),
  ],
  'client|list': [
    oneOf(
      'normal_master_replica_pubsub',
      [word('NORMAL'), word('MASTER'), word('REPLICA'), word('PUBSUB')],
      { token: 'TYPE', since: '5.0.0', ...OPTIONAL },
    ),
    block('id', [integer('client-id', MULTIPLE)], { token: 'ID', since: '6.2.0', ...OPTIONAL }),
  ],
  'client|no-evict': [oneOf('enabled', ON_OFF)],
  'client|pause': [
    integer('timeout'),
    oneOf('mode', [word('WRITE'), word('ALL')], { since: '6.2.0', ...OPTIONAL }),
  ],
  'client|reply': [oneOf('on_off_skip', [...ON_OFF, word('SKIP')])],
  'client|setinfo': [
    oneOf('attr', [text('libname', { token: 'LIB-NAME' }), text('libver', { token: 'LIB-VER' })]),
  ],
  'client|setname': [text('connection-name')],
  'client|tracking': [
    oneOf('status', ON_OFF),
    integer('client-id', { token: 'REDIRECT', ...OPTIONAL }),
    text('prefix', { token: 'PREFIX', flags: ['optional', 'multiple', 'multiple_token'] }),
    word('BCAST', OPTIONAL),
    word('OPTIN', OPTIONAL),
    word('OPTOUT', OPTIONAL),
    word('NOLOOP', OPTIONAL),
  ],
  'client|unblock': [
    integer('client-id'),
    oneOf('timeout_error', [word('TIMEOUT'), word('ERROR')], OPTIONAL),
  ],
};

const SENTINEL: Readonly<Record<string, readonly Argument[]>> = {
  'sentinel|ckquorum': MASTER,
  'sentinel|config': [
    oneOf('set_or_get', [
      block('set_param_value', [text('parameter'), text('value')], { token: 'SET', ...MULTIPLE }),
      text('parameter', { token: 'GET', ...MULTIPLE }),
    ]),
  ],
  'sentinel|debug': [block('parameter_value', [text('parameter'), text('value')], MULTIPLE)],
  'sentinel|doctor': [text('master-name', OPTIONAL)],
  'sentinel|explain': MASTER,
  'sentinel|failover': MASTER,
  'sentinel|forget': [
    ...MASTER,
    oneOf('who', [
      block('replica', [text('ip'), integer('port')], { token: 'REPLICA' }),
      text('runid', { token: 'SENTINEL' }),
    ]),
    word('EVERYWHERE', OPTIONAL),
  ],
  'sentinel|get-master-addr-by-name': MASTER,
  'sentinel|get-primary-addr-by-name': MASTER,
  'sentinel|history': MASTER,
  'sentinel|info-cache': [text('nodename', MULTIPLE)],
  'sentinel|is-master-down-by-addr': ADDRESS_QUESTION,
  'sentinel|is-primary-down-by-addr': ADDRESS_QUESTION,
  'sentinel|maintenance': [...MASTER, text('ip'), integer('port'), oneOf('on_off', ON_OFF)],
  'sentinel|master': MASTER,
  'sentinel|monitor': [text('name'), text('ip'), integer('port'), integer('quorum')],
  'sentinel|pause': [...MASTER, integer('milliseconds', OPTIONAL)],
  'sentinel|primary': MASTER,
  'sentinel|remove': MASTER,
  'sentinel|replicas': MASTER,
  'sentinel|reset': [pattern('pattern')],
  'sentinel|resume': MASTER,
  'sentinel|sentinels': MASTER,
  'sentinel|set': [...MASTER, block('option_value', [text('option'), text('value')], MULTIPLE)],
  'sentinel|simulate-failure': [
    oneOf(
      'mode',
      ['crash-after-election', 'crash-after-promotion', 'help'].map(
        (name) => ({ name, type: 'pure-token' }) as const,
      ),
      ANY_NUMBER,
    ),
  ],
  'sentinel|slaves': MASTER,
};

const OTHERS: Readonly<Record<string, readonly Argument[]>> = {
  'acl|cat': [text('categoryname', OPTIONAL)],
  'acl|deluser': [text('username', MULTIPLE)],
  'acl|dryrun': [text('username'), text('command'), text('arg', ANY_NUMBER)],
  'acl|genpass': [integer('bits', OPTIONAL)],
  'acl|getuser': [text('username')],
  'acl|log': [oneOf('operation', [integer('count'), word('RESET')], OPTIONAL)],
  'acl|setuser': [text('username'), text('rule', ANY_NUMBER)],
  auth: [text('username', { since: '6.0.0', ...OPTIONAL }), text('password')],
  'command|docs': [text('command-name', ANY_NUMBER)],
  'command|info': [text('command-name', ANY_NUMBER)],
  'command|list': [
    oneOf(
      'filterby',
      [
        text('module-name', { token: 'MODULE' }),
        text('category', { token: 'ACLCAT' }),
        pattern('pattern', { token: 'PATTERN' }),
      ],
      { token: 'FILTERBY', ...OPTIONAL },
    ),
  ],
  hello: [
    block(
      'arguments',
      [
        integer('protover'),
        block('username_password', [text('username'), text('password')], {
          token: 'AUTH',
          ...OPTIONAL,
        }),
        text('clientname', { token: 'SETNAME', ...OPTIONAL }),
      ],
      OPTIONAL,
    ),
  ],
  info: [text('section', ANY_NUMBER)],
  ping: [text('message', OPTIONAL)],
  psubscribe: [block('pattern', [pattern('pattern')], MULTIPLE)],
  publish: [text('channel'), text('message')],
  punsubscribe: [pattern('pattern', ANY_NUMBER)],
  shutdown: [
    oneOf('nosave_save', [word('NOSAVE'), word('SAVE')], OPTIONAL),
    word('NOW', { since: '7.0.0', ...OPTIONAL }),
    word('FORCE', { since: '7.0.0', ...OPTIONAL }),
    word('ABORT', { since: '7.0.0', ...OPTIONAL }),
  ],
  subscribe: [text('channel', MULTIPLE)],
  unsubscribe: [text('channel', ANY_NUMBER)],
};

export const ARGUMENTS: ReadonlyMap<string, readonly Argument[]> = new Map(
  Object.entries({ ...OTHERS, ...CLIENT, ...SENTINEL }),
);
