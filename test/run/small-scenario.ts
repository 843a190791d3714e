/** A small scenario as text, of which a test says only what it is about. */
export interface SmallScenario {
  readonly product?: string;
  readonly zones?: number;
  readonly members?: number;
  readonly backups?: number;
  readonly network?: string;
  readonly units?: string;
  /** Properties of the one map, besides its name. */
  readonly map?: string;
  readonly store?: string;
  readonly workload: readonly string[];
  readonly duration?: string;
  readonly settle?: string;
  readonly faults?: readonly string[];
}

/** Heartbeats twice a second; a member is suspected after two seconds. */
export const PRODUCT =
  '{kind: generic, partitions: 12, heartbeatInterval: 500ms, heartbeatTimeout: 2s, migrationBandwidth: 50MiB}';

export function smallScenario(parts: SmallScenario): string {
  const list = (entries: readonly string[]) => entries.map((entry) => `  - ${entry}\n`).join('');
  return `apiVersion: sba/v1
name: small
question: Does it behave as such a grid should?
design:
  product: ${parts.product ?? PRODUCT}
  regions: [{name: eu, zones: ${parts.zones ?? 3}}]
  members: ${parts.members ?? 3}
  backups: ${parts.backups ?? 1}
  network: ${parts.network ?? 'three-zones'}
${parts.units === undefined ? '' : `  units: ${parts.units}\n`}  maps:
    - {name: map, ${parts.map ?? 'entries: 1000'}}
${parts.store === undefined ? '' : `  store: ${parts.store}\n`}workload:
${list(parts.workload)}run: {duration: ${parts.duration ?? '10s'}, warmup: 0s, settle: ${parts.settle ?? '60s'}, seed: 1}
${parts.faults === undefined || parts.faults.length === 0 ? '' : `faults:\n${list(parts.faults)}`}`;
}
