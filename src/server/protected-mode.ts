// Protected mode: a server without a password talks to its own machine only.

/** What others are told before they are turned away. */
export const PROTECTED: string =
  '-DENIED Protected mode is on and the default user has no password: only clients of this ' +
  'machine may come in. Set requirepass, or protected-mode no, in the configuration file.\r\n';

/** An address that belongs to this machine alone. One that is gone by now is none. */
export function isLocalAddress(address: string | undefined): boolean {
  return address === '::1' || address?.startsWith('127.') === true;
}
