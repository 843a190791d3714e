/**
 * News that members of SWIM still have to pass on: each piece so many times, on pings, answers and packets of its own. Newer news of the
 * same member replaces what was waiting.
 */
import type { News } from './swim-views.ts';

interface Waiting {
  readonly news: News;
  left: number;
}

export class SwimGossip {
  readonly #waiting: Map<number, Waiting>[];
  readonly #repeats: number;

  constructor(members: number, repeats: number) {
    this.#waiting = Array.from({ length: members }, () => new Map());
    this.#repeats = repeats;
  }

  add(member: number, news: News): void {
    this.#waiting[member]!.set(news.subject, { news, left: this.#repeats });
  }

  hasNews(member: number): boolean {
    return this.#waiting[member]!.size > 0;
  }

  /** What rides on one packet of `member`. */
  take(member: number): News[] {
    const waiting = this.#waiting[member]!;
    const taken: News[] = [];
    for (const [subject, piece] of waiting) {
      taken.push(piece.news);
      if (--piece.left === 0) waiting.delete(subject);
    }
    return taken;
  }

  forget(member: number): void {
    this.#waiting[member]!.clear();
  }
}
