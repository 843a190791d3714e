/**
 * The WARS model as scenario text (oracle P02: Bailis et al., Probabilistically Bounded Staleness, VLDB 2012, Table 3 and section 5.5): clients
 * coordinate, the network adds nothing, each of the four legs is drawn anew for each replica, and every key is written once.
 */
import { scenario } from './scenario-oracle.ts';

const LNKD_SSD =
  '{mixture: [{weight: 91.22%, of: {pareto: {minimum: 235us, shape: 10}}}, {weight: 8.78%, of: {exponential: 602410ns}}]}';
const LNKD_DISK_WRITE =
  '{mixture: [{weight: 38%, of: {pareto: {minimum: 1050us, shape: 1.51}}}, {weight: 62%, of: {exponential: 5464481ns}}]}';

/** Laws of the leg of writes, and of the three others. */
export const laws = {
  ssd: { write: LNKD_SSD, others: LNKD_SSD },
  disk: { write: LNKD_DISK_WRITE, others: LNKD_SSD },
  exponential: (rate: number) => ({
    write: `{exponential: ${Math.round(1e6 / rate)}ns}`,
    others: '{exponential: 1ms}',
  }),
};

export interface WarsCase {
  readonly law: { readonly write: string; readonly others: string };
  readonly read: number;
  readonly write: number;
  /** Writes, 10 000 a second. */
  readonly writes: number;
  /** A read so long after each commit, in ms; the sources are called after-0, after-1, … */
  readonly after: readonly number[];
}

export function wars({ law, read, write, writes, after }: WarsCase): string {
  const { others } = law;
  const legs = `{write: ${law.write}, acknowledge: ${others}, request: ${others}, response: ${others}}`;
  const readers = after.map(
    (delay, index) =>
      `  - {name: after-${index}, map: rows, op: get, after: {source: writers, delay: ${Math.round(delay * 1e6)}ns}, client: {timeout: 1h}}`,
  );
  return scenario(
    'wars',
    `
design:
  members: 3
  network: none
  maps:
    - name: rows
      entries: 1T
      kind: {quorum: {replicas: 3, read: ${read}, write: ${write}, coordinator: client, legs: ${legs}}}
workload:
  - {name: writers, map: rows, op: put, rate: 10k/s, arrivals: constant, client: {timeout: 1h}}
${readers.join('\n')}
run: {duration: ${writes / 10_000 + 1}s, warmup: 1s}
expect: ["responseTime{workload:writers} p999 < 1h"${readers.length > 0 ? ', "responseTime{workload:after-0} p999 < 1h"' : ''}]
`,
  );
}
