// A client made of a bare socket: sends exactly the bytes it is told, and compares exactly what
// comes back. It knows nothing of the protocol.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls';

export class RawClient {
  readonly #socket: Socket;
  #received = '';
  #closed = false;
  #changed: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#received += text;
      this.#changed();
    });
    socket.on('error', () => {});
    for (const over of ['end', 'close']) socket.on(over, () => this.#over());
  }

  static async connect(port: number, host: string = '127.0.0.1'): Promise<RawClient> {
    const socket = connect({ port, host, noDelay: true, allowHalfOpen: true });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Rejects when the handshake fails. */
  static async connectTls(port: number, options: ConnectionOptions): Promise<RawClient> {
    const socket = tlsConnect({
      port,
      host: '127.0.0.1',
      checkServerIdentity: () => undefined,
      ...options,
    });
    await once(socket, 'secureConnect');
    return new RawClient(socket);
  }

  /** Latin1 text. */
  send(text: string): void {
    this.#socket.write(text, 'latin1');
  }

  /** Sends, and waits for exactly this answer; it fails at the first byte that differs. */
  async exchange(text: string, answer: string): Promise<void> {
    this.send(text);
    await this.receive(answer);
  }

  async receive(expected: string): Promise<void> {
    while (this.#received.length < expected.length) {
      assert.equal(this.#received, expected.slice(0, this.#received.length));
      assert.ok(!this.#closed, `closed after ${JSON.stringify(this.#received)}`);
      await this.#change();
    }
    assert.equal(this.#received.slice(0, expected.length), expected);
    this.#received = this.#received.slice(expected.length);
  }

  /** What comes before a marker, or before the other side closes. */
  async before(marker: string): Promise<{ readonly text: string; readonly closed: boolean }> {
    while (!this.#received.includes(marker) && !this.#closed) await this.#change();
    const at = this.#received.indexOf(marker);
    const text = at < 0 ? this.#received : this.#received.slice(0, at);
    this.#received = at < 0 ? '' : this.#received.slice(at + marker.length);
    return { text, closed: at < 0 };
  }

  /** The next line, without its end. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#received.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#received.slice(0, end);
        this.#received = this.#received.slice(end + 2);
        return line;
      }
      assert.ok(!this.#closed, 'closed before the end of a line');
      await this.#change();
    }
  }

  /** Reads and forgets this many bytes. */
  async skip(count: number): Promise<void> {
    let left = count;
    while (left > 0) {
      const taken = Math.min(left, this.#received.length);
      this.#received = this.#received.slice(taken);
      left -= taken;
      if (left === 0) return;
      assert.ok(!this.#closed, `closed with ${left} bytes missing`);
      await this.#change();
    }
  }

  /** What came before the other side closed, and was not taken yet. */
  async remainder(): Promise<string> {
    while (!this.#closed) await this.#change();
    return this.#received;
  }

  stopReading(): void {
    this.#socket.pause();
  }

  goOnReading(): void {
    this.#socket.resume();
  }

  /** Sends no more, but still reads. */
  endInput(): void {
    this.#socket.end();
  }

  /** Breaks the connection off: the other side notices at once. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #over(): void {
    this.#closed = true;
    this.#socket.end();
    this.#changed();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve;
    });
  }
}
