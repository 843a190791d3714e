/** The parts of a search that look at draws of uncertain inputs: what is demanded of a candidate, and how likely those that pass are. */
import type { Problem } from '../model/problem.ts';
import { leastLikely, refutedInDraws } from '../study/demanded-probability.ts';
import { type Demand, FEW, type Passing, type Refute, type Searched, type Try } from '../study/design-search.ts';
import { planDraws } from '../study/uncertainty-plan.ts';
import type { DrawCandidate, DrawnCandidate } from './find-draws.ts';

/** Closed forms that refute a candidate only when they do so in more draws than may fail. */
export function refuterOf(confidence: number, { seed }: { readonly seed?: number }): Refute {
  return (parsed, options) => {
    const { run } = parsed.scenario;
    const settings = { seed: seed ?? run.seed, replications: run.replications };
    const planned = planDraws(parsed.text, parsed, settings, options);
    return planned.ok ? refutedInDraws(parsed, planned.value, options, confidence) : undefined;
  };
}

export function demandOf(draw: DrawCandidate, confidence: number): Demand {
  return async (parameters, cost) => {
    const drawn = await draw(parameters, cost, confidence);
    if (drawn === undefined) return undefined;
    const { met, isEnough } = drawn;
    return isEnough ? { met } : { expectation: leastLikely(met).text, because: whyNot(drawn, confidence) };
  };
}

function whyNot({ met, planned }: DrawnCandidate, confidence: number): string {
  const failed = Math.round((1 - met.probability) * met.draws);
  return `${failed} of the first ${met.draws} draws break a promise, this one most often, so fewer than ${Number((100 * confidence).toPrecision(4))} % of ${planned} keep all`;
}

/** Whether a design will do: by its draws where a probability is demanded, else by the verdict at the medians. */
export function passesBy(run: Try, demand: Demand | undefined) {
  return async (parameters: Readonly<Record<string, string>>): Promise<boolean | undefined> => {
    if (demand === undefined) {
      const trial = await run(parameters);
      return trial === undefined ? undefined : trial.result.verdict === 'pass';
    }
    const glance = await run(parameters, { replications: FEW });
    const answer = glance === undefined ? undefined : await demand(parameters, glance.drawCost);
    return answer === undefined ? undefined : 'met' in answer;
  };
}

/** With the draws of the winner and the runner-up, where they were not demanded. */
export async function withLikelihoods(searched: Searched, draw: DrawCandidate): Promise<Searched> {
  const passing: Passing[] = [];
  let { complete } = searched;
  for (const [place, design] of searched.passing.entries()) {
    const isShown = place < 2 && complete && design.met === undefined;
    const drawn = isShown ? await draw(design.parameters, design.drawCost, undefined) : undefined;
    if (isShown && drawn === undefined) complete = false;
    passing.push(drawn === undefined ? design : { ...design, met: drawn.met });
  }
  return { ...searched, passing, complete };
}

/** A demand that nothing can break says nothing. */
export function nothingUncertain(source: string): Problem {
  return {
    source,
    path: '',
    found: 'a demanded probability (confidence) where no input is uncertain',
    expected: 'an uncertain input, as in service: {exponential: {between: [4ms, 8ms]}}',
    suggestion: 'leave confidence out, or write what is not known exactly as {between: [low, high]}',
  };
}
