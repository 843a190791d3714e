/** Sagas started = completed + compensated + stuck + still under way, exactly, at any moment between events. */
import { invariant } from '../../kernel/invariant.ts';
import type { Sagas } from '../../traffic/sagas.ts';

export function checkSagas({ counts, underWay }: Sagas): void {
  const { sagasStarted, sagasCompleted, sagasCompensated, sagasStuck } = counts;
  invariant(
    sagasStarted === sagasCompleted + sagasCompensated + sagasStuck + underWay,
    () =>
      `${sagasStarted} sagas began, but ${sagasCompleted} were completed, ${sagasCompensated} compensated, ${sagasStuck} stuck and ${underWay} under way`,
  );
}
