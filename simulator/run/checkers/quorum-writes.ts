/**
 * What must hold of a leaderless map at the end of a run, from the definitions of quorums (Gifford, SOSP 1979): a write is only lost with
 * the memory of a process, or with a hint that grew too old; and as long as no process has ended, R + W > N never gives a stale read.
 */
import { invariant } from '../../kernel/invariant.ts';

export interface QuorumReckoning {
  readonly map: string;
  readonly acknowledged: number;
  /** Acknowledged writes that some replica or hint has, or a newer write of their key. */
  readonly survived: number;
  readonly lost: number;
  readonly processesEnded: number;
  readonly hintsExpired: number;
  readonly staleReads: number;
  /** R + W > N, counting replicas alone. */
  readonly isStrict: boolean;
}

export function checkQuorumWrites(found: QuorumReckoning): void {
  const { map, acknowledged, survived, lost, processesEnded, hintsExpired, staleReads, isStrict } = found;
  invariant(
    acknowledged === survived + lost,
    () => `of ${acknowledged} acknowledged writes of ${map}, ${survived} survived and ${lost} were lost`,
  );
  invariant(
    lost === 0 || processesEnded > 0 || hintsExpired > 0,
    () => `${lost} acknowledged writes of ${map} are nowhere, although no process has ended`,
  );
  invariant(
    !isStrict || staleReads === 0 || processesEnded > 0,
    () => `${staleReads} stale reads of ${map}, although reads and writes share a replica that has never ended`,
  );
}
