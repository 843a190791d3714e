/** A small Redis Cluster that is written to, as scenario text, and what the parser refuses of one. */
import { parseScenario } from '../../simulator/model/parse-scenario.ts';

interface Case {
  readonly product?: string;
  readonly backups?: number;
  readonly network?: string;
  readonly map?: string;
  readonly client?: string;
  readonly source?: string;
  readonly faults?: string;
  readonly duration?: string;
}

export function redis({
  product = '',
  backups = 1,
  network = 'loopback',
  map = '',
  client = 'timeout: 300ms',
  source = 'every: 10ms, target: each-owner, from: beside-owner',
  faults = '',
  duration = '20s',
}: Case): string {
  return `apiVersion: sba/v1
name: redis-writes
question: What does an acknowledged write stand for?
design:
  product: {kind: redis-cluster, nodeTimeout: 2s${product}}
  members: ${3 * (backups + 1)}
  backups: ${backups}
  network: ${network}
  maps: [{name: rows, entries: 100, entrySize: 100B${map}}]
workload: [{name: writer, map: rows, op: put, ${source}, service: 0s, client: {${client}}}]
faults: [${faults}]
run: {duration: ${duration}, warmup: 0s}
`;
}

export function problems(text: string): string[] {
  const checked = parseScenario(text, { source: '<text>', parameters: {} });
  return checked.ok ? [] : checked.problems.map(({ path, found, suggestion }) => `${path}: ${found}; ${suggestion}`);
}
