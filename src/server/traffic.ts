// What has passed through the server since it started; INFO shows it.

export interface Traffic {
  connectionsReceived: number;
  /** Turned away because there were too many. */
  rejectedConnections: number;
  commandsProcessed: number;
  inputBytes: number;
  outputBytes: number;
}

export function noTraffic(): Traffic {
  return {
    connectionsReceived: 0,
    rejectedConnections: 0,
    commandsProcessed: 0,
    inputBytes: 0,
    outputBytes: 0,
  };
}
