// The door of one simulated Vedette, as far as its peers and clients use it: connections whose
// commands become inputs, and whose replies keep the order of the commands.

import type { Address } from '../src/core/address.ts';
import type { Asker, Input } from '../src/core/input.ts';
import { resultOf } from '../src/core/operator/forget-everywhere.ts';
import type { OperatorOutcome, OperatorRequest } from '../src/core/operator-request.ts';
import type { VoteAnswer } from '../src/core/output.ts';
import type { RespValue } from '../src/resp/value.ts';
import { readHello } from './hellos.ts';
import { type End, type Handler, isCommand } from './network.ts';

export interface DoorOwner {
  input(input: Input): void;
  currentAddress(groupName: string): Address | null;
  /** null: it has no such group. */
  configuration(groupName: string): Configuration | null;
  peers(groupName: string): readonly KnownPeer[];
  isMaster(address: Address): boolean;
  identity(): DoorIdentity;
}

export interface DoorIdentity {
  readonly myId: string;
  readonly processId: string;
  readonly uptimeSeconds: number;
  readonly currentEpoch: bigint;
}

export interface Configuration {
  readonly master: Address;
  readonly configEpoch: bigint;
  readonly flags: string;
}

export interface KnownPeer {
  readonly runId: string;
  readonly flags: string;
  readonly answeredMsAgo: number;
}

/** A reply that is there, or one that the core still owes. */
interface Slot {
  value: RespValue | null;
}

interface Visitor {
  readonly end: End;
  readonly slots: Slot[];
}

export interface Question {
  readonly master: Address;
  readonly epoch: bigint;
  readonly candidate: string | null;
  /** Whether it was a master of one of our groups when the question came. */
  readonly isKnown: boolean;
}

interface Owed {
  readonly visitor: Visitor;
  readonly slot: Slot;
}

const OK: RespValue = { kind: 'simple', text: 'OK' };
const ONE: RespValue = { kind: 'integer', value: 1 };

export class PeerDoor {
  readonly #owner: DoorOwner;
  readonly #questions = new Map<Asker, Owed & { readonly question: Question }>();
  readonly #orders = new Map<Asker, Owed & { readonly request: OperatorRequest }>();
  #nextAsker = 1;

  constructor(owner: DoorOwner) {
    this.#owner = owner;
  }

  welcome(end: End): Handler {
    const visitor: Visitor = { end, slots: [] };
    return {
      receive: (message) => {
        if (isCommand(message)) this.#receive(visitor, message);
      },
      closed: () => {
        visitor.slots.length = 0;
      },
    };
  }

  /** Answers a question; returns what it was, or null for an asker that is gone. */
  answer(asker: Asker, answer: VoteAnswer): Question | null {
    const asked = this.#questions.get(asker);
    if (asked === undefined) return null;
    this.#questions.delete(asker);
    asked.slot.value = {
      kind: 'array',
      items: [
        { kind: 'integer', value: answer.down ? 1 : 0 },
        { kind: 'bulk', text: answer.leader ?? '*' },
        { kind: 'integer', value: answer.leaderEpoch },
      ],
    };
    flush(asked.visitor);
    return asked.question;
  }

  /** Answers an order; returns what it was, or null for an asker that is gone. */
  operated(asker: Asker, outcome: OperatorOutcome): OperatorRequest | undefined {
    const ordered = this.#orders.get(asker);
    if (ordered === undefined) return;
    this.#orders.delete(asker);
    const fields: RespValue = texts(['result', resultOf(outcome)]);
    ordered.slot.value = { kind: 'array', items: [fields] };
    flush(ordered.visitor);
    return ordered.request;
  }

  #receive(visitor: Visitor, words: readonly string[]): void {
    const slot: Slot = { value: null };
    visitor.slots.push(slot);
    const [name = '', second = '', third = ''] = words;
    switch (name.toUpperCase()) {
      case 'PING':
        slot.value = { kind: 'simple', text: 'PONG' };
        break;
      case 'INFO':
        slot.value = { kind: 'bulk', text: infoText(this.#owner.identity()) };
        break;
      case 'PUBLISH':
        slot.value = ONE;
        this.#told(third);
        break;
      case 'SENTINEL':
        this.#sentinel(visitor, slot, [second, ...words.slice(2)]);
        break;
      default:
        slot.value = OK;
    }
    flush(visitor);
  }

  #told(payload: string): void {
    const hello = readHello(payload);
    if (hello !== null) this.#owner.input({ kind: 'told', hello });
  }

  #sentinel(visitor: Visitor, slot: Slot, words: readonly string[]): void {
    const [subcommand = '', host = '', port = '', epoch = '', candidate = ''] = words;
    if (subcommand.toLowerCase() === 'get-master-addr-by-name') {
      slot.value = addressReply(this.#owner.currentAddress(host));
      return;
    }
    if (subcommand.toLowerCase() === 'myid') {
      slot.value = { kind: 'bulk', text: this.#owner.identity().myId };
      return;
    }
    if (subcommand.toLowerCase() === 'master') {
      slot.value = masterReply(this.#owner.configuration(host));
      return;
    }
    if (subcommand.toLowerCase() === 'sentinels') {
      slot.value = peersReply(this.#owner.peers(host));
      return;
    }
    if (subcommand.toLowerCase() === 'forget') {
      this.#forget({ visitor, slot }, words.slice(1));
      return;
    }
    const master = { host, port: Number(port) };
    const asked = { master, epoch: BigInt(epoch), candidate: candidate === '*' ? null : candidate };
    const question = { ...asked, isKnown: this.#owner.isMaster(master) };
    const asker = this.#nextAsker++;
    this.#questions.set(asker, { visitor, slot, question });
    this.#owner.input({ kind: 'asked', asker, ...asked });
  }

  #forget(owed: Owed, [name = '', kind = '', id = '', port = '']: readonly string[]): void {
    const who =
      kind === 'replica'
        ? ({ kind, address: { host: id, port: Number(port) } } as const)
        : ({ kind: 'sentinel', runId: id } as const);
    const request = { kind: 'forget', name, who, everywhere: false } as const;
    const asker = this.#nextAsker++;
    this.#orders.set(asker, { ...owed, request });
    this.#owner.input({ kind: 'operator', asker, request });
  }
}

function addressReply(address: Address | null): RespValue {
  if (address === null) return { kind: 'null-array' };
  return texts([address.host, String(address.port)]);
}

function texts(items: readonly string[]): RespValue {
  return { kind: 'array', items: items.map((text) => ({ kind: 'bulk', text })) };
}

/** As far as a Sentinel reads it, whatever section it asks for. */
function infoText({ processId, uptimeSeconds, currentEpoch }: DoorIdentity): string {
  return [
    'vedette_version:0.0.0',
    `run_id:${processId}`,
    `uptime_in_seconds:${uptimeSeconds}`,
    `sentinel_current_epoch:${currentEpoch}`,
    '',
  ].join('\r\n');
}

/** As far as a Sentinel reads it. */
function masterReply(configuration: Configuration | null): RespValue {
  if (configuration === null) return { kind: 'error', text: 'ERR No such master with that name' };
  const { master, configEpoch, flags } = configuration;
  const fields = ['ip', master.host, 'port', String(master.port)];
  return texts([...fields, 'flags', flags, 'config-epoch', String(configEpoch)]);
}

/** As far as a Sentinel reads it. */
export function peersReply(peers: readonly KnownPeer[]): RespValue {
  const items = peers.map(({ runId, flags, answeredMsAgo }) =>
    texts(['runid', runId, 'flags', flags, 'last-ok-ping-reply', String(answeredMsAgo)]),
  );
  return { kind: 'array', items };
}

/** Sends what is ready, up to the first reply that is still owed. */
function flush(visitor: Visitor): void {
  while (visitor.slots[0] !== undefined && visitor.slots[0].value !== null) {
    const value = visitor.slots.shift()?.value;
    if (value !== null && value !== undefined) visitor.end.send(value);
  }
}
