// Images of Squeak, Pharo and Cuis to test with: the project has none of its own.
import path from 'node:path';
import { root } from './root.mjs';

/** Where they are looked for. */
export const imagesFolder = process.env.SMALLTALK_IMAGES ?? path.resolve(root, '..', 'shared', 'images');

/** Whether a test, by its text, opens some of them. */
export const needsImages = (text) => /from '(\.|[^']*image-files)\/images'/.test(text);
