/**
 * How the two single-file bundles are made. Pure: names to contents, nothing is written here, so that a test can compare what is
 * committed with what the sources give.
 *
 * dist/sba.mjs is the command line; it loads dist/mcp.mjs (the MCP server) only for `sba mcp`. Both run with no node_modules above them:
 * everything is inside, unminified, with the licences of what is inside at the end of the file and in dist/THIRD_PARTY_NOTICES.txt.
 */
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { shippedScenarios } from '../mcp-server/shipped-scenarios.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

const entries = [
  { name: 'sba.mjs', entry: 'simulator/cli/bin.ts' },
  { name: 'mcp.mjs', entry: 'mcp-server/main.ts' },
] as const;

/** First of all the version, so that an old Node gives one plain line instead of a stack trace; then `require` for the CommonJS inside. */
const banner = [
  '#!/usr/bin/env node',
  'import { createRequire as createRequireOfNode } from "module";',
  'if (Number(process.versions.node.split(".")[0]) < 20) {',
  '  process.stderr.write("space-based-architecture needs Node.js 20 or later; this is " + process.versions.node + ".\\n");',
  '  process.exit(70);',
  '}',
  'const require = createRequireOfNode(import.meta.url);',
].join('\n');

/** The texts of scenarios/ go into the bundle, so that the single file works alone. */
const embedScenarios: Plugin = {
  name: 'embed-scenarios',
  setup(bundle) {
    bundle.onLoad({ filter: /[\\/]mcp-server[\\/]shipped-scenarios\.ts$/ }, () => ({
      contents: `export const shippedScenarios = () => texts;\nconst texts = ${JSON.stringify(shippedScenarios(), null, 2)};\n`,
      loader: 'js',
    }));
  },
};

/** The SDK checks answers of its client with a schema compiler that writes code at run time. This server asks its client nothing. */
const withoutSchemaCompiler: Plugin = {
  name: 'without-schema-compiler',
  setup(bundle) {
    bundle.onLoad({ filter: /[\\/]validation[\\/]ajv-provider\.js$/ }, () => ({
      contents:
        'export class AjvJsonSchemaValidator { getValidator() { throw new Error("this server asks its client nothing"); } }\n',
      loader: 'js',
    }));
  },
};

export interface Bundles {
  /** File name inside dist/ to contents. */
  readonly files: ReadonlyMap<string, string>;
  /** Modules of Node that the bundles import, sorted; a test holds them to a short list without any network module. */
  readonly imports: readonly string[];
}

export const makeBundles = async (): Promise<Bundles> => {
  const files = new Map<string, string>();
  const metafiles: Metafile[] = [];
  for (const { name, entry } of entries) {
    const { outputFiles, metafile } = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: `dist/${name}`,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      banner: { js: banner },
      legalComments: 'eof',
      charset: 'utf8',
      metafile: true,
      write: false,
      logLevel: 'silent',
      plugins: [embedScenarios, withoutSchemaCompiler],
    });
    files.set(name, outputFiles[0]!.text);
    metafiles.push(metafile);
  }
  files.set('THIRD_PARTY_NOTICES.txt', thirdPartyNotices(root, metafiles));
  return { files, imports: nodeImports(metafiles) };
};

const nodeImports = (metafiles: readonly Metafile[]): readonly string[] => {
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile.outputs));
  const external = outputs.flatMap((output) =>
    output.imports.filter((entry) => entry.external === true).map((entry) => entry.path),
  );
  return [...new Set(external)].sort();
};
