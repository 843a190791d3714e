/** Sense of regions that are grids of their own: there are several, members divide evenly, and each can hold every copy. */
import type { DraftProblem } from './draft-problem.ts';
import { hasKey } from './sense-design.ts';
import { numbered, type SenseView } from './sense-view.ts';

export function wanSense(view: SenseView): DraftProblem[] {
  if (!hasKey(view.file, 'wan')) return [];
  return [...regions(view), ...queue(view), ...product(view), ...middleware(view), ...maps(view), ...sources(view)];
}

function regions({ understood: { design } }: SenseView): DraftProblem[] {
  const { regions, members, backups } = design;
  if (regions === undefined || regions.includes(undefined)) return [];
  const count = regions.length;
  if (count < 2 || count > 30) {
    const expected = 'two to thirty regions beside wan, since it is what they send one another';
    const suggestion = 'add a region to design.regions, or remove wan';
    return [{ path: ['design', 'wan'], found: `${count} region${count === 1 ? '' : 's'}`, expected, suggestion }];
  }
  if (members === undefined || backups === undefined) return [];
  const each = Math.max(backups + 1, Math.ceil(members / count));
  if (members % count === 0 && members / count > backups) return [];
  return [
    {
      path: ['design', 'members'],
      found: `${members} members in ${count} regions, ${backups + 1} copies of everything in each`,
      expected: `a multiple of ${count}, and in each region more members than backups`,
      suggestion: `write members: ${each * count}`,
    },
  ];
}

function product({ understood: { design } }: SenseView): DraftProblem[] {
  const kind = design.product?.kind;
  if (kind === undefined || kind === 'generic' || kind === 'hazelcast') return [];
  const expected = `product: generic or hazelcast beside wan (${kind} has no replication between regions of its own)`;
  return [{ path: ['design', 'wan'], found: kind, expected, suggestion: 'remove wan' }];
}

function queue({ understood: { design } }: SenseView): DraftProblem[] {
  const { wan } = design;
  if (wan?.queueLimit === undefined) return [];
  return (['queueCapacity', 'queueFull'] as const)
    .filter((field) => wan[field] !== undefined)
    .map((field) => ({
      path: ['design', 'wan', field],
      found: `queueLimit and ${field}`,
      expected: 'one way to bound the queue: queueLimit, or queueCapacity with queueFull as Hazelcast says it',
      suggestion: 'remove queueLimit',
    }));
}

/** What a map cannot have where each region keeps all of it. */
const whole = ['reader', 'eviction', 'nearCache', 'kind'] as const;

function middleware({ understood: { design } }: SenseView): DraftProblem[] {
  if (design.middleware === undefined) return [];
  const expected =
    'no middleware beside wan: one balancer would send requests over the ocean, and one for each region is not simulated';
  return [
    {
      path: ['design', 'middleware'],
      found: 'middleware, with a grid in every region',
      expected,
      suggestion: 'remove middleware, or wan',
      atKey: true,
    },
  ];
}

function maps({ understood: { design } }: SenseView): DraftProblem[] {
  return numbered(design.maps).flatMap(([index, map]) =>
    whole
      .filter((field) => map[field] !== undefined)
      .map((field) => ({
        path: ['design', 'maps', index, field],
        found: `${field}, with a grid in every region`,
        expected: `no ${field} beside wan: every region begins with all entries and keeps them`,
        suggestion: `remove ${field}, or wan`,
      })),
  );
}

function sources({ understood: { workload } }: SenseView): DraftProblem[] {
  return numbered(workload).flatMap(([index, { from }]) => {
    if (from !== 'beside-owner') return [];
    const expected = 'any-zone or a zone, since every region has an owner of the key';
    const path = ['workload', index, 'from'];
    return [{ path, found: 'beside-owner, with a grid in every region', expected, suggestion: 'write from: any-zone' }];
  });
}
