/**
 * Who is primary of what under which epoch, as it spreads in the headers of PING and PONG and in UPDATE (clusterProcessPacket,
 * clusterUpdateSlotsConfigWith).
 *
 * The claim with the greater configEpoch wins a shard. A node whose own shard (or whose primary's) went to another becomes the replica
 * of that one. Whoever sees an outdated claim sends the claimant an UPDATE about the true owner.
 * Left out: slot migration, epoch collisions (every election has its own epoch and the first epochs differ).
 */
import type { MembershipListener } from '../membership.ts';
import type { Header, PacketPool } from './packets.ts';
import { NOBODY, type Views } from './views.ts';

export class Configuration {
  readonly #views: Views;
  readonly #pool: PacketPool;
  readonly #listener: MembershipListener;
  /** Header the node would send now, −1 when it must be made anew. */
  readonly #headerOf: Int32Array;
  /** Header of the subject that the observer has taken in completely, −1 for none. */
  readonly #seen: Int32Array;
  /** Nodes that have to judge the cluster state again once the packet is done. */
  readonly stale: Uint8Array;

  constructor(views: Views, pool: PacketPool, listener: MembershipListener) {
    this.#views = views;
    this.#pool = pool;
    this.#listener = listener;
    this.#headerOf = new Int32Array(views.count).fill(-1);
    this.#seen = new Int32Array(views.count * views.count).fill(-1);
    this.stale = new Uint8Array(views.count);
  }

  /** Index of the header that `node` sends now. A replica tells shard and configEpoch of its primary. */
  header(node: number): number {
    const known = this.#headerOf[node]!;
    if (known >= 0) return known;
    const views = this.#views;
    const row = node * views.count;
    const primary = views.primary[row + node]!;
    const owner = primary === NOBODY ? node : primary;
    const { currentEpoch, configEpoch, shardOf } = views;
    this.#pool.headers.push({
      primary,
      shard: shardOf[row + owner]!,
      currentEpoch: currentEpoch[node]!,
      configEpoch: configEpoch[row + owner]!,
    });
    this.#headerOf[node] = this.#pool.headers.length - 1;
    return this.#headerOf[node]!;
  }

  /** The node's own belief changed: its header is new, and claims it had found in order may not be so now. */
  changed(node: number): void {
    this.#headerOf[node] = -1;
    const row = node * this.#views.count;
    this.#seen.fill(-1, row, row + this.#views.count);
  }

  hasSeen(observer: number, sender: number, header: number): boolean {
    return this.#seen[observer * this.#views.count + sender] === header;
  }

  raiseEpoch(observer: number, epoch: number): void {
    if (epoch <= this.#views.currentEpoch[observer]!) return;
    this.#views.currentEpoch[observer] = epoch;
    this.changed(observer);
  }

  /** What every packet tells: the epochs. */
  readEpochs(observer: number, sender: number, header: Header): void {
    this.raiseEpoch(observer, header.currentEpoch);
    const pair = observer * this.#views.count + sender;
    if (header.configEpoch <= this.#views.configEpoch[pair]!) return;
    this.#views.configEpoch[pair] = header.configEpoch;
    this.changed(observer);
  }

  /**
   * What PING and PONG tell besides: role and shard.
   * @returns the node an UPDATE about which has to go to the sender, or NOBODY
   */
  readClaim(observer: number, sender: number, header: Header, index: number): number {
    const views = this.#views;
    const row = observer * views.count;
    this.#readRole(observer, sender, header.primary);
    const owner = header.primary === NOBODY ? sender : header.primary;
    if (views.shardOf[row + owner] === header.shard) {
      this.#seen[row + sender] = index;
      return NOBODY;
    }
    if (header.primary === NOBODY && header.shard !== NOBODY) {
      this.claim(observer, sender, header.shard, header.configEpoch);
    }
    if (header.shard === NOBODY) return NOBODY;
    const believed = views.ownerOf[observer * views.shards + header.shard]!;
    if (believed === sender || believed === NOBODY) return NOBODY;
    return views.configEpoch[row + believed]! > header.configEpoch ? believed : NOBODY;
  }

  #readRole(observer: number, sender: number, primary: number): void {
    const views = this.#views;
    const pair = observer * views.count + sender;
    if (views.primary[pair] === primary) return;
    if (views.primary[pair] === NOBODY && views.shardOf[pair] !== NOBODY) {
      views.assign(observer, views.shardOf[pair]!, NOBODY);
    }
    views.primary[pair] = primary;
    this.#mustJudge(observer);
  }

  /** `owner` claims the shard under `epoch`: believed if that is greater than the epoch of whoever has it. */
  claim(observer: number, owner: number, shard: number, epoch: number): void {
    const views = this.#views;
    const row = observer * views.count;
    if (owner === observer) return;
    const believed = views.ownerOf[observer * views.shards + shard]!;
    if (believed === owner || (believed !== NOBODY && views.configEpoch[row + believed]! >= epoch)) return;
    const ownPrimary = views.primary[row + observer]!;
    views.assign(observer, shard, owner);
    this.#mustJudge(observer);
    if (believed === NOBODY || believed !== (ownPrimary === NOBODY ? observer : ownPrimary)) return;
    views.primary[row + observer] = owner;
    this.#listener.demoted(observer, owner);
  }

  /** An UPDATE packet: `about` owns `shard` under `epoch`. */
  readUpdate(observer: number, about: number, shard: number, epoch: number): void {
    const views = this.#views;
    const pair = observer * views.count + about;
    if (about === observer || views.configEpoch[pair]! >= epoch) return;
    views.primary[pair] = NOBODY;
    views.configEpoch[pair] = epoch;
    this.#mustJudge(observer);
    if (shard !== NOBODY) this.claim(observer, about, shard, epoch);
  }

  /** `node` won the election over `predecessor`: it is primary and owner under `epoch`, in its own view. */
  promote(node: number, predecessor: number, epoch: number): void {
    const views = this.#views;
    const row = node * views.count;
    views.primary[row + node] = NOBODY;
    views.assign(node, views.shardOf[row + predecessor]!, node);
    if (views.configEpoch[row + node]! < epoch) views.configEpoch[row + node] = epoch;
    this.#mustJudge(node);
  }

  #mustJudge(observer: number): void {
    this.stale[observer] = 1;
    this.changed(observer);
  }
}
