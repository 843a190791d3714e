/**
 * One stream of random draws: the generator sfc32 (C. Doty-Humphrey, PractRand; 128 bits of state, passes BigCrush) with
 * the handful of laws that everything else is made of, and the counter-based draw for what must not depend on order.
 *
 * Every draw is made of integer operations and exact arithmetic, so it has the same bits on every engine. State is an
 * Int32Array, twice as fast as four fields (measured in V8), which are tagged and untagged at every step. Not cryptographic.
 */
import { invariant } from './invariant.ts';
import { exp } from './portable-math.ts';
import { EXPONENTIAL_TAIL, exponentialTable, NORMAL_TAIL, normalTable } from './ziggurat.ts';

const WARM_UP = 16;
/** Beyond 2^32 no draw would ever be low enough. */
const LARGEST_BELOW = 2 ** 31;
const OUT_OF_RANGE = 'a whole number is drawn below 1 to 2^31';

const exponentialHeight = exponentialTable.height;
const normalHeight = normalTable.height;

export class RandomStream {
  private readonly state: Int32Array;
  // Fields, because module-level names become variables in a bundle, to be loaded and checked at every draw.
  private readonly scale = exponentialTable.scale;
  private readonly edge = exponentialTable.edge;
  private readonly normalScale = normalTable.scale;
  private readonly normalEdge = normalTable.edge;

  private constructor(words: readonly number[]) {
    this.state = Int32Array.from(words);
  }

  /** A stream whose state is those 128 bits, well mixed; any words will do. */
  static fromWords(a: number, b: number, c: number, d: number): RandomStream {
    const stream = new RandomStream([a, b, c, d]);
    for (let i = 0; i < WARM_UP; i++) stream.next();
    return stream;
  }

  /** 32 random bits as a whole number in [0, 2^32). */
  next(): number {
    return this.bits() >>> 0;
  }

  /** A multiple of 2^-53 in [0, 1), all equally likely. */
  uniform(): number {
    const high = this.bits() >>> 5;
    return (high * 67108864 + (this.bits() >>> 6)) / 9007199254740992;
  }

  /** A whole number in [0, n), all equally likely, for 1 <= n <= 2^31 (else {@link ImpossibleState}). Draws again where 2^32 does not divide evenly. */
  below(n: number): number {
    invariant(n >= 1 && n <= LARGEST_BELOW, OUT_OF_RANGE);
    const limit = 4294967296 - (4294967296 % n);
    let draw = this.next();
    while (draw >= limit) draw = this.next();
    return draw % n;
  }

  /** Exponential with mean 1. */
  exponential(): number {
    // Two steps of bits() by hand, without storing and loading the state in between: half the time of two calls.
    const state = this.state;
    const b = state[1]!;
    const c = state[2]!;
    const counter = state[3]!;
    const first = (((state[0]! + b) | 0) + counter) | 0;
    const nextB = (c + (c << 3)) | 0;
    const nextC = (((c << 21) | (c >>> 11)) + first) | 0;
    const second = ((((b ^ (b >>> 9)) + nextB) | 0) + ((counter + 1) | 0)) | 0;
    state[0] = nextB ^ (nextB >>> 9);
    state[1] = nextC + (nextC << 3);
    state[2] = ((nextC << 21) | (nextC >>> 11)) + second;
    state[3] = counter + 2;
    const layer = second & 255;
    const x = ((first >>> 0) * 2097152 + (second >>> 11)) * this.scale[layer]!;
    return x < this.edge[layer + 1]! ? x : this.exponentialEdgeCase(layer, x);
  }

  private exponentialEdgeCase(layer: number, x: number): number {
    // The tail of an exponential is an exponential again, begun where the tail begins.
    if (layer === 0) return EXPONENTIAL_TAIL + this.exponential();
    const low = exponentialHeight[layer]!;
    const y = low + this.uniform() * (exponentialHeight[layer + 1]! - low);
    return y < exp(-x) ? x : this.exponential();
  }

  /** Normal with mean 0 and variance 1. */
  normal(): number {
    const first = this.bits() >>> 0;
    const second = this.bits();
    const layer = second & 255;
    const x = (first * 2097152 + (second >>> 11)) * this.normalScale[layer]!;
    const magnitude = x < this.normalEdge[layer + 1]! ? x : this.normalEdgeCase(layer, x);
    if (magnitude < 0) return this.normal();
    return (second & 256) === 0 ? magnitude : -magnitude;
  }

  /** The magnitude of a draw in the tail or in a wedge; -1 where the point lies above the density: draw anew. */
  private normalEdgeCase(layer: number, x: number): number {
    if (layer === 0) return this.normalTail();
    const low = normalHeight[layer]!;
    const y = low + this.uniform() * (normalHeight[layer + 1]! - low);
    return y < exp(-0.5 * x * x) ? x : -1;
  }

  /** Marsaglia's tail method (1964): exponential proposals of rate NORMAL_TAIL, accepted with e^(-x^2/2). */
  private normalTail(): number {
    for (;;) {
      const x = this.exponential() / NORMAL_TAIL;
      if (2 * this.exponential() > x * x) return NORMAL_TAIL + x;
    }
  }

  private bits(): number {
    const state = this.state;
    const b = state[1]!;
    const c = state[2]!;
    const counter = state[3]!;
    const sum = (((state[0]! + b) | 0) + counter) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + sum;
    state[3] = counter + 1;
    return sum;
  }
}

/**
 * A uniform draw in [0, 1) that is a pure hash of its operands: the same attempt of the same request gets the same draw
 * whatever else the model does in between. Two 32-bit lanes with the steps and finaliser of MurmurHash3 (A. Appleby),
 * crossed after every word.
 * @param streamKey from Streams.key
 * @param request whole number in [0, 2^53)
 * @param attempt whole number in [0, 2^32)
 */
export function counterDraw(streamKey: number, request: number, attempt: number): number {
  let p = streamKey ^ 0x9e3779b9;
  let q = Math.imul(streamKey, 0x85ebca6b) ^ 0x7f4a7c15;
  p = finalise(p ^ request);
  q = finalise(q + p);
  p = finalise(p ^ (request / 4294967296) ^ q);
  q = finalise(q + Math.imul(attempt, 0xc2b2ae35) + p);
  p = finalise(p ^ attempt ^ q);
  q = finalise(q + p);
  return ((p >>> 5) * 67108864 + (q >>> 6)) / 9007199254740992;
}

function finalise(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
