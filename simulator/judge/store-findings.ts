/**
 * What the durable store looks like after the run: the list of what differs from the grid, what the pumps gave up, and the damage that
 * the guide's own pump does.
 */
import type { Finding } from '../model/result.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Difference, ReplicationSummary } from '../run/replication-summary.ts';
import { meanCount, short } from './finding-parts.ts';

export function storeFindings(scenario: Scenario, summaries: readonly ReplicationSummary[]): Finding[] {
  return [...reconciliation(scenario, summaries), ...dropped(summaries), ...disorder(scenario, summaries)];
}

function reconciliation(scenario: Scenario, summaries: readonly ReplicationSummary[]): Finding[] {
  const total = (kind: Difference['kind']) => meanCount(summaries, kind);
  const example = summaries.find(({ differences }) => differences.length > 0);
  if (example === undefined) return [];
  const behind = total('storeMissing') + total('storeStale');
  return [
    {
      severity: 'warning',
      code: 'store-differs',
      text: `After settling ${short(total('storeMissing'))} rows a replication are missing in the store, ${short(total('storeStale'))} are older than the grid and ${short(total('storeNewer'))} newer. Replication ${example.replication}: ${example.differences.map(shown).join('; ')}.`,
      advice: adviceOn(scenario, behind),
    },
  ];
}

function adviceOn(scenario: Scenario, behind: number): string {
  const kinds = scenario.design.maps.map(({ persistence }) => persistence.kind);
  if (behind === 0)
    return 'Load the newer rows back into the grid, or replicate synchronously so that the grid keeps them.';
  return kinds.includes('seedPump')
    ? 'Use writeBehind: it keeps the order of each key, tries a failed batch again in place and merges writes.'
    : 'Write the listed keys again from the grid; queueOnBackups, a longer run.settle or write-through avoid the difference.';
}

/** One key as a reader compares it: `orders/17 store older (grid has write 210, store 140)`. */
function shown({ kind, map, key, grid, store }: Difference): string {
  const side = kind === 'storeMissing' ? 'not in the store' : kind === 'storeStale' ? 'grid newer' : 'store newer';
  const write = (number: number) => (number === 0 ? 'none of this run' : `write ${number}`);
  return `${map}/${key} ${side} (grid: ${write(grid)}, store: ${write(store)})`;
}

function dropped(summaries: readonly ReplicationSummary[]): Finding[] {
  const causes = new Map<string, number>();
  for (const { dropCauses } of summaries)
    for (const [cause, count] of Object.entries(dropCauses)) causes.set(cause, (causes.get(cause) ?? 0) + count);
  return [...causes].map(([cause, count]) => ({
    severity: 'warning',
    code: 'rows-dropped',
    text: `A data pump gave up ${short(count / summaries.length)} entries a replication: ${cause}.`,
    advice:
      'The grid still holds them and the store never will: allow more retries or a longer queue, or reject writes.',
  }));
}

function disorder(scenario: Scenario, summaries: readonly ReplicationSummary[]): Finding[] {
  const [back, twice, missed] = [
    meanCount(summaries, 'rowsSetBack'),
    meanCount(summaries, 'rowsWrittenTwice'),
    meanCount(summaries, 'updatesWithoutRow'),
  ];
  // A promoted backup of Hazelcast stores again what its store has, in order.
  if (back + missed + (scenario.design.product.kind === 'hazelcast' ? 0 : twice) === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'pump-out-of-order',
      text: `A replication, the pump set ${short(back)} rows of the store back to an older value, wrote ${short(twice)} rows twice and sent ${short(missed)} updates before the insert of their row.`,
      advice: 'Keep the order of each key: try a failed batch again in place, and do not group a batch by operation.',
    },
  ];
}
