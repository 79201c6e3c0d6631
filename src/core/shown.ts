// How addresses are spelt when they leave (NAME-7): in events, replies, hellos, questions and
// SLAVEOF. As the name with announce-hostnames, otherwise as the address that it leads to.

import { type Address, addressKey } from './address.ts';
import type { Event, Subject } from './event.ts';
import { placeOf } from './names.ts';
import type { HeldEffect } from './output.ts';
import type { State } from './state.ts';

export function shownAddress(state: State, address: Address): Address {
  return speaksOfNames(state) ? address : placeOf(state, address);
}

/** Nothing has to be changed where names are announced or none are known. */
function speaksOfNames(state: State): boolean {
  return state.names.size === 0 || state.settings.announceHostnames;
}

export function shownEvent(state: State, event: Event): Event {
  if (speaksOfNames(state)) return event;
  if (event.name === '+switch-master') {
    const [from, to] = [placeOf(state, event.from), placeOf(state, event.to)];
    return { ...event, from, to };
  }
  if (!('subject' in event)) return event;
  const subject = shownSubject(state, event.subject);
  if (event.name !== '+sentinel-address-switch') return { ...event, subject };
  return { ...event, subject, to: placeOf(state, event.to) };
}

/** A replica goes by its address. */
function shownSubject(state: State, subject: Subject): Subject {
  const address = placeOf(state, subject.address);
  const { type, group } = subject;
  const name = type === 'slave' ? addressKey(address) : subject.name;
  if (group === null) return { ...subject, name, address };
  return { type, name, address, group: { ...group, address: placeOf(state, group.address) } };
}

export function shownEffect(state: State, effect: HeldEffect): HeldEffect {
  if (speaksOfNames(state)) return effect;
  switch (effect.kind) {
    case 'reconfig-script': {
      const [from, to] = [placeOf(state, effect.from), placeOf(state, effect.to)];
      return { ...effect, from, to };
    }
    case 'state':
      return { ...effect, request: shownRequest(state, effect.request) };
    // An event is spelt when it is made.
    case 'event':
    case 'answer':
    case 'saved-outcome':
    case 'crash':
      return effect;
    default:
      return effect satisfies never;
  }
}

type StateRequest = Extract<HeldEffect, { kind: 'state' }>['request'];

function shownRequest(state: State, request: StateRequest): StateRequest {
  switch (request.kind) {
    case 'hello': {
      const { hello } = request;
      return { ...request, hello: { ...hello, master: placeOf(state, hello.master) } };
    }
    case 'ask':
      return { ...request, master: placeOf(state, request.master) };
    case 'reconfigure':
      if (request.follow === null) return request;
      return { ...request, follow: placeOf(state, request.follow) };
    case 'forget':
      if (request.who.kind === 'sentinel') return request;
      return {
        ...request,
        who: { ...request.who, address: placeOf(state, request.who.address) },
      };
    case 'info':
    case 'hold':
    case 'keep-role':
      return request;
    default:
      return request satisfies never;
  }
}
