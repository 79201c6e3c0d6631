// The commands that Sentinels send to data nodes, and what a model node answers. Whatever it does
// not know is refused, so that a new need shows.

import type { ModelNode, Session } from './model-node.ts';

const OK = '+OK\r\n';
const NULL = '$-1\r\n';

/** The reply as it goes over the wire. */
export function execute(session: Session, words: readonly string[]): string {
  const name = (words[0] ?? '').toUpperCase();
  if (session.queue === null || name === 'EXEC') return perform(session, name, words);
  session.queue.push(words);
  return '+QUEUED\r\n';
}

function perform(session: Session, name: string, words: readonly string[]): string {
  const { node } = session;
  switch (name) {
    case 'PING':
      return session.subscribed ? '*2\r\n$4\r\npong\r\n$0\r\n\r\n' : '+PONG\r\n';
    case 'INFO':
      return bulk(node.info());
    case 'PUBLISH':
      return `:${node.publish(words[1] ?? '', words[2] ?? '')}\r\n`;
    case 'SUBSCRIBE':
      session.subscribed = true;
      return `*3\r\n$9\r\nsubscribe\r\n${bulk(words[1] ?? '')}:1\r\n`;
    case 'ROLE':
      return roleReply(node);
    case 'SLAVEOF':
    case 'REPLICAOF':
      node.follow(isNoOne(words) ? null : Number(words[2]));
      return OK;
    case 'MULTI':
      session.queue = [];
      return OK;
    case 'EXEC':
      return exec(session);
    case 'CLIENT':
      return client(session, words);
    case 'AUTH':
    case 'CONFIG':
      return OK;
    default:
      return `-ERR unknown command '${name}'\r\n`;
  }
}

function isNoOne(words: readonly string[]): boolean {
  return words[1]?.toUpperCase() === 'NO';
}

function exec(session: Session): string {
  const commands = session.queue;
  session.queue = null;
  if (commands === null) return '-ERR EXEC without MULTI\r\n';
  const replies = commands.map((words) => execute(session, words));
  return `*${replies.length}\r\n${replies.join('')}`;
}

function client(session: Session, words: readonly string[]): string {
  const verb = words[1]?.toUpperCase();
  if (verb === 'KILL') return `:${session.node.kill(words[3]?.toLowerCase() ?? '', session)}\r\n`;
  return verb === 'GETNAME' ? NULL : OK;
}

function roleReply(node: ModelNode): string {
  if (node.masterPort === null) {
    const replicas = node.replicas.map(
      ({ port }) => `*3\r\n${bulk('127.0.0.1')}${bulk(String(port))}${bulk('1000')}`,
    );
    return `*3\r\n$6\r\nmaster\r\n:1000\r\n*${replicas.length}\r\n${replicas.join('')}`;
  }
  const state = node.isMasterLinkUp ? 'connected' : 'connect';
  return `*5\r\n$5\r\nslave\r\n${bulk('127.0.0.1')}:${node.masterPort}\r\n${bulk(state)}:1000\r\n`;
}

function bulk(text: string): string {
  return `$${text.length}\r\n${text}\r\n`;
}
