// From the replies of one request to one fact. A request has as many replies as commands; whoever
// owns the connection collects them and hands them over together. The text of an error is kept for
// the log only.

import type { ErrorClass, ReconfigurationResult, Written } from '../core/facts.ts';
import type { LinkSpec } from '../core/output.ts';
import type { Reply, Request, Statement } from '../core/requests.ts';
import { errorClass, errorCode, pingVerdict } from './classify.ts';
import { encodeRequest, NEEDED_OF_TRIAL } from './commands.ts';
import { forgetResult } from './forgotten.ts';
import { parseInfo } from './info.ts';
import { introductionRefusals, labelOf, refusalsOf } from './refusals.ts';
import { epochReport, identityOf, masterOf, reachableOf } from './sentinel-replies.ts';
import type { WireReply } from './wire-reply.ts';

/** Longer error texts are cut. */
const ERROR_TEXT_LIMIT = 256;

/** So much of each INFO is kept for SENTINEL INFO-CACHE. A usual one has five to eight thousand. */
export const INFO_TEXT_LIMIT: number = 65_536;

const UNSIGNED_BITS = 64;

type Ask = Extract<Statement, { kind: 'ask' }>;
type MasterOf = Extract<Request, { kind: 'master-of' }>;
type Trial = Extract<Request, { kind: 'trial' }>;

/** `replies`: one for each command of `encodeRequest(request)`, in their order. */
export function decodeReply(request: Request, replies: readonly WireReply[]): Reply {
  const reply = decode(request, replies);
  if (replies.every(({ kind }) => kind !== 'error')) return reply;
  const refusals = refusalsOf(request, replies);
  return refusals.length === 0 ? reply : { ...reply, refusals };
}

function decode(request: Request, replies: readonly WireReply[]): Reply {
  const last = replies[replies.length - 1] ?? { kind: 'null' };
  switch (request.kind) {
    case 'ping':
      return { kind: 'ping', verdict: pingVerdict(last) };
    case 'info':
      if (last.kind !== 'bulk') return unfit(request, last);
      return { kind: 'info', info: parseInfo(last.text), text: keepable(last.text) };
    case 'kill-script':
      return { kind: 'kill-script' };
    case 'lift':
      return { kind: 'lift' };
    case 'keep-role':
      return { kind: 'keep-role' };
    case 'master-of':
      return decodeMaster(request, replies);
    case 'identify':
      return { kind: 'identify', request, identity: identityOf(replies) };
    case 'reaches':
      return { kind: 'reaches', request, runIds: reachableOf(last) };
    case 'epoch-of':
      return { kind: 'epoch-of', request, report: epochReport(replies) };
    case 'fence':
    case 'hold':
      return { kind: request.kind, refused: isOk(last) ? null : describe(last) };
    case 'forget':
      return { kind: 'forget', request, result: forgetResult(last) };
    case 'trial':
      return { kind: 'trial', request, ...refusedIn(request, replies) };
    case 'hello':
      return {
        kind: 'hello',
        accepted: last.kind === 'integer',
        groupName: request.hello.groupName,
      };
    case 'ask':
      return decodeAnswer(request, last);
    case 'reconfigure':
      return {
        kind: 'reconfigure',
        request,
        result: reconfigurationResult(replies, request.plain),
        wrote: writtenAtTheEnd(last),
      };
  }
}

/** Why a link cannot be used, from the replies to its `preamble`; null: it can. Never the text of
 *  the error: a server repeats the password in the one of a renamed AUTH. */
export function preambleFailure(spec: LinkSpec, replies: readonly WireReply[]): string | null {
  const login = introductionRefusals(spec, replies).find(({ code }) => code === 'WRONGPASS');
  if (login !== undefined) return login.code;
  const last = replies[replies.length - 1];
  if (spec.purpose !== 'pubsub' || last?.kind === 'array') return null;
  return last?.kind === 'error' ? errorCode(last.text) : describe(last);
}

/** What was not queued (the transaction itself: not begun), and why the first of that was not which
 *  is needed. */
function refusedIn(
  request: Trial,
  replies: readonly WireReply[],
): { readonly refused: string | null; readonly denies: readonly string[] } {
  const fit = request.of === 'transaction' ? 'OK' : 'QUEUED';
  const commands = encodeRequest(request, new Map());
  const denied = [...commands.keys()].filter((place) => {
    const reply = replies[place];
    return reply?.kind !== 'simple' || reply.text !== fit;
  });
  const denies = denied.map((place) => labelOf(commands[place] ?? []));
  const [place] = denied;
  if (place === undefined || place >= NEEDED_OF_TRIAL[request.of]) return { refused: null, denies };
  const words = commands[place] ?? [];
  return { refused: `${words.join(' ')}: ${describe(replies[place])}`, denies };
}

function isOk(reply: WireReply): boolean {
  return reply.kind === 'simple' && reply.text === 'OK';
}

/** ASK-3: the three parts and their types. */
function decodeAnswer(request: Ask, reply: WireReply): Reply {
  if (reply.kind !== 'array' || reply.items.length !== 3) return unfit(request, reply);
  const [down, leader, epoch] = reply.items;
  if (down?.kind !== 'integer' || leader?.kind !== 'bulk' || epoch?.kind !== 'integer') {
    return unfit(request, reply);
  }
  return {
    kind: 'ask',
    request,
    down: Number(down.value) === 1,
    leader: leader.text === '*' ? null : leader.text,
    // The wire's integers are signed: an epoch of 2^63 and more comes as a negative number.
    leaderEpoch: BigInt.asUintN(UNSIGNED_BITS, BigInt(epoch.value)),
  };
}

/** HEAL-5, TRUST-2. */
function decodeMaster(request: MasterOf, replies: readonly WireReply[]): Reply {
  const said = masterOf(replies);
  if (said === null) return unfit(request, replies[0] ?? { kind: 'null' });
  return { kind: 'master-of', request, ...said };
}

/** What became of SLAVEOF. The other commands of the transaction are welcome to fail. */
function reconfigurationResult(
  replies: readonly WireReply[],
  plain: boolean,
): ReconfigurationResult {
  const [multi, queued, ...rest] = replies;
  if (plain) return slaveOfResult(queued);
  const end = rest.pop();
  if (end?.kind === 'array') return slaveOfResult(end.items[0]);
  // A node that refuses MULTI runs every command as it comes.
  if (multi?.kind === 'error' && queued?.kind === 'simple') return slaveOfResult(queued);
  const cause = [multi, queued, ...rest].find((reply) => reply?.kind === 'error') ?? end;
  return failed(cause, 'aborted');
}

/** HANDOVER-6: by the INFO at the end of the transaction, where there was one. */
function writtenAtTheEnd(end: WireReply): Written | null {
  const info = end.kind === 'array' ? end.items.at(-1) : undefined;
  if (info?.kind !== 'bulk') return null;
  const { history, offset } = parseInfo(info.text);
  return history === null || offset === null ? null : { history, offset };
}

function slaveOfResult(reply: WireReply | undefined): ReconfigurationResult {
  if (reply?.kind !== 'simple') return failed(reply, 'other');
  return reply.text === 'QUEUED' ? failed(reply, 'aborted') : { kind: 'done' };
}

function failed(reply: WireReply | undefined, otherwise: ErrorClass): ReconfigurationResult {
  const error = reply?.kind === 'error' ? errorClass(reply.text) : otherwise;
  return { kind: 'failed', error, text: describe(reply) };
}

/** The whole lines that fit. Joined anew: a slice would keep all of the reply in memory. */
function keepable(text: string): string {
  if (text.length <= INFO_TEXT_LIMIT) return text;
  return [...text.slice(0, INFO_TEXT_LIMIT).split('\r\n').slice(0, -1), ''].join('\r\n');
}

function unfit(request: Request, reply: WireReply): Reply {
  const error = reply.kind === 'error' ? errorClass(reply.text) : 'other';
  return { kind: 'error', request, error, text: describe(reply) };
}

function describe(reply: WireReply | undefined): string {
  if (reply === undefined) return 'no reply';
  if (reply.kind === 'error') return reply.text.slice(0, ERROR_TEXT_LIMIT);
  return `unexpected reply of kind ${reply.kind}`;
}
