/** Oracles F07 and F11: when each heartbeat is lost with probability p, and k in a row are an alarm, the first comes after (1 − p^k)/((1 − p)·p^k). */
import { expect, test } from 'vitest';
import { Heartbeats } from '../../simulator/grid/heartbeats.ts';
import { Members } from '../../simulator/grid/members.ts';
import { deadlineLaw } from '../../simulator/grid/silence-law.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { SECOND } from '../../simulator/kernel/time.ts';
import { Network } from '../../simulator/network/network.ts';

const none = { kind: 'constant', value: 0 } as const;

/** Heartbeats sent until the first k in a row were lost. */
function heartbeatsToAlarm(share: number, k: number, replication: number): number {
  const simulation = new Simulation();
  const streams = new Streams(7, replication);
  const place = { zone: 0, region: 0 };
  const network = new Network([place, place], { sameZone: none, crossZone: none, crossRegion: none }, streams);
  const ground = { simulation, streams, members: new Members(simulation, 2), network };
  let alarm = 0;
  const listener = {
    suspected: (observer: number) => {
      if (observer !== 0) return;
      alarm = simulation.now;
      simulation.stop();
    },
    heard: () => {},
  };
  // Half an interval after the kth that should have come.
  const heartbeats = new Heartbeats(ground, listener, { interval: SECOND, law: deadlineLaw((k + 0.5) * SECOND) });
  network.lose({ touched: Uint8Array.of(0, 1), share });
  heartbeats.networkChanged();
  simulation.run(Number.POSITIVE_INFINITY);
  return Math.floor(alarm / SECOND - 0.5) + 1;
}

test.each([
  [0.1, 3, 1110, 1500],
  [0.3, 2, 14.444, 4000],
  [0.05, 3, 8420, 200],
  [0.2, 4, 780, 1000],
  [0.01, 2, 10_100, 150],
])('loss %d, %d in a row: %d heartbeats to the first alarm (oracles F07, F11)', (share, k, theory, replications) => {
  const counts = Array.from({ length: replications }, (_, replication) => heartbeatsToAlarm(share, k, replication));
  const mean = counts.reduce((sum, count) => sum + count, 0) / replications;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (replications - 1);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(k);
  expect(Math.abs(mean - theory), `${mean}`).toBeLessThan(4 * Math.sqrt(variance / replications));
});

test('a network that loses nothing draws nothing and delays nothing', () => {
  const streams = new Streams(1, 0);
  const place = { zone: 0, region: 0 };
  const network = new Network([place, place], { sameZone: none, crossZone: none, crossRegion: none }, streams);
  expect([network.loses(0, 1), network.retransmission(0, 1), network.doubles(0, 1)]).toEqual([false, 0, false]);
  const fresh = new Streams(1, 0).named('network/loss').next();
  expect(streams.named('network/loss').next()).toBe(fresh);
});

test('a lost packet of a connection is sent again after 0.2 s, then 0.4 s, then 0.8 s: 0.2 · p / (1 − 2p) late on average', () => {
  const place = { zone: 0, region: 0 };
  const network = new Network(
    [place, place],
    { sameZone: none, crossZone: none, crossRegion: none },
    new Streams(3, 0),
  );
  const loss = { touched: Uint8Array.of(0, 1), share: 0.1 };
  network.lose(loss);
  const late = Array.from({ length: 200_000 }, () => network.retransmission(0, 1) / SECOND);
  expect(new Set(late.filter((seconds) => seconds < 2).map((seconds) => seconds.toFixed(1)))).toEqual(
    new Set(['0.0', '0.2', '0.6', '1.4']),
  );
  expect(late.reduce((sum, seconds) => sum + seconds, 0) / late.length).toBeCloseTo(0.025, 2);
  network.loseNoMore(loss);
  expect(network.retransmission(0, 1)).toBe(0);
});
