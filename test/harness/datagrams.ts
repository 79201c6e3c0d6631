// A socket of the kind that syslog and systemd listen on, which Node cannot open: a few lines of
// Python do. Tests that use it need `python3`.

import { RealProcess } from './process.ts';
import type { Sandbox } from './sandbox.ts';
import { until } from './wait.ts';

const LISTENER = `
import json, os, socket, struct, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
s.bind(sys.argv[1])
print(flush=True)
while True:
    data, extra, _, _ = s.recvmsg(65536, 4096)
    pids = [struct.unpack("iii", e[2])[0] for e in extra if e[1] == socket.SCM_CREDENTIALS]
    # systemd-notify waits until the file that it sends along is closed.
    for e in extra:
        if e[1] == socket.SCM_RIGHTS:
            for fd in struct.unpack("%di" % (len(e[2]) // 4), e[2]):
                os.close(fd)
    print(json.dumps({"text": data.decode("latin1"), "pids": pids}), flush=True)
`;

export interface Datagram {
  /** One character a byte. */
  readonly text: string;
  /** Of whoever sent it. */
  readonly processId: number;
}

export class Datagrams {
  readonly #process: RealProcess;

  private constructor(listener: RealProcess) {
    this.#process = listener;
  }

  /** Returns when it listens at that path. */
  static async listen(sandbox: Sandbox, path: string): Promise<Datagrams> {
    const command = ['python3', '-c', LISTENER, path] as const;
    const listener = RealProcess.start(sandbox, { command, folder: sandbox.folder });
    await until(`a socket at ${path}`, () => {
      if (listener.end !== null) throw new Error(listener.output);
      return listener.output.startsWith('\n') || undefined;
    });
    return new Datagrams(listener);
  }

  get received(): readonly Datagram[] {
    const lines = this.#process.output.split('\n').slice(1, -1);
    return lines.map((line) => readDatagram(JSON.parse(line)));
  }
}

function readDatagram(value: unknown): Datagram {
  if (typeof value !== 'object' || value === null || !('text' in value) || !('pids' in value)) {
    throw new Error('the listener printed something else');
  }
  const pids = Array.isArray(value.pids) ? value.pids : [];
  return { text: String(value.text), processId: Number(pids[0] ?? 0) };
}
