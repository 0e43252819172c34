// `npm run package [-- FILE]`: makes the .vsix. Everything it needs is bundled, so no node_modules is shipped.
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { bundleProduct } from './bundle.mjs';
import { root } from './root.mjs';

const file = path.resolve(process.argv[2] ?? path.join(root, 'archipelago.vsix'));
await bundleProduct({ ship: true });
await createVSIX({
  cwd: root,
  packagePath: file,
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
});
