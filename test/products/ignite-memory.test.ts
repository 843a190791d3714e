/**
 * Memory of Ignite 2: sizes of rows from the source, the checkpoint buffer, and the worked example of GridGain's capacity planning
 * (grid-products.md 5.3 and 6.2).
 */
import { describe, expect, it } from 'vitest';
import {
  capacityPlan,
  checkpointBuffer,
  defaultRegion,
  entryBytesOf,
  rowBytes,
  rowBytesInPage,
  rowsPerPage,
} from '../../simulator/products/ignite-memory.ts';

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

  it('fills a page of 4 KiB with three rows of 1 KiB; a row of 8 KiB takes several pages', () => {
    expect(rowsPerPage(kibibyte)).toBe(3);
    expect(rowsPerPage({ key: 'long', value: { object: 8192 } })).toBe(0);
  });
});

describe('regions', () => {
  it('have a checkpoint buffer that grows with them between limits', () => {
    expect([512 * MB, 128 * MB, 4 * GB, 20 * GB].map(checkpointBuffer)).toEqual([256 * MB, 128 * MB, GB, 2 * GB]);
  });

  it('take a fifth of the memory by default', () => {
    expect(defaultRegion(64 * GB)).toBe(Math.floor(12.8 * GB));
  });
});

describe('the capacity planning example of GridGain', () => {
  it('comes to 6,278 MB, of which 5,078 are MiB of data', () => {
    const plan = { entries: 2_000_000, entryBytes: 1024, backups: 1, nodes: 4, indexes: 0.3, nodeOverhead: 300 };
    expect(capacityPlan(plan)).toEqual({ data: 4_096_000_000, indexed: 5_324_800_000, dataMib: 5078, total: 6278 });
  });
});
