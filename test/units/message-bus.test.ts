/** The message bus and units that stand still, go on, and end. */
import { expect, test } from 'vitest';
import { Members } from '../../simulator/grid/members.ts';
import { sampler } from '../../simulator/kernel/distribution.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { MessageBus } from '../../simulator/units/message-bus.ts';

test('a unit that ends in the moment in which it goes on is not waited for, and nothing is delivered to it', () => {
  const simulation = new Simulation();
  const members = new Members(simulation, 3);
  const delivered: number[] = [];
  const lags: number[] = [];
  const delay = sampler({ kind: 'constant', value: 5 });
  const bus = new MessageBus<string>(simulation, 3, delay, new Streams(1, 0).named('bus'), {
    isUp: (unit) => members.isUp(unit),
    isPaused: (unit) => members.isPaused(unit),
    deferMessage: (unit, handler, a, b, x) => members.deferMessage(unit, handler, a, b, x),
    delivered: (unit) => delivered.push(unit),
    everywhere: (lag) => lags.push(lag),
  });
  const end = simulation.handler('end', () => {
    members.resume(1);
    // What it had not taken is scheduled by now.
    members.stop(1, false);
    bus.memberStopped(1);
  });
  members.pause(1);
  bus.publish(0, 'news');
  simulation.schedule(100, end);
  simulation.run(200);
  expect(delivered).toEqual([2]);
  expect(lags).toEqual([5]);
});
