// What a sentinel.conf tells about how to reach the Sentinel that runs from it, and the others that
// it knows. Only read when a file is named.

import type { ConnectionOptions } from 'node:tls';
import { configOutside, readConfigFile } from '../adapters/config-file.ts';
import { loadTls } from '../adapters/tls-material.ts';
import type { ConfigOutside } from '../config/outside.ts';
import { ownPort, type ServerSettings } from '../config/server-settings.ts';
import { plainPassword } from '../daemon/access.ts';
import { usage } from './exit.ts';
import { inFolder } from './in-folder.ts';
import { ANY_NAME, type Hints } from './target.ts';

export function hintsOfFile(file: string): Hints {
  const read = readConfigFile({ file, lines: [], stdin: false, outside: trusting() });
  if (!read.ok) {
    const { lineNumber, reason } = read.error;
    const where = lineNumber === 0 ? '' : `, line ${lineNumber}`;
    throw usage(`${file}${where}: ${reason}\nvedette config check ${file} tells more.`);
  }
  const { sentinel, server } = read.config;
  const { port, tls: its } = server;
  // As ownPort has it: others come by TLS where that is told to them.
  const usesTls = its.port !== 0 && (its.outgoing || port === 0);
  const material = usesTls || its.outgoing ? tlsOf(server, file) : null;
  const own = { host: ownHost(server, sentinel.announceIp), port: ownPort(server) };
  const peers = sentinel.groups.flatMap(({ knownPeers }) => knownPeers.map((peer) => peer.address));
  return {
    addresses: own.port === 0 ? peers : [own, ...peers],
    password: plainPassword(server),
    tls: usesTls ? material : null,
    nodes: new Map(
      sentinel.groups.map(({ name, authUser, authPass }) => {
        return [name, { user: authUser, password: authPass }];
      }),
    ),
    nodesTls: its.outgoing ? material : null,
  };
}

/** The scripts and folders of a file that was brought here may be elsewhere. */
function trusting(): ConfigOutside {
  const looking = configOutside();
  return {
    include: (pattern) => looking.include(pattern),
    enterDirectory(path) {
      const entered = looking.enterDirectory(path);
      return entered.ok ? entered : { ok: true, directory: path };
    },
    isExecutable: () => true,
    logFileProblem: () => null,
  };
}

/** The host of `bind` that names none. */
const ALL_ADDRESSES = /^(?:\*|::\*?|0\.0\.0\.0)$/;

/** The file may be of this machine, or may have been brought here. */
function ownHost({ bind }: ServerSettings, announceIp: string): string {
  if (announceIp !== '') return announceIp;
  const hosts = bind.map((each) => each.replace(/^-/, ''));
  const own = hosts.find((host) => !ALL_ADDRESSES.test(host));
  if (own !== undefined) return own;
  // What listens on all addresses of IPv6 does not hear IPv4.
  return hosts.length > 0 && hosts.every((host) => host.startsWith(':')) ? '::1' : '127.0.0.1';
}

function tlsOf(server: ServerSettings, file: string): ConnectionOptions {
  const loaded = inFolder(server.directory, () => loadTls(server.tls));
  if (!loaded.ok) throw usage(`${file}: ${loaded.reason}`);
  const { ca, cert, key, passphrase } = loaded.material.incoming;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...ANY_NAME,
  };
}
