// What people read of a directive or a setting: in the pages of docs/generated, in the manual and
// in errors. Its record cannot do without.

export interface Description {
  /** The value in one word, for errors and docs. */
  readonly takes: string;
  /** What holds where the file says nothing. */
  readonly usual: string;
  /** One or two short sentences, with the unit; in the language of markdown. */
  readonly summary: string;
}

export type Described<T> = T & Description;

/** What a kind of record knows by itself: all but what the value means. */
export type Undescribed<T> = T & Omit<Description, 'summary'>;

export function yesOrNoWord(value: boolean): string {
  return value ? 'yes' : 'no';
}
