/** For tools that take a design or a scenario: the scenario text that was meant, or a refusal. */
import type { DesignCard } from '../simulator/model/design-card.ts';
import { type ScenarioText, scenarioText } from './scenario-text.ts';
import type { ToolContext } from './tool.ts';

interface Choice {
  readonly design?: DesignCard | undefined;
  readonly scenario?: string | undefined;
  /** Names of arguments that were given and only make sense with a design. */
  readonly withDesignOnly: readonly string[];
  readonly draft: (card: DesignCard) => string;
}

export const chosenText = (
  { design, scenario, withDesignOnly, draft }: Choice,
  shipped: ToolContext['shipped'],
): ScenarioText => {
  if (design !== undefined && scenario === undefined) return { ok: true, text: draft(design) };
  if (design !== undefined || scenario === undefined) {
    return {
      ok: false,
      refusal:
        'Give exactly one of design (a flat object; {} for the defaults) and scenario (a text or a shipped name).',
    };
  }
  if (withDesignOnly.length === 0) return scenarioText(scenario, shipped);
  return {
    ok: false,
    refusal: `A scenario says itself what strikes and what is expected: write it inside its text instead of giving ${withDesignOnly.join(' and ')}, or give design.`,
  };
};

/** Names of the arguments that are there. */
export const given = (args: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.entries(args)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
