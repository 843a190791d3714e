/** One thing that can be explained: its name, what sort of thing it is, the words, and where to go on. */
export const topicKinds = [
  'metric',
  'field',
  'fault',
  'effect',
  'product',
  'verdict',
  'basis',
  'mode',
  'statistic',
  'formula',
  'command',
  'exit code',
  'design number',
] as const;
export type TopicKind = (typeof topicKinds)[number];

export interface Topic {
  readonly name: string;
  readonly kind: TopicKind;
  readonly text: string;
  /** Names of related topics. */
  readonly see: readonly string[];
}
