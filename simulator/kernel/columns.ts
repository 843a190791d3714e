/**
 * Columns of tables that grow: the same numbers in a typed array of at least the length asked for, which doubles when it must grow.
 *
 * One function a type and no generic one: asked at every new row, each sees one kind of array only.
 */

export function grownIntegers(column: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  if (length <= column.length) return column;
  const larger = new Int32Array(Math.max(length, 2 * column.length));
  larger.set(column);
  return larger;
}

export function grownDoubles(column: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  if (length <= column.length) return column;
  const larger = new Float64Array(Math.max(length, 2 * column.length));
  larger.set(column);
  return larger;
}

export function grownBytes(column: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  if (length <= column.length) return column;
  const larger = new Uint8Array(Math.max(length, 2 * column.length));
  larger.set(column);
  return larger;
}
