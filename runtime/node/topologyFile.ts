import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { readTopology, topologyProblemText, type TopologyProblem } from '../topology/readTopology';
import type { Topology } from '../topology/topology';
import { whyUnreadable } from './fileErrors';

/** A topology that can't be used; the message has a line for each problem, naming its place. */
export class TopologyError extends Error {
  override readonly name = 'TopologyError';
}

/** A topology and the folder that its relative paths start from. */
export interface LocatedTopology {
  readonly topology: Topology;
  /** Absolute. */
  readonly folder: string;
}

/** Reads and checks a topology file; rejects with a TopologyError. */
export async function readTopologyFile(file: string): Promise<LocatedTopology> {
  const absolute = path.resolve(file);
  let text: string;
  try {
    text = await readFile(absolute, 'utf8');
  } catch (error) {
    const why = whyUnreadable(error as NodeJS.ErrnoException);
    throw new TopologyError(`${absolute} can't be read: ${why}. Name a *.topology.json file.`);
  }
  return checkTopology(text, absolute, path.dirname(absolute));
}

/** Checks a topology that came as data, as a launch configuration has it; throws a TopologyError. */
export function checkInlineTopology(topology: unknown, folder: string): LocatedTopology {
  return checkTopology(JSON.stringify(topology, null, 2), '(inline topology)', folder);
}

function checkTopology(text: string, file: string, folder: string): LocatedTopology {
  const { topology, problems } = readTopology(text, file);
  if (!topology) throw new TopologyError(problems.map(topologyProblemText).join('\n'));
  const missing = missingSources(topology, text, file, folder);
  if (missing.length > 0) throw new TopologyError(missing.map(topologyProblemText).join('\n'));
  return { topology, folder };
}

function missingSources(topology: Topology, text: string, file: string, folder: string): TopologyProblem[] {
  const missing: TopologyProblem[] = [];
  for (const image of topology.images) {
    for (const source of image.sources ?? []) {
      if (existsSync(path.resolve(folder, source))) continue;
      const offset = Math.max(0, text.indexOf(JSON.stringify(source)));
      const before = text.slice(0, offset).split('\n');
      missing.push({
        kind: 'names',
        file,
        line: before.length,
        column: before.at(-1)!.length + 1,
        offset,
        length: source.length + 2,
        message: `${image.name}'s source ${source} does not exist: paths start from ${folder}`,
      });
    }
  }
  return missing;
}
