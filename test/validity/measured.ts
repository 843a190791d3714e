/**
 * The measurements of real Redis clusters, as kept in measured/: one file a fault, one sorted list a quantity.
 *
 * Origin: Redis 7.0.15 (Debian 12) on one machine of 2 cores, all traffic on loopback, default configuration but for the node timeout. Times
 * are from the servers' own logs (FAIL, election won, cluster state) and from one client that writes to every shard each 10 ms (write
 * outages: longest gap between two acknowledged writes); lost writes were counted by reading back every acknowledged one. Milliseconds
 * after the fault unless the name says otherwise. Other jobs ran on the machine: single gaps of 0.1 to 0.25 s are stalls of it.
 */
import { readFileSync } from 'node:fs';

export interface Measured {
  readonly trials: number;
  readonly quantities: Readonly<Record<string, readonly number[]>>;
}

export function measuredOf(name: string): Measured {
  return JSON.parse(readFileSync(new URL(`measured/${name}.json`, import.meta.url), 'utf8')) as Measured;
}
