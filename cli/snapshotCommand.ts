import * as path from 'node:path';
import { loadBuiltKernel } from '../runtime/node/evaluate';
import { writeOwnImage } from '../runtime/node/ownImageFile';
import { readSourceFiles, sourceFilesIn } from '../runtime/node/sourceFiles';
import { forUser } from './commandError';

/** `archipelago snapshot OUT.image [SOURCE…]`: a new image of ours, with packages in it, as a file. */
export async function snapshotCommand(
  out: string,
  sources: string[],
  { eval: expressions = [] }: { eval?: string[] },
): Promise<void> {
  await forUser(async () => {
    const files = readSourceFiles(sourceFilesIn(sources));
    await writeOwnImage(loadBuiltKernel(), out, files, expressions, (category, text) =>
      process[category].write(text),
    );
  });
  process.stdout.write(`${path.resolve(out)}\n`);
}
