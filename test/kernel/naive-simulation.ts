/**
 * What the Simulation should do, in the most obvious way: an array sorted by (time, sequence), no structure at all.
 * Slow, and right by inspection.
 */
interface NaiveEvent {
  readonly time: number;
  readonly sequence: number;
  readonly handler: number;
  readonly a: number;
  readonly timer: boolean;
}

export class NaiveSimulation {
  now = 0;
  private readonly events: NaiveEvent[] = [];
  private readonly handlers: ((a: number, b: number, x: number) => void)[] = [];
  private sequence = 0;

  handler(_name: string, run: (a: number, b: number, x: number) => void): number {
    return this.handlers.push(run) - 1;
  }

  schedule(delay: number, handler: number, a = 0): void {
    this.insert(delay, handler, a, false);
  }

  lane(delay: number): number {
    return Math.floor(delay + 0.5);
  }

  arm(lane: number, handler: number, a = 0): number {
    this.insert(lane, handler, a, true);
    return this.sequence;
  }

  cancel(handle: number): boolean {
    const index = this.events.findIndex((event) => event.timer && event.sequence === handle - 1);
    if (index >= 0) this.events.splice(index, 1);
    return index >= 0;
  }

  get pending(): number {
    return this.events.length;
  }

  run(until: number): 'idle' | 'reached' {
    while (this.events.length > 0 && this.events[0]!.time <= until) {
      const event = this.events.shift()!;
      this.now = event.time;
      this.handlers[event.handler]!(event.a, 0, 0);
    }
    this.now = until;
    return this.events.length === 0 ? 'idle' : 'reached';
  }

  private insert(delay: number, handler: number, a: number, timer: boolean): void {
    const time = this.now + Math.floor(delay + 0.5);
    let index = this.events.length;
    while (index > 0 && this.events[index - 1]!.time > time) index--;
    this.events.splice(index, 0, { time, sequence: this.sequence++, handler, a, timer });
  }
}
