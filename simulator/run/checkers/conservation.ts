/** Requests offered = answered + failed + still waited for, exactly, at any moment between events. */
import { invariant } from '../../kernel/invariant.ts';

export function checkConservation(offered: number, answered: number, failed: number, waiting: number): void {
  invariant(
    offered === answered + failed + waiting,
    () => `${offered} requests were offered, but ${answered} answered, ${failed} failed and ${waiting} waited for`,
  );
}
