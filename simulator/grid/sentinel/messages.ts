/**
 * Commands of sentinels and their replies, pooled: a message is taken, filled, sent and released after it was read.
 */
import { NOBODY } from './sentinel-options.ts';

export type MessageKind = 'ping' | 'info' | 'hello' | 'ask' | 'replica-of';

/** Fields that a kind does not use keep what they had. */
export interface Message {
  kind: MessageKind;
  /** Whose link it travels on, and the process at the other end. */
  sentinel: number;
  target: number;
  /** From the process back to the sentinel. */
  isReply: boolean;
  /** The connection it travels on. */
  generation: number;
  /** hello, ask, replica-of: the primary it speaks of; −1 in replica-of: of no one. info reply: whom the server replicates, −1: nobody. */
  primary: number;
  /** hello, ask: current epoch. replica-of: epoch of the failover. ask reply: epoch of the vote. */
  epoch: number;
  /** hello: epoch under which that primary was elected. */
  configurationEpoch: number;
  /** ask: for whom a vote is asked; reply: for whom it was given. −1: nobody. */
  leader: number;
  /** ask reply: the primary is subjectively down. info reply: the link to the primary is up. */
  flag: boolean;
  /** info reply: replication offset, priority, run id, and for how long the link has been down, ms. */
  offset: number;
  priority: number;
  runId: number;
  linkDownTime: number;
}

export class MessagePool {
  readonly messages: Message[] = [];
  readonly #free: number[] = [];

  /** Index of a message to be filled. */
  take(kind: MessageKind, sentinel: number, target: number): number {
    if (this.#free.length === 0) this.#free.push(this.messages.push(blank()) - 1);
    const index = this.#free.pop()!;
    const message = this.messages[index]!;
    message.kind = kind;
    message.sentinel = sentinel;
    message.target = target;
    message.isReply = false;
    return index;
  }

  release(index: number): void {
    this.#free.push(index);
  }
}

function blank(): Message {
  return {
    kind: 'ping',
    sentinel: 0,
    target: 0,
    isReply: false,
    generation: 0,
    primary: NOBODY,
    epoch: 0,
    configurationEpoch: 0,
    leader: NOBODY,
    flag: false,
    offset: 0,
    priority: 0,
    runId: 0,
    linkDownTime: 0,
  };
}
