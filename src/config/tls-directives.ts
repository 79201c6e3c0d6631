// The server directives about TLS: a part of the catalogue of server-directives.ts.

import { type Described, yesOrNoWord } from './description.ts';
import {
  choice,
  INTS,
  integer,
  PORTS,
  type ServerDirective,
  seconds,
  wordOrNull,
  yesNo,
} from './server-directive-kinds.ts';
import { DEFAULT_SERVER_SETTINGS } from './server-settings.ts';

const USUAL = DEFAULT_SERVER_SETTINGS.tls;

export const TLS_DIRECTIVES: readonly Described<ServerDirective>[] = [
  {
    ...integer('tls-port', PORTS, (draft, value) => {
      draft.tls.port = value;
    }),
    takes: 'PORT',
    usual: String(USUAL.port),
    summary: 'The port for clients and other Sentinels that speak TLS. 0: none.',
  },
  {
    ...yesNo('tls-replication', (draft, value) => {
      draft.tls.outgoing = value;
    }),
    usual: yesOrNoWord(USUAL.outgoing),
    summary: 'With yes the connections to nodes and to other Sentinels speak TLS.',
  },
  {
    ...wordOrNull('tls-cert-file', (draft, value) => {
      draft.tls.certFile = value;
    }),
    takes: 'PATH',
    usual: 'none',
    summary:
      'The certificate that is shown to clients, and on the connections to nodes and other ' +
      'Sentinels.',
  },
  {
    ...wordOrNull('tls-key-file', (draft, value) => {
      draft.tls.keyFile = value;
    }),
    takes: 'PATH',
    usual: 'none',
    summary: 'The private key of that certificate.',
  },
  {
    ...wordOrNull('tls-key-file-pass', (draft, value) => {
      draft.tls.keyFilePassword = value;
    }),
    takes: 'PASSWORD',
    usual: 'none',
    summary: 'The password of that key.',
  },
  {
    ...wordOrNull('tls-client-cert-file', (draft, value) => {
      draft.tls.clientCertFile = value;
    }),
    takes: 'PATH',
    usual: 'that of `tls-cert-file`',
    summary: 'Another certificate for the connections to nodes and other Sentinels.',
  },
  {
    ...wordOrNull('tls-client-key-file', (draft, value) => {
      draft.tls.clientKeyFile = value;
    }),
    takes: 'PATH',
    usual: 'that of `tls-key-file`',
    summary: 'The private key of that certificate; both are needed.',
  },
  {
    ...wordOrNull('tls-client-key-file-pass', (draft, value) => {
      draft.tls.clientKeyFilePassword = value;
    }),
    takes: 'PASSWORD',
    usual: 'none',
    summary: 'The password of that key.',
  },
  {
    ...wordOrNull('tls-ca-cert-file', (draft, value) => {
      draft.tls.caCertFile = value;
    }),
    takes: 'PATH',
    usual: 'none',
    summary:
      'The authorities whose certificates are trusted, of clients, nodes and other Sentinels.',
  },
  {
    ...wordOrNull('tls-ca-cert-dir', (draft, value) => {
      draft.tls.caCertDirectory = value;
    }),
    takes: 'PATH',
    usual: 'none',
    summary:
      'A folder of such authorities, each in a file that is named by its hash as OpenSSL does ' +
      'it.',
  },
  {
    ...wordOrNull('tls-dh-params-file', (draft, value) => {
      draft.tls.dhParamsFile = value;
    }),
    takes: 'PATH',
    usual: 'chosen by OpenSSL',
    summary: 'The parameters of the Diffie-Hellman key exchange with clients.',
  },
  {
    ...wordOrNull('tls-protocols', (draft, value) => {
      draft.tls.protocols = value;
    }),
    takes: '"VERSION..."',
    usual: 'TLSv1.2 TLSv1.3',
    summary: 'The versions of TLS that are spoken, all in one pair of quotes.',
  },
  {
    ...wordOrNull('tls-ciphers', (draft, value) => {
      draft.tls.ciphers = value;
    }),
    takes: 'LIST',
    usual: 'those of Node',
    summary: 'The ciphers of TLS 1.2 and before, with colons between them.',
  },
  {
    ...wordOrNull('tls-ciphersuites', (draft, value) => {
      draft.tls.cipherSuites = value;
    }),
    takes: 'LIST',
    usual: 'those of Node',
    summary: 'The cipher suites of TLS 1.3, with colons between them.',
  },
  {
    ...choice('tls-auth-clients', ['no', 'yes', 'optional'], (draft, value) => {
      draft.tls.authClients = value;
    }),
    usual: USUAL.authClients,
    summary:
      'Whether clients have to show a certificate; with optional they need not, but one that is ' +
      'shown has to be good.',
  },
  {
    ...yesNo('tls-prefer-server-ciphers', (draft, value) => {
      draft.tls.preferServerCiphers = value;
    }),
    usual: yesOrNoWord(USUAL.preferServerCiphers),
    summary: 'With yes the first cipher of this side is taken, with no that of the client.',
  },
  {
    ...yesNo('tls-session-caching', (draft, value) => {
      draft.tls.sessionCaching = value;
    }),
    usual: yesOrNoWord(USUAL.sessionCaching),
    summary: 'With yes clients get tickets with which they take up a session again.',
  },
  {
    ...integer('tls-session-cache-size', INTS, (draft, value) => {
      draft.tls.sessionCacheSize = value;
    }),
    takes: 'COUNT',
    usual: String(USUAL.sessionCacheSize),
    summary: 'Has no effect: tickets need no room here.',
  },
  {
    ...integer('tls-session-cache-timeout', INTS, (draft, value) => {
      draft.tls.sessionCacheTimeoutMs = value * 1000;
    }),
    takes: 'SECONDS',
    usual: seconds(USUAL.sessionCacheTimeoutMs),
    summary: 'Seconds for which a session can be taken up again.',
  },
  {
    ...integer('tls-auto-reload-interval', INTS, (draft, value) => {
      draft.tls.reloadPeriodMs = value * 1000;
    }),
    takes: 'SECONDS',
    usual: seconds(USUAL.reloadPeriodMs),
    summary:
      'After how many seconds it is looked again whether the files of certificates and keys ' +
      'were renewed. 0: never.',
  },
];
