/**
 * A 64-bit integer as two halves of 32 bits, with the wrapping arithmetic that Java's `long` has.
 *
 * A register that is changed in place, so that hashing a key allocates nothing and needs no BigInt. Low halves of products come from
 * pieces of 16 bits (Knuth, The Art of Computer Programming 2, 4.3.1, algorithm M), since a product of 32 bits does not fit a double.
 */

export class Word64 {
  /** Both halves as signed 32-bit integers. */
  high = 0;
  low = 0;

  set(high: number, low: number): void {
    this.high = high | 0;
    this.low = low | 0;
  }

  add(high: number, low: number): void {
    const sum = (this.low >>> 0) + (low >>> 0);
    this.low = sum | 0;
    this.high = (this.high + high + (sum > 0xffffffff ? 1 : 0)) | 0;
  }

  xor(high: number, low: number): void {
    this.high ^= high;
    this.low ^= low;
  }

  invert(): void {
    this.high = ~this.high;
    this.low = ~this.low;
  }

  multiply(high: number, low: number): void {
    const crossed = Math.imul(this.high, low) + Math.imul(this.low, high);
    this.high = (crossed + upperHalf(this.low, low)) | 0;
    this.low = Math.imul(this.low, low);
  }

  /** Adds itself shifted left by 1 to 31 bits. */
  addShifted(by: number): void {
    this.add((this.high << by) | (this.low >>> (32 - by)), this.low << by);
  }

  /** Exclusive or with itself shifted right by 1 to 31 bits, zeros coming in. */
  xorShifted(by: number): void {
    this.xor(this.high >>> by, (this.low >>> by) | (this.high << (32 - by)));
  }

  /** Rotates left by 1 to 63 bits, 32 excepted. */
  rotate(by: number): void {
    const turned = by > 32;
    const first = turned ? this.low : this.high;
    const second = turned ? this.high : this.low;
    const rest = by & 31;
    this.high = (first << rest) | (second >>> (32 - rest));
    this.low = (second << rest) | (first >>> (32 - rest));
  }
}

/** Bits 32 to 63 of the product of two unsigned 32-bit integers. */
function upperHalf(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const rest = aLow * bHigh + (middle & 0xffff);
  return aHigh * bHigh + (middle >>> 16) + (rest >>> 16);
}
