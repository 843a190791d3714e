/** The tools in the order in which they are listed: the order of work. Hosts cache the list, so the order never changes by itself. */
import type { Tool } from './tool.ts';
import { compareDesignsTool } from './tools/compare-designs.ts';
import { draftAdrTool } from './tools/draft-adr.ts';
import { explainTool } from './tools/explain.ts';
import { findDesignTool } from './tools/find-design.ts';
import { runScenarioTool } from './tools/run-scenario.ts';
import { simulateFailoverTool } from './tools/simulate-failover.ts';
import { simulateLagTool } from './tools/simulate-lag.ts';
import { sizePartitionsTool } from './tools/size-partitions.ts';

export const tools: readonly Tool[] = [
  sizePartitionsTool,
  simulateLagTool,
  simulateFailoverTool,
  runScenarioTool,
  compareDesignsTool,
  findDesignTool,
  draftAdrTool,
  explainTool,
];
