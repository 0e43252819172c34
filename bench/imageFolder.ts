// Unmodified images to measure with: the folder that SMALLTALK_IMAGES names, or ../shared/images beside the project.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const folder = [process.env.SMALLTALK_IMAGES, path.resolve('..', 'shared', 'images')].find(
  (name) => name !== undefined && existsSync(name),
);

/** Files of images, the smallest first; none where there is no folder of them. */
export const imageFiles: readonly string[] =
  folder === undefined
    ? []
    : readdirSync(folder)
        .filter((name) => name.endsWith('.image'))
        .map((name) => path.join(folder, name))
        .sort((a, b) => statSync(a).size - statSync(b).size);

/** The image whose desktop is measured, if it is there. */
export const cuisFile = imageFiles.find((file) => path.basename(file) === 'cuis5-spur32.image');
