/** Optional dependencies that a lock file names but does not describe: `npm ci` refuses such a file. */
export interface LockedPackage {
  readonly license?: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface MissingOptional {
  readonly name: string;
  readonly version: string;
  readonly parent: LockedPackage;
}

/** `packages` as in package-lock.json: folder to package. */
export const missingOptionals = (packages: Readonly<Record<string, LockedPackage>>): readonly MissingOptional[] =>
  Object.entries(packages).flatMap(([folder, parent]) =>
    Object.entries(parent.optionalDependencies ?? {})
      .filter(
        ([name]) =>
          packages[`node_modules/${name}`] === undefined && packages[`${folder}/node_modules/${name}`] === undefined,
      )
      .map(([name, version]) => ({ name, version, parent })),
  );
