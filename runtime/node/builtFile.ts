import { existsSync } from 'node:fs';
import * as path from 'node:path';

/**
 * The file of a built program (`worker`, `cli`…) or of other built data (`kernel.json`), which lie together in
 * dist/. Found beside the running program, or, from tests and benchmarks, in the dist/ of a folder above.
 * Throws where it was not built.
 */
export function builtFile(name: string, from: string = __dirname): string {
  const file = path.extname(name) ? name : `${name}.js`;
  const beside = path.join(from, file);
  if (existsSync(beside)) return beside;
  for (const start of [from, process.cwd()]) {
    for (let folder = start; ; folder = path.dirname(folder)) {
      const built = path.join(folder, 'dist', file);
      if (existsSync(built)) return built;
      if (folder === path.dirname(folder)) break;
    }
  }
  throw new Error(`dist/${file} is not built: run npm run build`);
}
