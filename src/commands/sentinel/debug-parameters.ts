// The parameters of SENTINEL DEBUG: one record each, with the period or timeout that it stands for.
// All of them are milliseconds.

import type { Timings } from '../../core/settings.ts';

export interface DebugParameter {
  /** As people type it, in any case. */
  readonly name: string;
  readonly key: keyof Timings;
  readonly summary: string;
}

/** In the order in which they are shown. */
export const DEBUG_PARAMETERS: readonly DebugParameter[] = [
  {
    name: 'INFO-PERIOD',
    key: 'infoPeriodMs',
    summary: 'How often a node is asked for INFO while all is well.',
  },
  {
    name: 'PING-PERIOD',
    key: 'pingPeriodMs',
    summary:
      'How often an instance gets a PING; a master more often where down-after is less than ten ' +
      'times this.',
  },
  {
    name: 'ASK-PERIOD',
    key: 'askPeriodMs',
    summary:
      'How often the other Sentinels are asked whether the master is down, while it is down in ' +
      'the eyes of this one.',
  },
  {
    name: 'PUBLISH-PERIOD',
    key: 'publishPeriodMs',
    summary: 'How often each node and each other Sentinel of a group gets a hello.',
  },
  {
    name: 'DEFAULT-DOWN-AFTER',
    key: 'defaultDownAfterMs',
    summary: 'The down-after-milliseconds of a group that SENTINEL MONITOR adds.',
  },
  {
    name: 'DEFAULT-FAILOVER-TIMEOUT',
    key: 'defaultFailoverTimeoutMs',
    summary: 'The failover-timeout of a group that SENTINEL MONITOR adds.',
  },
  {
    name: 'TILT-TRIGGER',
    key: 'tiltTriggerMs',
    summary: 'Tilt begins when the process was away for longer, or the clocks differ by more.',
  },
  {
    name: 'TILT-PERIOD',
    key: 'tiltPeriodMs',
    summary: 'How long tilt lasts after its last cause.',
  },
  {
    name: 'SLAVE-RECONF-TIMEOUT',
    key: 'slaveReconfTimeoutMs',
    summary:
      'How long a replica that was told to follow the new master may take to say that it does; ' +
      'then the next one is told.',
  },
  {
    name: 'MIN-LINK-RECONNECT-PERIOD',
    key: 'minLinkReconnectPeriodMs',
    summary: 'A connection that is up but silent is replaced only when it is older than this.',
  },
  {
    name: 'ELECTION-TIMEOUT',
    key: 'electionTimeoutMs',
    summary:
      'How long a candidate waits for votes, unless failover-timeout is shorter; a failover ' +
      'that an operator asks for waits one second.',
  },
  {
    name: 'SCRIPT-MAX-RUNTIME',
    key: 'scriptMaxRuntimeMs',
    summary: 'How long a script may run before it is killed.',
  },
  {
    name: 'SCRIPT-RETRY-DELAY',
    key: 'scriptRetryDelayMs',
    summary: 'How long until a script that has failed is run again; it doubles each time.',
  },
];
