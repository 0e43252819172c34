// The build's step that makes the embedded image: `node kernelBuild.js FROM TO`.
import { mkdirSync } from 'node:fs';
import { writeKernel } from './kernelFiles';

const [from, to] = process.argv.slice(2);
mkdirSync(to, { recursive: true });
const { errors, warnings } = writeKernel(from, to);
for (const warning of warnings) console.warn(`warning: ${warning}`);
for (const error of errors) console.error(`error: ${error}`);
process.exitCode = errors.length > 0 ? 1 : 0;
