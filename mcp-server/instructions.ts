/**
 * What a host shows a model before any tool schema: with deferred schemas, this text and the tool names are all it sees.
 * Hosts cut it at 4,096 characters; ours stays well below (a test).
 */
export const instructions = `Simulates in-memory data grids and space-based architectures (Redis Cluster, Valkey, Redis with Sentinel, Hazelcast, Ignite 2 and 3, and a generic grid; times measured for Redis 7.0 alone, the others follow their source): counts, does not guess.

Use it when one database or cache node is the bottleneck; to choose backups, sync or async replication, node time-out, write-behind delay or member count; when asked what is lost and for how long if a node crashes, a zone goes or the network splits; for a capacity plan or an architecture decision record with numbers anyone can run again. Not for a plain TTL cache in front of one database, SQL tuning or stateless scaling.

Order of work
1. size_partitions: from entries, entry size, reads and writes to members, memory and failover time, by closed forms (instant).
2. simulate_lag (no fault) or simulate_failover (one fault) on the same design: what really happens, with intervals.
3. run_scenario: several faults, expectations, anything else; edit the scenario text that every tool returns. validate_only checks it without running.
4. compare_designs: which of two is better, under the same random numbers; find_design: the cheapest that keeps every promise, and up to which load.
5. Save the scenario text as a file; \`node dist/sba.mjs run FILE\` in CI gives the same bytes and an exit code.
6. draft_adr: a decision record whose every number carries a runId.
explain tells what a metric, field, fault, product or formula is.

Arguments: \`design\` is one flat object, the same for every tool, all fields optional. Quantities are text with a unit: "250ms", "1KiB", "20k/s", "2M", "0.1%". Members count all processes (Redis: 6 members with 1 backup are 3 primaries and 3 replicas). Unknown keys are refused by name.

Reading a result: \`summary\` and \`verdict\` come first. pass: every expectation holds, at 95 % confidence. fail: one does not. inconclusive: the data cannot say; the explanation names the replications that would decide. not exercised: what it speaks of never happened, so nothing was shown. A value that is unknown is absent and says why; it is never 0. \`basis\` says where the rules come from: measured, source, documented or assumed. Give intervals with the numbers you quote, and the assumptions.

Same scenario, seed and version give the same runId and the same bytes. Long runs report progress, can be cancelled, and stop at max_seconds with a text that says how to ask for less. No network, no files, no state but the last runs.`;
