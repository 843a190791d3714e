/** One small call of every tool, by name: what the tests and the judges call. */
export const toolExamples: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  size_partitions: {
    design: { product: 'redis-cluster', entries: '20M', entrySize: '1KiB', writes: '3k/s', reads: '20k/s' },
  },
  simulate_lag: {
    design: { product: 'redis-cluster', entries: '100k', writes: '100/s', reads: '200/s' },
    replications: 2,
  },
  simulate_failover: {
    design: { product: 'redis-cluster', entries: '100k', writes: '50/s', reads: '50/s', nodeTimeout: '2s' },
    replications: 2,
  },
  run_scenario: { scenario: 'flash-sale', replications: 2 },
  compare_designs: { a: { scenario: 'flash-sale' }, b: { parameters: { units: 6 } }, replications: 3 },
  find_design: { scenario: 'where-the-grid-buys-nothing', grid: { kind: ['database', 'partitioned'] }, vary: [] },
  draft_adr: { scenarios: ['flash-sale'], title: 'Keep the sale in a grid' },
  explain: { name: 'writeOutage' },
};
