/** The product with its number of partitions: what a scenario leaves open may depend on how many members there are. */
import type { Product } from '../model/scenario.ts';
import { IGNITE2_PARTITIONS } from './ignite2-rules.ts';
import { ignite3Partitions } from './ignite3-rules.ts';

export function withPartitions(product: Product, members: number, backups: number): Product {
  if (product.kind !== 'ignite' || product.partitions !== undefined) return product;
  const partitions =
    product.version === '3' ? ignite3Partitions(members, product.cores ?? 8, backups + 1) : IGNITE2_PARTITIONS;
  return { ...product, partitions };
}
