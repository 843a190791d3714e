/** The instruments of one service, under the names of the metrics with {service:NAME}. */
import type { Service } from '../model/scenario.ts';
import type { Distribution, Level, Observations, Tally } from './observations.ts';

export class ServiceMeters {
  /** Requests that came, were answered (what they call included), and failed. */
  readonly offered: Tally;
  readonly answered: Tally;
  readonly failed: Tally;
  readonly responseTime: Distribution;
  readonly queueWait: Distribution;
  readonly queueLength: Level;
  /** Busy threads; the name tells of how many. */
  readonly busy: Level;
  readonly label: string;

  constructor(observations: Observations, { name, units, threads }: Service) {
    this.label = `{service:${name}}`;
    this.offered = observations.tally(`offered${this.label}`);
    this.answered = observations.tally(`answered${this.label}`);
    this.failed = observations.tally(`failed${this.label}`);
    this.responseTime = observations.distribution(`responseTime${this.label}`);
    this.queueWait = observations.distribution(`queueWait${this.label}`);
    this.queueLength = observations.level(`queueLength${this.label}`);
    this.busy = observations.level(`busy${this.label}/${units * threads}`);
  }
}
