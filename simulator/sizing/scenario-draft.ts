/**
 * A design card as a scenario that runs: readable YAML with a comment wherever a number was chosen or derived.
 *
 * Used by `sba init`, by sizing and by the tools that simulate one thing. The text uses only the vocabulary of model/, so that a reader can
 * go on from it by hand. How long it runs is scenario-load.ts, what it expects is scenario-expectations.ts.
 */
import { hasReplicaSets } from '../model/product.ts';
import { byteText, countText, durationText, rateText, shareText } from '../model/quantity-text.ts';
import type { SizingCard } from '../model/sizing-card.ts';
import type { Loss } from '../products/product-profile.ts';
import { type ChosenDesign, chooseDesign, MAP_NAME, runnableMembers } from './chosen-design.ts';
import { batchAt, STORE_LATENCY } from './design-pump.ts';
import { type DraftedExpectation, expectationsOf } from './scenario-expectations.ts';
import { EVENT_LIMIT, type ScenarioLoad, scenarioLoad } from './scenario-load.ts';

export interface DraftOptions {
  /** Kebab-case. */
  readonly name: string;
  readonly question: string;
  /** At 20 s the process of a primary dies (crash, the default) or its host goes silent (host-loss); none: a calm run. */
  readonly fault?: Loss | 'none';
  /** Lines put above everything else, without `#`. */
  readonly preface?: readonly string[];
}

/** YAML text of a scenario for the card. Members that the card leaves open are chosen as `size` chooses them. */
export function draftScenario(card: SizingCard, options: DraftOptions): string {
  return draftDesign(chooseDesign(card), options);
}

/** As `draftScenario`. Members that no scenario can hold (a fraction of a shard, fewer than copies) are raised, and the text says so. */
export function draftDesign(sized: ChosenDesign, options: DraftOptions): string {
  const members = runnableMembers(sized.profile, sized.members, sized.card.backups);
  const isSame = members === sized.members;
  const design = isSame ? sized : chooseDesign({ ...sized.card, members });
  const change = `${sized.members} members cannot run with ${sized.card.backups + 1} copies of everything; this scenario has ${members}.`;
  const { fault = 'crash' } = options;
  const loss = fault === 'none' ? undefined : fault;
  const load = scenarioLoad(design, loss);
  const lines = [
    ...[...(options.preface ?? []), ...(isSame ? [] : [change])].map((line) => `# ${line}`),
    'apiVersion: sba/v1',
    `name: ${options.name}`,
    `question: ${JSON.stringify(options.question)}`,
    ...parameterLines(design),
    ...designLines(design, load),
    ...workloadLines(design, load),
    ...runLines(load),
    ...(loss === undefined ? [] : faultLines(design, load, loss)),
    ...expectLines(expectationsOf(design, load, loss)),
  ];
  return `${lines.join('\n')}\n`;
}

function parameterLines({ card, profile, members }: ChosenDesign): string[] {
  const timeout = `${profile.patience.field}: ${durationText(profile.patience.value)}`;
  return [
    '',
    '# Change one without editing: sba run FILE --param members=9',
    `parameters: {members: ${members}, backups: ${card.backups}, ${timeout}}`,
  ];
}

function designLines(design: ChosenDesign, { scale }: ScenarioLoad): string[] {
  const { card, product, members, primaries, replication, network } = design;
  const copies = hasReplicaSets(product)
    ? `${primaries} primaries, ${members - primaries} replicas`
    : `${card.backups} backup${card.backups === 1 ? '' : 's'} of every partition`;
  return [
    '',
    'design:',
    `  product: ${productText(design)}`,
    `  regions: [{name: local, zones: ${card.zones}}]`,
    `  members: $members                # counting all: ${copies}`,
    '  backups: $backups',
    `  network: ${network}`,
    '  maps:',
    `    - name: ${MAP_NAME}`,
    `      entries: ${countText(design.entries)}${card.growth > 0 ? `                # ${countText(card.entries)} grown by ${shareText(card.growth)}` : ''}`,
    `      entrySize: ${byteText(card.entrySize)}`,
    `      replication: ${replication}`,
    ...persistenceLines(card, scale),
  ];
}

function persistenceLines(card: SizingCard, scale: number): string[] {
  if (card.writeBehind === undefined) return ['      # No durable store: memory is all there is.'];
  return [
    `      persistence: {writeBehind: {delay: ${durationText(card.writeBehind)}, batch: ${batchAt(scale)}, coalesce: true}}`,
    card.storeWrites === undefined
      ? `  store: {latency: ${durationText(STORE_LATENCY)}}              # an assumption; no limit on rows per second was given`
      : `  store: {writesPerSecond: ${rateText(card.storeWrites / scale)}, latency: ${durationText(STORE_LATENCY)}}   # the latency is an assumption`,
  ];
}

function productText({ profile: { kind, settingsText, patience } }: ChosenDesign): string {
  return `{kind: ${kind}, ${settingsText}, ${patience.field}: $${patience.field}}`;
}

function workloadLines({ card }: ChosenDesign, { scale, probeEvery }: ScenarioLoad): string[] {
  const requests = card.reads + card.writes;
  const lines = ['', 'workload:'];
  if (requests > 0) {
    lines.push(
      '  - name: load',
      `    rate: ${rateText(requests / scale)}`,
      `    mix: ${mixText(card.writes / requests)}`,
      `    map: ${MAP_NAME}`,
      '    keys: uniform                  # as the closed forms assume; {zipf: 0.99} is nearer to most shops',
      `    service: {exponential: ${durationText(card.serviceTime * scale)}}`,
      `    client: {timeout: ${durationText(Math.max(1e9, 100 * card.serviceTime * scale))}, retries: 0}`,
    );
  }
  if (probeEvery > 0) {
    lines.push(
      '  - name: probe                    # one write to every owner each tick: sees outages with the resolution of the tick',
      `    every: ${durationText(probeEvery)}`,
      '    target: each-owner',
      '    op: put',
      `    map: ${MAP_NAME}`,
      '    service: 10us',
      '    client: {timeout: 300ms, retries: 0}',
    );
  }
  return lines;
}

/** Shares of puts and gets that add up to 100 % in text, too. */
function mixText(putShare: number): string {
  const put = Math.round(putShare * 1e6);
  return `{put: ${shareText(put / 1e6)}, get: ${shareText((1e6 - put) / 1e6)}}`;
}

function runLines({ duration, scale, events }: ScenarioLoad): string[] {
  const size = `about ${threeDigitsOf(events)} events a replication`;
  const note =
    scale === 1
      ? [`# True rates; ${size}.`]
      : [
          `# SCALED LOAD: rates are divided by ${scale} and service times multiplied by ${scale}, to keep a replication below ${countText(EVENT_LIMIT)} events`,
          `# (${size}). Utilisation, detection and failover are true; queueing times are ${scale} times as long,`,
          `# counts of writes a ${scale}th. For the true load put both back and give it time.`,
        ];
  return ['', ...note, `run: {duration: ${durationText(duration)}, warmup: auto, replications: auto, seed: 1}`];
}

function threeDigitsOf(events: number): string {
  return countText(Math.max(1, Number(events.toPrecision(2))));
}

function faultLines(
  { card: { backups }, profile, members, delay }: ChosenDesign,
  { crashAt }: ScenarioLoad,
  loss: Loss,
): string[] {
  const takesOver = backups > 0 && !('never' in profile.failover({ members, backups, delay }, loss));
  const cause = takesOver ? 'failover' : 'write-outage';
  return [
    '',
    'faults:',
    `  - {id: ${loss}, kind: ${loss}, target: {primaryOf: any}, at: ${durationText(crashAt)}, mustCause: [${cause}]}`,
  ];
}

function expectLines(expectations: readonly DraftedExpectation[]): string[] {
  if (expectations.length === 0) return [];
  const width = Math.max(...expectations.map(({ expectation }) => expectation.length));
  return [
    '',
    'expect:                            # limits from the closed forms: this run checks them',
    ...expectations.map(
      ({ expectation, because }) => `  - "${expectation}"${' '.repeat(width - expectation.length)}  # ${because}`,
    ),
  ];
}
