/** How every generator of random scenarios writes down what it drew. One line an entry, because some tests change single lines of it. */

export interface RandomScenario {
  readonly text: string;
  /** Everything must work again before the end. */
  readonly heals: boolean;
  /** False: something in it loses or keeps writes in a way that the witness does not know. Absent: true. */
  readonly witnessed?: boolean;
}

export interface DrawnScenario {
  readonly name: string;
  readonly number: number;
  /** Of `design:`, without its maps. */
  readonly design: readonly string[];
  readonly maps: readonly string[];
  readonly middleware?: string | undefined;
  readonly sources: readonly string[];
  /** s. */
  readonly duration: number;
  readonly settle: number;
  readonly eventLimit: number;
  readonly faults: readonly string[];
}

export function scenarioText(drawn: DrawnScenario): string {
  const { name, number, middleware, duration, settle, eventLimit } = drawn;
  const lines = [
    'apiVersion: sba/v1',
    `name: ${name}-${number}`,
    'question: Does anything impossible happen?',
    'design:',
    ...drawn.design.map((setting) => `  ${setting}`),
    '  maps:',
    ...drawn.maps.map((map) => `    - ${map}`),
    ...(middleware === undefined ? [] : [`  middleware: ${middleware}`]),
    'workload:',
    ...drawn.sources.map((source) => `  - ${source}`),
    `run: {duration: ${duration}s, warmup: 0s, settle: ${settle}s, seed: ${number}, eventLimit: ${eventLimit}}`,
    'faults:',
    ...drawn.faults.map((fault) => `  - ${fault}`),
  ];
  return `${lines.join('\n')}\n`;
}
