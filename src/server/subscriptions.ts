// Who hears what: channels and patterns to their subscribers. A message is encoded once for each
// version of the protocol, however many hear it. First those of the channel, then those of each
// pattern that fits, as stock does; whoever subscribed twice hears it twice.

import { encodeReply } from '../resp/encode.ts';
import { type Glob, globMatches, parseGlob } from '../resp/glob.ts';

export interface Subscriber {
  readonly protocol: 2 | 3;
  /** Takes one encoded message. Must not throw. */
  deliver(text: string): void;
}

export type TopicKind = 'channel' | 'pattern';

interface Topic {
  readonly glob: Glob;
  readonly subscribers: Set<Subscriber>;
}

export class Subscriptions {
  readonly #topics: Readonly<Record<TopicKind, Map<string, Topic>>> = {
    channel: new Map(),
    pattern: new Map(),
  };

  get channelCount(): number {
    return this.#topics.channel.size;
  }

  get patternCount(): number {
    return this.#topics.pattern.size;
  }

  add(kind: TopicKind, name: string, subscriber: Subscriber): void {
    const topics = this.#topics[kind];
    const topic = topics.get(name) ?? { glob: parseGlob(name), subscribers: new Set() };
    topic.subscribers.add(subscriber);
    topics.set(name, topic);
  }

  remove(kind: TopicKind, name: string, subscriber: Subscriber): void {
    const topic = this.#topics[kind].get(name);
    topic?.subscribers.delete(subscriber);
    if (topic?.subscribers.size === 0) this.#topics[kind].delete(name);
  }

  publish(channel: string, payload: string): void {
    const topic = this.#topics.channel.get(channel);
    if (topic !== undefined) deliver(topic, ['message', channel, payload]);
    for (const [pattern, { glob, subscribers }] of this.#topics.pattern) {
      if (!globMatches(glob, channel)) continue;
      deliver({ glob, subscribers }, ['pmessage', pattern, channel, payload]);
    }
  }
}

function deliver(topic: Topic, words: readonly string[]): void {
  const items = words.map((text) => ({ kind: 'bulk', text }) as const);
  const resp2 = encodeReply({ kind: 'push', items }, 2);
  const resp3 = encodeReply({ kind: 'push', items }, 3);
  for (const subscriber of topic.subscribers) {
    subscriber.deliver(subscriber.protocol === 3 ? resp3 : resp2);
  }
}
