/**
 * Keys that become hot for a while: a share of the requests for a map asks for one key instead of the one it would have asked for.
 *
 * Whether a request is drawn to it comes from a stream of its own, used only while there is heat, and the key it would have asked for is
 * drawn all the same: so every other draw of the source stays what it was. Of several hot keys the one that became hot first has first call.
 */
import type { RandomStream } from '../kernel/random-stream.ts';

export interface Heat {
  /** Name of the map. */
  readonly map: string;
  /** Only requests of this source; null: of all sources of the map. */
  readonly source: string | null;
  readonly share: number;
  readonly key: number;
}

export class HotKeys {
  #heats: readonly Heat[] = [];

  heat(heat: Heat): void {
    this.#heats = [...this.#heats, heat];
  }

  cool(heat: Heat): void {
    this.#heats = this.#heats.filter((other) => other !== heat);
  }

  /** `choose` of a source, drawn to what is hot. */
  chooser(choose: () => number, map: string, source: string, stream: RandomStream): () => number {
    return () => {
      const key = choose();
      for (const heat of this.#heats) {
        const meant = heat.map === map && (heat.source === null || heat.source === source);
        if (meant && stream.uniform() < heat.share) return heat.key;
      }
      return key;
    };
  }
}
