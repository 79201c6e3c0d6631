// What has passed through the server since it started; INFO shows it.

export interface Traffic {
  connectionsReceived: number;
  /** Turned away because there were too many. */
  rejectedConnections: number;
  commandsProcessed: number;
  /** Also those that the client did not want to hear. */
  errorReplies: number;
  inputBytes: number;
  outputBytes: number;
  /** Times that something came from a socket, and that something was handed to one. */
  reads: number;
  writes: number;
}

export function noTraffic(): Traffic {
  return {
    connectionsReceived: 0,
    rejectedConnections: 0,
    commandsProcessed: 0,
    errorReplies: 0,
    inputBytes: 0,
    outputBytes: 0,
    reads: 0,
    writes: 0,
  };
}
