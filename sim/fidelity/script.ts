// One script of commands for a real server and for the model: what both must answer alike. Names
// before a point are nodes (m begins as the master of r, p has a password, d denies CONFIG
// REWRITE), names behind it connections; `@r` in a command stands for the host and port of r.

export type Step =
  /** Sends a command and notes the reply. */
  | readonly [connection: string, ...words: string[]]
  | { readonly does: 'send'; readonly connection: string; readonly words: readonly string[] }
  /** Notes whether a command that was sent has been answered after a moment. */
  | { readonly does: 'look'; readonly connection: string }
  /** Waits for the answer to a command that was sent, and notes it. */
  | { readonly does: 'collect'; readonly connection: string }
  /** Waits for what a subscription brings, and notes it. */
  | { readonly does: 'hear'; readonly connection: string }
  /** Notes whether the connection stands after a moment. */
  | { readonly does: 'stands'; readonly connection: string }
  /** Waits until the replica has all that its master has. */
  | { readonly does: 'catch-up'; readonly node: string; readonly with: string }
  /** Notes how far the offset has come since the last time. */
  | { readonly does: 'offset'; readonly node: string }
  /** Waits until INFO has this line, and notes it. */
  | { readonly does: 'info'; readonly node: string; readonly line: string }
  /** Notes what ROLE says, but for addresses. */
  | { readonly does: 'role'; readonly connection: string }
  /** Notes whether one node's history goes on from the other's. */
  | { readonly does: 'lineage'; readonly node: string; readonly of: string }
  | { readonly does: 'crash' | 'restart' | 'endless-script'; readonly node: string };

export const NODES: readonly string[] = ['m', 'r', 'p', 'd'];

const send = (connection: string, ...words: string[]): Step => ({
  does: 'send',
  connection,
  words,
});
const look = (connection: string): Step => ({ does: 'look', connection });
const collect = (connection: string): Step => ({ does: 'collect', connection });
const hear = (connection: string): Step => ({ does: 'hear', connection });
const stands = (connection: string): Step => ({ does: 'stands', connection });
const offset = (node: string): Step => ({ does: 'offset', node });
const info = (node: string, line: string): Step => ({ does: 'info', node, line });
const inStep: Step = { does: 'catch-up', node: 'r', with: 'm' };

export const CHAPTERS: Readonly<Record<string, readonly Step[]>> = {
  'reads, writes and errors': [
    inStep,
    ['m.a', 'PING'],
    ['m.a', 'PING', 'hello'],
    ['m.a', 'SET', 'k', '1'],
    ['m.a', 'INCR', 'k'],
    ['m.a', 'GET', 'k'],
    ['m.a', 'GET', 'absent'],
    ['m.a', 'SET', 'word', 'x'],
    ['m.a', 'INCR', 'word'],
    ['m.a', 'NOSUCH', 'x'],
    ['m.a', 'GET'],
    ['m.a', 'CLIENT', 'NOSUCH'],
    ['m.a', 'CLIENT', 'SETNAME', 'me'],
    ['m.a', 'CLIENT', 'GETNAME'],
    ['m.a', 'AUTH', 'secret'],
    ['m.a', 'SCRIPT', 'KILL'],
    inStep,
    ['r.a', 'GET', 'k'],
    ['r.a', 'SET', 'k', '9'],
  ],
  'offsets count the bytes that replicas are sent': [
    inStep,
    ['m.a', 'SET', 'k', '1'],
    offset('m'),
    ['m.a', 'SET', 'key', 'value'],
    offset('m'),
    ['m.a', 'INCR', 'k'],
    offset('m'),
    ['m.a', 'PUBLISH', 'nobody', 'hello'],
    offset('m'),
    ['m.a', 'GET', 'k'],
    ['m.a', 'SET', 'long', 'x'.repeat(1234)],
    offset('m'),
    ['m.a', 'MULTI'],
    ['m.a', 'SET', 'a', '1'],
    ['m.a', 'SET', 'b', '2'],
    ['m.a', 'EXEC'],
    offset('m'),
    ['m.a', 'MULTI'],
    ['m.a', 'SET', 'a', '1'],
    ['m.a', 'EXEC'],
    offset('m'),
    inStep,
    offset('r'),
  ],
  'publications reach the subscribers of all replicas': [
    inStep,
    ['m.sub', 'SUBSCRIBE', 'news'],
    ['r.sub', 'SUBSCRIBE', 'news'],
    ['m.a', 'PUBLISH', 'news', 'from the master'],
    hear('m.sub'),
    hear('r.sub'),
    ['r.a', 'PUBLISH', 'news', 'from the replica'],
    hear('r.sub'),
    ['m.sub', 'PING'],
    ['m.sub', 'GET', 'k'],
  ],
  'transactions and what spoils them': [
    inStep,
    ['m.a', 'EXEC'],
    ['m.a', 'DISCARD'],
    ['m.a', 'MULTI'],
    ['m.a', 'MULTI'],
    ['m.a', 'SET', 'k', '5'],
    ['m.a', 'GET', 'k'],
    ['m.a', 'EXEC'],
    ['m.a', 'MULTI'],
    ['m.a', 'SET', 'k', '6'],
    ['m.a', 'NOSUCH'],
    ['m.a', 'EXEC'],
    ['m.a', 'GET', 'k'],
    ['m.a', 'MULTI'],
    ['m.a', 'GET'],
    ['m.a', 'EXEC'],
    ['m.a', 'MULTI'],
    ['m.a', 'SET', 'word', 'x'],
    ['m.a', 'INCR', 'word'],
    ['m.a', 'EXEC'],
    ['m.a', 'MULTI'],
    ['m.a', 'SET', 'k', '7'],
    ['m.a', 'DISCARD'],
    ['m.a', 'EXEC'],
    ['m.a', 'GET', 'k'],
    ['r.a', 'MULTI'],
    ['r.a', 'SET', 'k', '8'],
    ['r.a', 'EXEC'],
    ['d.a', 'MULTI'],
    ['d.a', 'SLAVEOF', 'NO', 'ONE'],
    ['d.a', 'CONFIG', 'REWRITE'],
    ['d.a', 'EXEC'],
    ['d.a', 'CONFIG', 'REWRITE'],
    ['d.a', 'SLAVEOF', 'NO', 'ONE'],
  ],
  'a pause and what it blocks': [
    inStep,
    ['m.a', 'CLIENT', 'PAUSE', '60000', 'WRITE'],
    ['m.a', 'GET', 'k'],
    ['m.a', 'PING'],
    send('m.w', 'SET', 'k', '1'),
    send('m.p', 'PUBLISH', 'news', 'x'),
    ['m.t', 'MULTI'],
    ['m.t', 'GET', 'k'],
    ['m.t', 'EXEC'],
    look('m.w'),
    look('m.p'),
    ['m.a', 'CLIENT', 'UNPAUSE'],
    collect('m.w'),
    collect('m.p'),
    ['m.a', 'CLIENT', 'PAUSE', '400'],
    send('m.a', 'PING'),
    send('m.w', 'SET', 'k', '2'),
    send('m.p', 'INFO', 'nothing'),
    look('m.a'),
    look('m.w'),
    look('m.p'),
    collect('m.a'),
    collect('m.w'),
    ['m.a', 'CLIENT', 'PAUSE', 'x'],
    ['m.a', 'CLIENT', 'PAUSE', '1', 'SOME'],
    inStep,
  ],
  kills: [
    inStep,
    ['m.n1', 'PING'],
    ['m.n2', 'PING'],
    ['m.sub', 'SUBSCRIBE', 'news'],
    ['m.a', 'CLIENT', 'KILL', 'TYPE', 'normal'],
    stands('m.a'),
    stands('m.n1'),
    stands('m.n2'),
    stands('m.sub'),
    ['m.n3', 'PING'],
    ['m.a', 'CLIENT', 'KILL', 'TYPE', 'pubsub'],
    stands('m.sub'),
    stands('m.n3'),
    ['m.a', 'CLIENT', 'KILL', 'TYPE', 'nosuch'],
    ['m.a', 'CLIENT', 'KILL', 'TYPE', 'replica'],
    inStep,
    ['m.a', 'MULTI'],
    ['m.a', 'CLIENT', 'KILL', 'TYPE', 'normal'],
    ['m.a', 'CLIENT', 'KILL', 'TYPE', 'pubsub'],
    ['m.a', 'EXEC'],
    stands('m.a'),
    stands('m.n3'),
  ],
  'a promotion, and the old master as a replica': [
    inStep,
    ['m.a', 'SET', 'k', 'before'],
    inStep,
    ['r.n', 'PING'],
    ['r.a', 'MULTI'],
    ['r.a', 'SLAVEOF', 'NO', 'ONE'],
    ['r.a', 'CONFIG', 'REWRITE'],
    ['r.a', 'CLIENT', 'KILL', 'TYPE', 'normal'],
    ['r.a', 'CLIENT', 'KILL', 'TYPE', 'pubsub'],
    ['r.a', 'EXEC'],
    stands('r.a'),
    stands('r.n'),
    info('r', 'role:master'),
    { does: 'lineage', node: 'r', of: 'm' },
    ['m.q', 'MULTI'],
    ['m.q', 'SET', 'k', 'too late'],
    ['m.a', 'SLAVEOF', '@r'],
    ['m.q', 'EXEC'],
    ['m.a', 'SLAVEOF', '@r'],
    ['m.a', 'CONFIG', 'REWRITE'],
    info('m', 'role:slave'),
    info('m', 'master_link_status:up'),
    ['r.a', 'SET', 'k', 'after'],
    { does: 'catch-up', node: 'm', with: 'r' },
    ['m.a', 'GET', 'k'],
    ['m.a', 'SET', 'k', 'x'],
    { does: 'crash', node: 'r' },
    info('m', 'master_link_status:down'),
    info('m', 'master_link_down_since_seconds:1'),
    { does: 'restart', node: 'r' },
    info('r', 'role:master'),
    info('m', 'master_link_status:up'),
    ['m.a', 'GET', 'k'],
    { does: 'crash', node: 'm' },
    { does: 'restart', node: 'm' },
    info('m', 'role:slave'),
    info('m', 'master_link_status:up'),
    { does: 'role', connection: 'm.b' },
    { does: 'role', connection: 'r.b' },
    ['m.b', 'SLAVEOF', 'NO', 'ONE'],
    ['m.b', 'SLAVEOF', 'NO', 'ONE'],
    ['m.b', 'SLAVEOF', 'host', 'port'],
    ['r.b', 'SLAVEOF', '@m'],
    inStep,
  ],
  'an endless script': [
    { does: 'endless-script', node: 'm' },
    ['m.a', 'PING'],
    ['m.a', 'GET', 'k'],
    ['m.a', 'SLAVEOF', '@r'],
    ['m.a', 'INFO'],
    ['m.a', 'SCRIPT', 'KILL'],
    ['m.a', 'PING'],
  ],
  'a password': [
    ['p.a', 'PING'],
    ['p.a', 'SLAVEOF', 'NO', 'ONE'],
    ['p.a', 'AUTH', 'wrong'],
    ['p.a', 'PING'],
    ['p.a', 'AUTH', 'default', 'secret'],
    ['p.a', 'PING'],
    ['p.b', 'AUTH', 'secret'],
    ['p.b', 'PING'],
  ],
};
