/**
 * Who leads a failover: each sentinel gives one vote an epoch, to whoever asks first; the leader has a majority of all sentinels that there
 * ever were, and at least the quorum.
 */
import type { SentinelGround } from './sentinel-ground.ts';
import { DESYNC, NOBODY } from './sentinel-options.ts';
import type { SentinelView } from './sentinel-view.ts';

/** The vote of `view` in an epoch not below `epoch`, given to `candidate` if it is still free (sentinelVoteLeader). It is in `leader` and `leaderEpoch`. */
export function vote(ground: SentinelGround, view: SentinelView, epoch: number, candidate: number): void {
  if (epoch > view.currentEpoch) view.currentEpoch = epoch;
  if (view.leaderEpoch >= epoch || view.currentEpoch > epoch) return;
  view.leader = candidate;
  view.leaderEpoch = view.currentEpoch;
  ground.tell(view, '+vote-for-leader', candidate);
  // Having voted for another, it leaves that one the time of a whole failover.
  if (candidate !== view.id) view.failoverStart = ground.now() + ground.desync.below(DESYNC);
}

/** The sentinel that has won the election of `epoch`, NOBODY if none has. Gives the own vote, if it is still free, to the one with most. */
export function leaderOf(ground: SentinelGround, view: SentinelView, epoch: number): number {
  const votes = new Int32Array(ground.sentinels);
  for (const peer of view.peers)
    if (peer.leader !== NOBODY && peer.leaderEpoch === view.currentEpoch) votes[peer.leader]!++;
  const ahead = mostVoted(votes);
  vote(ground, view, epoch, ahead === NOBODY ? view.id : ahead);
  if (view.leader !== NOBODY && view.leaderEpoch === epoch) votes[view.leader]!++;
  const winner = mostVoted(votes);
  if (winner === NOBODY) return NOBODY;
  const needed = Math.max(Math.floor(ground.sentinels / 2) + 1, ground.quorum);
  return votes[winner]! >= needed ? winner : NOBODY;
}

function mostVoted(votes: Int32Array): number {
  let winner = NOBODY;
  for (let candidate = 0; candidate < votes.length; candidate++)
    if (votes[candidate]! > (winner === NOBODY ? 0 : votes[winner]!)) winner = candidate;
  return winner;
}
