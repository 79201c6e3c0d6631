// Nodes and Sentinels of a group as tables: what the picture shows and the numbers behind it.

import type { VNode } from 'preact';
import { addressText, durationText, shortId } from './format.ts';
import { useNow, useWords } from './hooks.ts';
import { wordFor } from './language.ts';
import { beliefText, lagText } from './picture.tsx';
import type { GroupPicture, ReplicaPicture, SentinelPicture } from './wire.ts';
import type { Words } from './words/en.ts';

export function Nodes({ group }: { readonly group: GroupPicture }): VNode {
  const words = useWords();
  return (
    <section class="card" aria-labelledby="nodes">
      <h3 id="nodes">{words.nodes.title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls */}
      <div class="table" tabIndex={0}>
        <NodeTable group={group} />
        <SentinelTable group={group} />
      </div>
    </section>
  );
}

function NodeTable({ group: { master, replicas } }: { readonly group: GroupPicture }): VNode {
  const words = useWords();
  const now = useNow(1_000);
  const { nodes } = words;
  return (
    <table>
      <thead>
        <tr>
          {[nodes.node, nodes.role, nodes.state, nodes.behind].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
          {[nodes.offset, nodes.priority].map((title) => (
            <th key={title} scope="col" class="number">
              {title}
            </th>
          ))}
          <th scope="col">{nodes.promotion}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{addressText(master)}</th>
          <td>{words.picture.master}</td>
          <td>{stateText(master.downSinceMs, words, now)}</td>
          <td />
          <td class="number">{master.offset ?? nodes.unknown}</td>
          <td />
          <td />
        </tr>
        {replicas.map((replica) => (
          <tr key={addressText(replica)}>
            <th scope="row">{addressText(replica)}</th>
            <td>{words.picture.replica}</td>
            <td>{stateText(replica.downSinceMs, words, now)}</td>
            <td>{behind(replica, words)}</td>
            <td class="number">{replica.offset}</td>
            <td class="number">{replica.priority}</td>
            <td>{promotion(replica, words)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function SentinelTable({ group: { sentinels } }: { readonly group: GroupPicture }): VNode {
  const words = useWords();
  const now = useNow(1_000);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{words.picture.sentinel}</th>
          <th scope="col">{words.nodes.state}</th>
          <th scope="col">{words.nodes.belief}</th>
          <th scope="col">{words.nodes.vote}</th>
        </tr>
      </thead>
      <tbody>
        {sentinels.map((peer) => (
          <tr key={peer.runId}>
            <th scope="row">
              {addressText(peer)} <span class="quiet">{shortId(peer.runId)}</span>
            </th>
            <td>{stateText(peer.downSinceMs, words, now)}</td>
            <td>{beliefText(peer, words)}</td>
            <td>{voteText(peer, words)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function stateText(downSinceMs: number | null, words: Words, now: number): string {
  if (downSinceMs === null) return words.picture.up;
  return words.picture.downFor(durationText(now - downSinceMs));
}

function voteText({ votedFor, votedEpoch }: SentinelPicture, words: Words): string {
  return votedFor === null ? '' : words.nodes.voteOf(shortId(votedFor), votedEpoch);
}

function behind(replica: ReplicaPicture, words: Words): string {
  if (replica.downSinceMs !== null) return words.nodes.unknown;
  return replica.linkUp ? lagText(replica, words) : words.picture.linkDown;
}

function promotion({ rank, refusal }: ReplicaPicture, words: Words): string {
  if (rank !== null) return words.nodes.rank(rank);
  return refusal === null ? '' : wordFor(words.refusals, refusal);
}
