/** One thing that can be explained: its name, what sort of thing it is, the words, and where to go on. */
export const topicKinds = [
  'metric',
  'field',
  'value',
  'fault',
  'effect',
  'product',
  'verdict',
  'basis',
  'mode',
  'statistic',
  'formula',
  'word',
  'command',
  'exit code',
  'design number',
] as const;
export type TopicKind = (typeof topicKinds)[number];

export interface Topic {
  readonly name: string;
  readonly kind: TopicKind;
  readonly text: string;
  /** Other names under which it is found. */
  readonly also?: readonly string[];
  /** Names of related topics. */
  readonly see: readonly string[];
}
