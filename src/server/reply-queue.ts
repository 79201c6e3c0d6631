// Keeps the replies of one client in the order of its commands, while some of them wait for an
// answer. It does not limit itself: who adds to it must ask `waiting`.

interface Slot {
  /** null: the answer is not there yet. */
  text: string | null;
}

export class ReplyQueue {
  readonly #write: (text: string) => void;
  readonly #slots: Slot[] = [];

  /** `write` takes replies whose turn has come. */
  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Replies that have not had their turn. */
  get waiting(): number {
    return this.#slots.length;
  }

  add(text: string): void {
    if (this.#slots.length === 0) this.#write(text);
    else this.#slots.push({ text });
  }

  /** Keeps a place; the reply is put there by calling the result, once. */
  reserve(): (text: string) => void {
    const slot: Slot = { text: null };
    this.#slots.push(slot);
    return (text) => {
      slot.text = text;
      this.#release();
    };
  }

  #release(): void {
    let ready = 0;
    for (const { text } of this.#slots) {
      if (text === null) break;
      this.#write(text);
      ready++;
    }
    this.#slots.splice(0, ready);
  }
}
