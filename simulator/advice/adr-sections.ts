/**
 * The sections of the decision record, each from evidence to lines. A sentence whose number the results do not hold is left out; a verdict
 * that is inconclusive or not exercised is said to be so and speaks neither for nor against an option.
 */
import type { AdrOption, EvidencedRun } from './adr-options.ts';
import type { Evidence, WholeRun } from './evidence.ts';

/** What was asked, once a question. */
export function problemLines(evidence: Evidence, runs: readonly EvidencedRun[]): readonly string[] {
  const asked = new Map<string, string>();
  for (const { run, scenario } of runs) {
    if (scenario === undefined || asked.has(scenario.question)) continue;
    const background = scenario.description === undefined ? '' : ` ${oneLine(scenario.description)}`;
    asked.set(
      scenario.question,
      `${oneLine(scenario.question)}${background} ${evidence.cite(run, 'scenario', 'digest')}`,
    );
  }
  return spaced([...asked.values()]);
}

/** The targets: every expectation, with the runs that put it to the test. */
export function driverLines(evidence: Evidence, runs: readonly EvidencedRun[]): readonly string[] {
  const drivers = new Map<string, string[]>();
  for (const { run } of runs) {
    for (const [index, { text }] of run.expectations.entries()) {
      drivers.set(text, [...(drivers.get(text) ?? []), evidence.cite(run, 'expectations', index, 'text')!]);
    }
  }
  return [...drivers].map(([text, cited]) => `* \`${text}\` ${cited.join(' ')}`);
}

/** Each option with what makes it up. */
export function optionLines(evidence: Evidence, options: readonly AdrOption[]): readonly string[] {
  return options.map(({ label, runs }) => {
    const { run, scenario } = runs[0]!;
    const parameters = Object.entries(run.scenario.parameters).map(([name, value]) => `${name} = ${value}`);
    const product = scenario === undefined ? run.scenario.name : scenario.design.product.kind;
    const settings = parameters.length === 0 ? '' : ` with ${parameters.join(', ')}`;
    const cited = runs.map(({ run: each }) => evidence.cite(each, 'scenario', 'parameters')).join(' ');
    return `* ${label}: ${product}${settings}, by scenario ${[...new Set(runs.map((each) => each.run.scenario.name))].join(', ')} ${cited}`;
  });
}

/** The one option whose runs all passed; otherwise why there is no choice. */
export function chosenOption(options: readonly AdrOption[]): AdrOption | undefined {
  const passed = options.filter(({ verdict }) => verdict === 'pass');
  return passed.length === 1 ? passed[0] : undefined;
}

export function outcomeLines(evidence: Evidence, options: readonly AdrOption[]): readonly string[] {
  const chosen = chosenOption(options);
  const verdicts = (option: AdrOption): string =>
    option.runs.map(({ run }) => `${run.verdict} ${evidence.cite(run, 'verdict')}`).join(', ');
  if (chosen !== undefined) {
    const others = options
      .filter((option) => option !== chosen)
      .map((option) => `${option.label} did not (${verdicts(option)})`);
    const alone =
      options.length === 1
        ? ' It is the only option that was simulated; nothing is said about others.'
        : ` ${others.join('; ')}.`;
    return [
      `Chosen option: "${chosen.label}", because every expectation of its runs passed (${verdicts(chosen)}).${alone}`,
    ];
  }
  const passed = options.filter(({ verdict }) => verdict === 'pass');
  const reason =
    passed.length === 0
      ? 'no option passed every expectation'
      : 'the evidence does not separate the options that passed';
  return [`No option is chosen: ${reason}.`, '', ...options.map((option) => `* ${option.label}: ${verdicts(option)}`)];
}

/** For and against one option: what held, what did not, what was not shown, what the findings warn of. */
export function argumentLines(evidence: Evidence, { runs }: AdrOption): readonly string[] {
  return runs.flatMap(({ run }) => [
    ...run.expectations.map((_, index) => judgedLine(evidence, run, index)),
    ...run.findings.flatMap((finding, index) => {
      if (finding.severity === 'note') return [];
      const advice = finding.advice === undefined ? '' : ` ${oneLine(finding.advice)}`;
      return [`* Bad, because ${oneLine(finding.text)}${advice} ${evidence.cite(run, 'findings', index, 'text')}`];
    }),
  ]);
}

function judgedLine(evidence: Evidence, run: WholeRun, index: number): string {
  const { text, verdict } = run.expectations[index]!;
  const measured = measuredText(evidence, run, index);
  const where = evidence.cite(run, 'expectations', index, 'verdict');
  switch (verdict) {
    case 'pass':
      return `* Good, because \`${text}\` holds${measured} ${where}`;
    case 'fail':
      return `* Bad, because \`${text}\` does not hold${measured} ${where}`;
    case 'inconclusive':
      return `* Neutral, because \`${text}\` is inconclusive${measured}; ${why(evidence, run, index)} ${where}`;
    case 'not exercised':
      return `* Neutral, because \`${text}\` was not exercised; ${why(evidence, run, index)} ${where}`;
  }
}

function why(evidence: Evidence, run: WholeRun, index: number): string {
  return `${oneLine(run.expectations[index]!.explanation)} ${evidence.cite(run, 'expectations', index, 'explanation')}`;
}

function measuredText(evidence: Evidence, run: WholeRun, index: number): string {
  const number = (key: string): string | undefined => evidence.number(run, 'expectations', index, key);
  const estimate = number('estimate');
  if (estimate === undefined) return '';
  const low = number('low') ?? 'unbounded';
  const high = number('high') ?? 'unbounded';
  const limit = number('limit');
  return `: estimate ${estimate}, interval ${low} to ${high}${limit === undefined ? '' : `, limit ${limit}`}, replications ${number('n')}`;
}

/** How anyone checks it again: the command of each run and what it must give. */
export function confirmationLines(
  evidence: Evidence,
  runs: readonly EvidencedRun[],
  commandOf: (run: WholeRun) => string,
): readonly string[] {
  return runs.flatMap(({ run }) => [
    `Run \`${run.scenario.name}\` again: the verdict is ${run.verdict} ${evidence.cite(run, 'verdict')} and the trace digest is the same ${evidence.cite(run, 'traceDigest')}.`,
    '',
    '```sh',
    commandOf(run),
    '```',
    '',
  ]);
}

export function spaced(paragraphs: readonly string[]): readonly string[] {
  return paragraphs.flatMap((paragraph, index) => (index === 0 ? [paragraph] : ['', paragraph]));
}

/** Text of a scenario on one line, without tags, fences or what would start a heading, a list or a rule. */
export function oneLine(text: string): string {
  const line = text.trim().replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ');
  return line
    .replaceAll('<', '&lt;')
    .replaceAll('```', "'''")
    .replace(/^([#>+*=~|-])/, '\\$1');
}
