/** Name and version of the engine, as results and reports show them; a test holds the version equal to package.json. */
export const engine = { name: 'space-based-architecture', version: '0.1.0' } as const;
