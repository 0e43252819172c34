// The embedded kernel on disk: read by every worker, written by the build.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compileKernel } from '../loader/kernelCompiler';
import { kernelDataVersion, type KernelData, type KernelSources } from '../loader/kernelData';
import { readTonel } from '../sources/tonelReader';

const dataName = 'kernel.json';
const sourcesName = 'kernelSources.json';

/** Reads the kernel that `writeKernel` wrote into `folder`. Throws with the way out if it is missing or of another version. */
export function readKernel(folder: string): { data: KernelData; loadSources: () => KernelSources } {
  const file = path.join(folder, dataName);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(
      `The embedded image ${file} can't be read (${(error as Error).message}); run npm run build`,
      {
        cause: error,
      },
    );
  }
  const data = JSON.parse(text) as KernelData;
  if (data.version !== kernelDataVersion)
    throw new Error(
      `The embedded image ${file} has version ${data.version}, not ${kernelDataVersion}; run npm run build`,
    );
  let sources: KernelSources | undefined;
  const loadSources = (): KernelSources =>
    (sources ??= JSON.parse(readFileSync(path.join(folder, sourcesName), 'utf8')) as KernelSources);
  return { data, loadSources };
}

/** Compiles the Tonel files below `from` into `folder`. Answers the errors; with any, nothing is written. */
export function writeKernel(
  from: string,
  folder: string,
): { errors: readonly string[]; warnings: readonly string[] } {
  const names = readdirSync(from, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.st'),
  );
  const files = names
    .sort()
    .map((name) => readTonel(path.join(from, name), readFileSync(path.join(from, name), 'utf8')));
  const { data, sources, errors, warnings } = compileKernel(files);
  if (errors.length === 0) {
    writeFileSync(path.join(folder, dataName), JSON.stringify(data));
    writeFileSync(path.join(folder, sourcesName), JSON.stringify(sources));
  }
  return { errors, warnings };
}
