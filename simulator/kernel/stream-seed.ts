/**
 * Names to random streams: every consumer of randomness has a stream of its own, derived from (seed, replication, name).
 *
 * A stream depends on nothing else, so adding a part to a model leaves the draws of all other parts as they were, and two
 * designs can be compared under common random numbers (Law & Kelton, Simulation Modeling and Analysis, 11.2).
 * The only file that knows seedrandom: its Alea generator (J. Baagøe) turns the name into four state words, using only
 * + - * and >>>, which all engines do alike. The draws themselves come from RandomStream.
 */
import alea from 'seedrandom/lib/alea.js';
import { RandomStream } from './random-stream.ts';

export class Streams {
  private readonly seed: string;
  private readonly replication: number;
  private readonly streams = new Map<string, RandomStream>();

  /** The seed 7 and the seed '7' are the same seed, because files and command lines write them differently. */
  constructor(seed: string | number, replication: number) {
    this.seed = String(seed);
    this.replication = replication;
  }

  /** The stream of that name; asking again gives the same object, further along. */
  named(name: string): RandomStream {
    const known = this.streams.get(name);
    if (known !== undefined) return known;
    const stream = this.fresh(name);
    this.streams.set(name, stream);
    return stream;
  }

  /** The stream of that name from its beginning, a new object each time: for draws that several make alike. */
  fresh(name: string): RandomStream {
    const words = this.generator('stream', name);
    return RandomStream.fromWords(words.int32(), words.int32(), words.int32(), words.int32());
  }

  /** A key for counter-based draws (see counterDraw), a whole number in [0, 2^32). */
  key(name: string): number {
    return this.generator('key', name).int32() >>> 0;
  }

  private generator(purpose: string, name: string) {
    // JSON, because plain joining would give ('a/1', 'b') and ('a', '1/b') the same stream.
    return alea(JSON.stringify([purpose, this.seed, this.replication, name]));
  }
}
