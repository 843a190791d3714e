/** What the generic grid does in words. It is no product: these are rules of this simulator, chosen close to what such grids have in common. */
import type { Conduct } from './conduct.ts';

const source = 'rule of this simulator, as partitioned grids have it in common';
const assumed = { source, basis: 'assumed' } as const;

export const genericConduct: Conduct = {
  goodFor: {
    text: 'A design before the product is chosen, and everything that only this grid has here: autoscaling, regions, quorum and replicated maps.',
    ...assumed,
  },
  processDies: {
    text: 'Synchronous backups: nothing that was acknowledged, as long as a copy is left. Asynchronous: what the process had sent still arrives. Without backups: everything it held.',
    ...assumed,
  },
  hostLost: {
    text: 'As a process. With the link, asynchronous writes of the last one-way delay are lost, too. Detection is by silence either way, so it takes as long.',
    ...assumed,
  },
  networkSplits: {
    text: 'promotion majority: the smaller side stops when it has noticed; what it acknowledged before is lost unless the map merges. any-side: both go on, and the merge policy decides what stays.',
    ...assumed,
  },
  everythingDies: {
    text: 'Everything that is not in the store, write-behind queues included.',
    ...assumed,
  },
  persistence: {
    text: 'Members keep no disk. A map may stand before a store: write-through, write-behind with the queue on backups or not, read-through.',
    ...assumed,
  },
  versions: { text: 'There is one.', ...assumed },
  measured: {
    text: 'Nothing on a cluster. Detection, queues, copies and quorums are held against closed forms (oracles.md).',
    source: 'references/oracles.md',
    basis: 'source',
  },
};
