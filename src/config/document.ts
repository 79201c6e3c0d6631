// The user's file as lines: what a rewrite keeps. Text is a string in which every character is one
// byte of the file (latin1), as on the wire, so that nothing is lost that is not UTF-8.

export interface ConfigDocument {
  readonly lines: readonly string[];
}
