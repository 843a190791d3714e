/**
 * A map that is not partitioned, as the way of a request sees it: whom to ask, what happens once a thread has served the operation, and what
 * the run asks of it in the end. A partitioned map has no service: the grid answers for it.
 */
import type { StepBefore } from './durability.ts';

/** none: nobody will ever answer, and the client finds out by its time limit. */
export type ServiceAnswer = 'ok' | 'unavailable' | 'none';

export interface MapService {
  /** What keeps the thread that served an operation, before `work`; absent: nothing does. */
  readonly beforeRelease?: StepBefore | undefined;
  /** True: the client does the work itself, where it stands; no unit is asked. */
  readonly worksAtClient?: boolean;
  /** Member that the client of the attempt asks; another one than `except` (−1: any) where there is one. */
  choose(attempt: number, except: number): number;
  /**
   * A thread of `member` (or, with worksAtClient, the client at that place) has served the operation; now the data. `reply` answers the client, at once or later (then what became void
   * meanwhile is ignored), and is called at most once.
   */
  work(attempt: number, member: number, reply: (answer: ServiceAnswer) => void): void;
  /** The client of a write has its good answer in time; the attempt's row is still in use. */
  acknowledged(attempt: number): void;
  memberStopped(member: number): void;
  memberStarted(member: number): void;
  /** The process of `member` goes on after a pause. */
  memberResumed?(member: number): void;
  /** Cuts or slowdowns of the network changed. */
  networkChanged(): void;
  /** True when nothing is left to do after the load. */
  readonly isSettled: boolean;
  /** Whether clients at `place` can have any entry written now, by whatever unit takes the write; from state, without asking. */
  isWritable(place: number): boolean;
  isReadable(place: number): boolean;
  /** Its counts by the names of metrics, for the reckoning; equal names of several maps are added. */
  counts(): Readonly<Record<string, number>>;
  /** Its invariants, at the end of the run. */
  check(): void;
}
