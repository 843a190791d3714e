/**
 * Copies on members at random, drawn anew for every replication: each partition on distinct members, all sets of them equally likely, whatever
 * zone they stand in. What even placement is compared with: fewer pairs of members have a partition in common, and shares are uneven.
 */

import type { RandomStream } from '../kernel/random-stream.ts';
import { hasReplicaSets } from '../model/product.ts';
import type { Scenario } from '../model/scenario.ts';
import { tableRules } from '../products/table-rules.ts';
import type { Layout } from './layout.ts';

/** The layout with copies at random, where the design asks for it; else as it is. */
export function placedFor({ design }: Scenario, layout: Layout, stream: () => RandomStream): Layout {
  if (hasReplicaSets(design.product) || tableRules(design.product).placement !== 'random') return layout;
  const placement = drawn(layout, design.members / layout.grids, stream());
  const stride = layout.backups + 1;
  const ownerOf = Int32Array.from({ length: layout.partitions }, (_, partition) => placement[partition * stride]!);
  return { ...layout, placement, ownerOf };
}

function drawn({ partitions, grids, backups }: Layout, members: number, stream: RandomStream): Int32Array {
  const stride = backups + 1;
  const placement = new Int32Array(partitions * stride);
  for (let partition = 0; partition < partitions; partition++) {
    const first = Math.floor((partition * grids) / partitions) * members;
    const left = Array.from({ length: members }, (_, member) => first + member);
    for (let copy = 0; copy < stride; copy++)
      placement[partition * stride + copy] = left.splice(stream.below(left.length), 1)[0]!;
  }
  return placement;
}
