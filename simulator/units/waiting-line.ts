/** Who waits in one unit for a thread; a discipline decides who is next. */
export interface Waiting {
  readonly request: number;
  /** Thread time it needs, ns. */
  readonly demand: number;
  /** When it began to wait, ns. */
  readonly since: number;
}

export interface WaitingLine {
  readonly length: number;
  push(item: Waiting): void;
  /** Takes out who is next; only when somebody waits. */
  next(): Waiting;
}
