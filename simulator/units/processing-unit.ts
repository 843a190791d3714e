/** Processing units as stations: threads that serve requests, a queue in front of them, a discipline that says who is next. */
import type { Simulation } from '../kernel/simulation.ts';
import { Fifo } from './fifo.ts';
import { Lifo } from './lifo.ts';
import { ProcessorSharing } from './processor-sharing.ts';
import { ShortestFirst } from './shortest-first.ts';
import type { Station, UnitObserver, UnitSettings } from './station.ts';
import { Threads } from './threads.ts';

export function processingUnits(simulation: Simulation, settings: UnitSettings, observer: UnitObserver): Station {
  switch (settings.discipline) {
    case 'fifo':
      return new Threads(simulation, settings, observer, () => new Fifo());
    case 'lifo':
      return new Threads(simulation, settings, observer, () => new Lifo());
    case 'shortest-first':
      return new Threads(simulation, settings, observer, () => new ShortestFirst());
    case 'processor-sharing':
      return new ProcessorSharing(simulation, settings, observer);
  }
}
