/**
 * One element of an OR-set as one unit holds it, changed in place: the element is present while a live tag is left.
 *
 * Every add brings a tag (its write's number) and replaces the tags its unit had seen; a removal only takes those away. So an add that a
 * removal had not seen survives it, in whatever order the two arrive (optimised OR-set, Bieniusa et al. 2012).
 */
export class TagSet {
  readonly #live: Set<number>;
  /** Taken away, perhaps before they arrived. */
  readonly #dead = new Set<number>();

  constructor(live: Iterable<number>) {
    this.#live = new Set(live);
  }

  get live(): readonly number[] {
    return [...this.#live];
  }

  add(tag: number): void {
    if (!this.#dead.has(tag)) this.#live.add(tag);
  }

  takeAway(tags: readonly number[]): void {
    for (const tag of tags) {
      this.#live.delete(tag);
      this.#dead.add(tag);
    }
  }

  copy(): TagSet {
    const copy = new TagSet(this.#live);
    for (const tag of this.#dead) copy.#dead.add(tag);
    return copy;
  }

  hasSameElement(other: TagSet): boolean {
    return this.#live.size === other.#live.size && this.live.every((tag) => other.#live.has(tag));
  }
}
