/**
 * The notices that go with the bundles: name, version and full licence text of every package of which at least one line is inside.
 * The list comes from what the bundler really took, not from package.json. A package without a licence text is an error.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Metafile } from 'esbuild';

export const thirdPartyNotices = (root: string, metafiles: readonly Metafile[]): string => {
  const names = [...new Set(metafiles.flatMap(packagesInside))].sort();
  const notices = names.map((name) => notice(root, name));
  return [`The files in this folder contain code of these ${names.length} packages.`, ...notices]
    .join(`\n\n${'-'.repeat(78)}\n\n`)
    .concat('\n');
};

/** Folders `node_modules/NAME` (nested ones too) from which bytes reached an output. */
const packagesInside = (metafile: Metafile): readonly string[] =>
  Object.values(metafile.outputs)
    .flatMap((output) => Object.entries(output.inputs))
    .filter(([, input]) => input.bytesInOutput > 0)
    .flatMap(([path]) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []);

const notice = (root: string, folder: string): string => {
  const about = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const licence = licenceText(`${root}${folder}`);
  if (licence === undefined) throw new Error(`${folder} has no licence text`);
  return `${about.name} ${about.version} (${about.license ?? 'see below'})\n\n${licence}`;
};

/** The licence file, or the section of the readme under that heading. */
const licenceText = (folder: string): string | undefined => {
  const files = readdirSync(folder).sort();
  const read = (file: string): string => readFileSync(`${folder}/${file}`, 'utf8').replaceAll('\r\n', '\n');
  const file = files.find((name) => /^licen[cs]e(\.|$)/i.test(name));
  if (file !== undefined) return read(file).trim();
  const readme = files.find((name) => /^readme(\.|$)/i.test(name));
  const [, section] = (readme === undefined ? '' : read(readme)).split(/^#* *licen[cs]e\b.*\n(?:[-=]+\n)?/im);
  return section?.includes('Permission is hereby granted') === true ? section.trim() : undefined;
};
