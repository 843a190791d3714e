/** Memory of Ignite 2: sizes of rows from the source, the checkpoint buffer (grid-products.md 5.3 and 6.2). */
import { describe, expect, it } from 'vitest';
import { checkpointBuffer, entryBytesOf, rowBytes, rowBytesInPage } from '../../simulator/products/ignite-memory.ts';

const MB = 1024 * 1024;
const GB = 1024 * MB;

describe('a row of Ignite 2', () => {
  const kibibyte = { key: 'long', value: { object: 1024 } } as const;
  const text = { key: { object: 16 }, value: { object: 100 } } as const;

  it('is 1063 bytes for a Long and 1 KiB, 1067 in its page, 1079 with its place in the tree', () => {
    expect([rowBytes(kibibyte), rowBytesInPage(kibibyte), entryBytesOf(kibibyte)]).toEqual([1063, 1067, 1079]);
  });

  it('is 151 bytes for a text of 16 and 100 bytes, 155 in its page', () => {
    expect([rowBytes(text), rowBytesInPage(text)]).toEqual([151, 155]);
  });

  it('takes 4 bytes more in a shared group, in the row and in the tree', () => {
    expect(rowBytes({ ...text, inGroup: true })).toBe(155);
    expect(entryBytesOf({ ...text, inGroup: true }) - entryBytesOf(text)).toBe(8);
  });
});

describe('regions', () => {
  it('have a checkpoint buffer that grows with them between limits', () => {
    expect([512 * MB, 128 * MB, 4 * GB, 20 * GB].map(checkpointBuffer)).toEqual([256 * MB, 128 * MB, GB, 2 * GB]);
  });
});
