/** The floors as ARCHITECTURE.md has them in its one `floors` block: a number and a folder or file a line. */
import { textOf } from './sources.ts';

export interface Floor {
  readonly floor: number;
  /** A folder, or a single file. */
  readonly place: string;
}

export function readFloors(): Floor[] {
  const blocks = [...textOf('ARCHITECTURE.md').matchAll(/^```floors\n([\s\S]*?)^```$/gm)];
  if (blocks.length !== 1) throw new Error(`ARCHITECTURE.md has ${blocks.length} floors blocks; expected one`);
  return blocks[0]![1]!
    .trim()
    .split('\n')
    .map((line) => {
      const parts = /^(\d+) +(\S+)$/.exec(line);
      if (parts === null) throw new Error(`ARCHITECTURE.md, floors block: "${line}"; expected NUMBER PLACE`);
      return { floor: Number(parts[1]), place: parts[2]! };
    });
}

/** The floor that a file stands on. */
export function floorOf(path: string, floors: readonly Floor[]): Floor | undefined {
  return floors.find(({ place }) => path === place || path.startsWith(`${place}/`));
}
