/**
 * MD5 (R. Rivest, RFC 1321, 1992), the hash of the guide's ring. It spreads keys; nothing here is kept secret by it.
 *
 * The digest is given as four unsigned words, the first digits of its hexadecimal form first, or as the whole number that Python's
 * `int(hexdigest, 16)` makes of it. Leaves out: streams of blocks; a text is hashed at once.
 */
import { utf8 } from '../../products/key-hash.ts';

/** Digest as words, most significant first. */
export type Digest = readonly [number, number, number, number];

/** floor(2^32 · |sin(i + 1)|), from the RFC. */
const SINES = [
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8,
  0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340,
  0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87,
  0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c,
  0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039,
  0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92,
  0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb,
  0xeb86d391,
];
/** Rotations of the four rounds, each four in turn. */
const ROTATIONS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

export function md5(text: string): Digest {
  const blocks = padded(utf8(text));
  let [a, b, c, d] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let from = 0; from < blocks.length; from += 16) {
    const [beforeA, beforeB, beforeC, beforeD] = [a, b, c, d];
    for (let step = 0; step < 64; step++) {
      const round = step >> 4;
      const sum = (a + mixed(round, b, c, d) + SINES[step]! + blocks[from + wordOf(round, step)]!) | 0;
      const rotation = ROTATIONS[round * 4 + (step & 3)]!;
      a = d;
      d = c;
      c = b;
      b = (b + ((sum << rotation) | (sum >>> (32 - rotation)))) | 0;
    }
    a = (a + beforeA) | 0;
    b = (b + beforeB) | 0;
    c = (c + beforeC) | 0;
    d = (d + beforeD) | 0;
  }
  return [reversed(a), reversed(b), reversed(c), reversed(d)];
}

/** The digest as a whole number of 128 bits. */
export function md5Number(text: string): bigint {
  return md5(text).reduce((number, word) => (number << 32n) | BigInt(word), 0n);
}

/** F, G, H and I of the RFC. */
function mixed(round: number, b: number, c: number, d: number): number {
  switch (round) {
    case 0:
      return (b & c) | (~b & d);
    case 1:
      return (b & d) | (c & ~d);
    case 2:
      return b ^ c ^ d;
    default:
      return c ^ (b | ~d);
  }
}

/** Word of the block that a step takes in. */
function wordOf(round: number, step: number): number {
  switch (round) {
    case 0:
      return step;
    case 1:
      return (5 * step + 1) & 15;
    case 2:
      return (3 * step + 5) & 15;
    default:
      return (7 * step) & 15;
  }
}

/** The bytes as little-endian words: a one, zeros to the end of a block, the length in bits. */
function padded(bytes: Uint8Array): Int32Array {
  const words = new Int32Array(((bytes.length + 8) >> 6) * 16 + 16);
  bytes.forEach((byte, at) => {
    words[at >> 2]! |= byte << ((at & 3) * 8);
  });
  words[bytes.length >> 2]! |= 0x80 << ((bytes.length & 3) * 8);
  words[words.length - 2] = bytes.length << 3;
  words[words.length - 1] = bytes.length >>> 29;
  return words;
}

/** The bytes of a word in the other order, as an unsigned number. */
function reversed(word: number): number {
  return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
