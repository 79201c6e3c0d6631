// For load balancers that ask about each of their backends: is this node the master of the group,
// or a replica that may be read from? 200 and 503, and a word why.

import { type Address, addressKey } from '../../core/address.ts';
import { normalIp } from '../../core/ip-literal.ts';
import type { ReplicaView, Views } from '../../core/view.ts';
import type { Answer, Ask, Parameter, Route } from '../answer.ts';
import { failure, json } from '../json.ts';
import { lagBytes } from '../picture.ts';
import { placeWords } from '../place.ts';
import { ref, text } from '../schemas.ts';
import { GROUP, NO_SUCH_GROUP, type RouteContext } from './context.ts';

const ADDRESS: Parameter = {
  name: 'addr',
  in: 'query',
  summary: 'host:port of the node, of IPv6 [host]:port',
  schema: text,
};

const MAX_LAG: Parameter = {
  name: 'max-lag',
  in: 'query',
  summary: 'The most that it may be behind: bytes, or with kb or mb; without it, any',
  schema: { type: 'string', pattern: '^[0-9]+(kb|mb)?$' },
};

export function checkRoutes({ eyes }: RouteContext): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/groups/{group}/master',
      tag: 'checks',
      access: 'check',
      summary: 'Is that node the master? Without addr: where is it?',
      parameters: [GROUP, ADDRESS],
      answers: {
        200: { summary: 'It is', schema: ref('Check') },
        400: { summary: 'addr is no address', schema: ref('Error') },
        404: NO_SUCH_GROUP,
        503: { summary: 'It is not, or nobody should write to it now', schema: ref('Check') },
      },
      answer: (ask) => masterAnswer(eyes.views(), ask),
    },
    {
      method: 'GET',
      path: '/groups/{group}/replica',
      tag: 'checks',
      access: 'check',
      summary: 'May be read from that node: a replica that is up and follows the master?',
      parameters: [GROUP, { ...ADDRESS, required: true }, MAX_LAG],
      answers: {
        200: { summary: 'It may', schema: ref('Check') },
        400: { summary: 'addr or max-lag is not understood', schema: ref('Error') },
        404: NO_SUCH_GROUP,
        503: { summary: 'It may not, and why', schema: ref('Check') },
      },
      answer: (ask) => replicaAnswer(eyes.views(), ask),
    },
  ];
}

const NO_GROUP = failure(404, 'no-such-master', 'There is no such group');
const NO_ADDRESS = failure(400, 'bad-parameter', 'addr is host:port, of IPv6 [host]:port');
const NO_LAG = failure(400, 'bad-parameter', 'max-lag is a number of bytes, or one with kb or mb');

function masterAnswer(views: Views, { param, query }: Ask): Answer {
  const group = param('group');
  const master = views.master(group);
  if (master === null) return NO_GROUP;
  const given = query('addr');
  const wanted = given === null ? null : readAddress(given);
  if (given !== null && wanted === null) return NO_ADDRESS;
  const address = views.clientAddress(group);
  if (address === null) return verdict('in-minority', null);
  if (wanted !== null && !isSame(wanted, address)) return verdict('not-the-master', address);
  return verdict(master.oDownMs === null ? 'ok' : 'down', address);
}

function replicaAnswer(views: Views, { param, query }: Ask): Answer {
  const group = param('group');
  const master = views.master(group);
  if (master === null) return NO_GROUP;
  const wanted = readAddress(query('addr') ?? '');
  if (wanted === null) return NO_ADDRESS;
  const lagMax = readBytes(query('max-lag'));
  if (lagMax === null) return NO_LAG;
  const address = views.clientAddress(group);
  if (address === null) return verdict('in-minority', null);
  const replica = views.replicas(group)?.find((each) => isSame(wanted, each.address));
  if (replica === undefined) return verdict('no-such-replica', address);
  const fault = replicaFault(replica, address);
  if (fault !== null) return verdict(fault, address);
  const lag = lagBytes(replica, master);
  const isLate = lagMax !== Number.POSITIVE_INFINITY && (lag === null || lag > lagMax);
  return verdict(isLate ? 'lags' : 'ok', address);
}

/** What speaks against reading from it; null: nothing. */
function replicaFault(replica: ReplicaView, master: Address): string | null {
  const { flags, sDownMs, masterLinkUp, masterHost, masterPort, announced } = replica;
  if (sDownMs !== null) return 'down';
  if (flags.includes('disconnected')) return 'disconnected';
  if (flags.includes('maintenance')) return 'maintenance';
  if (!announced) return 'not-announced';
  if (replica.roleReported !== 'slave' || !masterLinkUp) return 'link-down';
  // Which may be a name here and a number there; the port tells most mistakes.
  const isOther = masterHost === null || masterPort !== master.port;
  return isOther ? 'follows-another' : null;
}

function verdict(why: string, master: Address | null): Answer {
  const isFine = why === 'ok';
  const place = master === null ? null : addressKey(master);
  return json({ ok: isFine, why, master: place }, isFine ? 200 : 503);
}

function readAddress(place: string): Address | null {
  const words = placeWords(place);
  if (words === null) return null;
  const [host, port] = words;
  return { host: spelt(host), port: Number(port) };
}

function isSame(wanted: Address, { host, port }: Address): boolean {
  return wanted.port === port && wanted.host === spelt(host);
}

function spelt(host: string): string {
  return normalIp(host) ?? host.toLowerCase();
}

const UNITS: Readonly<Record<string, number>> = { '': 1, kb: 1024, mb: 1_048_576 };

/** null: it is not understood. */
function readBytes(size: string | null): number | null {
  if (size === null) return Number.POSITIVE_INFINITY;
  const match = /^(\d{1,15})(kb|mb)?$/i.exec(size);
  if (match === null) return null;
  return Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? 1);
}
