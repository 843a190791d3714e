/**
 * Ziggurat tables for a decreasing density: 256 layers of equal area (Marsaglia & Tsang, The Ziggurat Method for
 * Generating Random Variables, J. Stat. Software 5(8), 2000).
 *
 * Layer i covers [0, edge[i]) in width and [height[i], height[i + 1]) in density; a point left of edge[i + 1] lies under
 * the density for certain, which is the answer in about 99 % of draws. Layer 0 is the base with the tail, its edge
 * stretched so that its area is right. Built with the portable ln and exp, so the tables are the same everywhere.
 * Draws have 53 bits (the original has 32), with the layer chosen by other bits than the position.
 */
import { exp, ln } from './portable-math.ts';

const LAYERS = 256;
const TWO_53 = 9007199254740992;

interface ZigguratTable {
  /** scale[i] = edge[i] / 2^53: turns a 53-bit integer into a position within the layer. */
  readonly scale: Float64Array;
  /** edge[i], decreasing to edge[256] = 0; edge[1] is where the tail begins. */
  readonly edge: Float64Array;
  /** height[i] = density at edge[i] (density at 0 being 1). */
  readonly height: Float64Array;
}

function table(tail: number, area: number, density: (x: number) => number, inverse: (y: number) => number) {
  const edge = new Float64Array(LAYERS + 1);
  edge[0] = area / density(tail);
  edge[1] = tail;
  for (let i = 1; i < LAYERS - 1; i++) edge[i + 1] = inverse(density(edge[i]!) + area / edge[i]!);
  edge[LAYERS] = 0;
  return { edge, scale: edge.map((width) => width / TWO_53), height: edge.map(density) };
}

/** Density e^-x. */
export const EXPONENTIAL_TAIL = 7.69711747013105;
export const exponentialTable: ZigguratTable = table(
  EXPONENTIAL_TAIL,
  0.00394965982258156,
  (x) => exp(-x),
  (y) => -ln(y),
);

/** Density e^(-x^2/2), the right half of the normal. */
export const NORMAL_TAIL = 3.654152885361009;
export const normalTable: ZigguratTable = table(
  NORMAL_TAIL,
  0.004928673233974655,
  (x) => exp(-0.5 * x * x),
  (y) => Math.sqrt(-2 * ln(y)),
);
