/**
 * What the simulated grid of replica sets has to know of any product of that family: the rules that differ, as plain values. What a
 * protocol has to know besides, it takes from the settings of its own product (cluster-rules.ts for the bus of Redis Cluster).
 */
import { SECOND } from '../kernel/time.ts';
import type { ReplicaSetProduct } from '../model/scenario.ts';

export interface ReplicaSetRules {
  /** Good replicas without which a primary refuses writes; undefined: it takes them alone. */
  readonly minReplicasToWrite?: number | undefined;
  /** Age in ns at which a replica's last acknowledgement makes it a bad one; whole seconds. */
  readonly minReplicasMaxLag?: number | undefined;
  /** When the append-only file of a primary is flushed; undefined: it has none. */
  readonly appendfsync?: 'always' | 'everysec' | 'no' | undefined;
  /** When a primary makes a snapshot (ns since the last one, writes since then); undefined: never. */
  readonly save?: readonly { readonly after: number; readonly changes: number }[] | undefined;
  /** Bytes per second of a full synchronisation. */
  readonly syncBandwidth: number;
}

/** How a replica that lags is brought up to date again: bytes, and times in ns. */
export interface ResynchronisationSettings {
  readonly backlog: number;
  readonly timeout: number;
  readonly delay: number;
  readonly buffer: { readonly hard: number; readonly soft: number; readonly softTime: number };
}

const MEBIBYTE = 1_048_576;
/** Defaults of config.c: repl-timeout 60 s, repl-diskless-sync-delay 5 s, client-output-buffer-limit replica 256mb 64mb 60. */
const TIMEOUT = 60 * SECOND;
const DELAY = 5 * SECOND;
const BUFFER = { hard: 256 * MEBIBYTE, soft: 64 * MEBIBYTE, softTime: 60 * SECOND };

/** Undefined where none of the four settings is given: replicas then catch up from wherever they are. Else the rest is as by default. */
export function resynchronisationRules(product: ReplicaSetProduct): ResynchronisationSettings | undefined {
  const { replBacklogSize, replTimeout, replDisklessSyncDelay, replicaOutputBufferLimit } = product;
  const given = [replBacklogSize, replTimeout, replDisklessSyncDelay, replicaOutputBufferLimit];
  if (given.every((setting) => setting === undefined)) return undefined;
  return {
    backlog: replBacklogSize ?? defaultBacklog(product),
    timeout: replTimeout ?? TIMEOUT,
    delay: replDisklessSyncDelay ?? DELAY,
    buffer: replicaOutputBufferLimit ?? BUFFER,
  };
}

/** `repl-backlog-size` where it is not given: 1 MB, of Valkey from 8.1 on 10 MB. */
function defaultBacklog(product: ReplicaSetProduct): number {
  const isLarge = product.kind === 'valkey' && (product.version === '8.1' || product.version === '9.0');
  return isLarge ? 10 * MEBIBYTE : MEBIBYTE;
}

export function replicaSetRules(product: ReplicaSetProduct): ReplicaSetRules {
  return product;
}
