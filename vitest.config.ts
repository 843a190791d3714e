import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A minute or half of one each; begun last, they would leave the other processor idle. */
const longest = [
  'scenarios/transcripts',
  'oracles/scenario-wars',
  'mcp/stdio',
  'scenarios/shipped',
  'oracles/scenario-queueing',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return place < 0 ? longest.length : place;
    };
    // The sort is stable: all others keep the order that they have by themselves.
    return (await super.sort(files)).sort((left, right) => rank(left) - rank(right));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    pool: 'threads',
    // No module keeps state that another test could see, and loading all of them anew for each file took a fifth of the time.
    isolate: false,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
});
