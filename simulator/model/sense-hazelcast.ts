/** Sense of the settings of Hazelcast: times that go together, groups that can hold the copies, keys that fit their type. */
import type { DraftProblem } from './draft-problem.ts';
import type { HazelcastProduct } from './scenario.ts';
import { numbered, type SenseView, shownDuration, zonesOf } from './sense-view.ts';

const path = ['design', 'product'];
/** Keys are numbers from 0; an Integer ends here. */
const INTEGERS = 2 ** 31;

export function hazelcastSense(view: SenseView, product: HazelcastProduct): DraftProblem[] {
  return [...heartbeats(product), ...groups(view, product), ...keys(view, product), ...indeterminate(view, product)];
}

function heartbeats({ heartbeatInterval, maxNoHeartbeat }: HazelcastProduct): DraftProblem[] {
  if (maxNoHeartbeat > heartbeatInterval) return [];
  return [
    {
      path: [...path, 'maxNoHeartbeat'],
      found: `${shownDuration(maxNoHeartbeat)}, with a heartbeat every ${shownDuration(heartbeatInterval)}`,
      expected: 'a maxNoHeartbeat above the heartbeatInterval, or every member is removed between two heartbeats',
      suggestion: `write maxNoHeartbeat: ${shownDuration(5 * heartbeatInterval)}`,
    },
  ];
}

function groups(view: SenseView, { partitionGroup }: HazelcastProduct): DraftProblem[] {
  const zones = fewestZones(view);
  const { backups } = view.understood.design;
  if (partitionGroup !== 'zone-aware' || zones === undefined || backups === undefined || backups < zones) return [];
  return [
    {
      path: [...path, 'partitionGroup'],
      found: `zone-aware with ${zones} zone${zones === 1 ? '' : 's'}${view.understood.design.wan !== undefined ? ' in a region' : ''} and ${backups + 1} copies`,
      expected: 'a zone for each copy: Hazelcast puts no two copies into one group',
      suggestion: zones === 1 ? 'write per-member' : `write backups: ${zones - 1}, or per-member`,
    },
  ];
}

/** Zones of the grid that has the fewest: with wan each region is a grid of its own. */
function fewestZones(view: SenseView): number | undefined {
  const zones = zonesOf(view);
  if (zones === undefined || view.understood.design.wan === undefined) return zones?.length;
  return Math.min(...numbered(view.understood.design.regions).map(([, region]) => region.zones));
}

function keys(view: SenseView, { keyType }: HazelcastProduct): DraftProblem[] {
  if (keyType !== 'integer') return [];
  return numbered(view.understood.design.maps).flatMap(([index, { entries }]) =>
    entries <= INTEGERS
      ? []
      : [
          {
            path: ['design', 'maps', index, 'entries'],
            found: `${entries} entries with keyType: integer`,
            expected: `at most ${INTEGERS} keys, since these are numbers from 0 and an Integer holds no more`,
            suggestion: 'write keyType: long',
          },
        ],
  );
}

/** Only writes that wait for backups can find them silent. */
function indeterminate(view: SenseView, { failOnIndeterminateState }: HazelcastProduct): DraftProblem[] {
  const { backups, maps } = view.understood.design;
  if (failOnIndeterminateState !== true || backups === undefined) return [];
  const known = numbered(maps);
  const isAsync = known.length > 0 && known.every(([, { replication }]) => replication === 'async');
  if (backups > 0 && !isAsync) return [];
  return [
    {
      path: [...path, 'failOnIndeterminateState'],
      found:
        backups === 0
          ? 'failOnIndeterminateState with backups: 0'
          : 'failOnIndeterminateState, and every map is replication: async',
      expected: 'writes that wait for backups, whose silence it is about',
      suggestion: backups === 0 ? 'write backups: 1, or remove it' : 'write replication: sync, or remove it',
      atKey: true,
    },
  ];
}
