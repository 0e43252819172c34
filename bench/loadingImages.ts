// Loading unmodified images, against reading their files.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { addGuestPrimitives } from '../runtime/image-files/imageRun';
import { loadImage } from '../runtime/image-files/loadImage';
import { readImageFile } from '../runtime/node/imageFile';
import type { ImageId } from '../runtime/object-memory/objectMemory';
import { bytesOf } from './heapSize';
import { imageFiles } from './imageFolder';
import { compare, sized, type Effort, type Figure } from './measurement';

/** Each takes a second or so. */
const mostRounds = 3;
const mebibyte = 1 << 20;

export async function loadingImages(effort: Effort): Promise<Figure[]> {
  addGuestPrimitives();
  const figures: Figure[] = [];
  // A small effort is for the small ones alone.
  for (const file of imageFiles.slice(0, sized(effort, imageFiles.length)))
    figures.push(...(await figuresOf(file, effort)));
  return figures;
}

async function figuresOf(file: string, effort: Effort): Promise<Figure[]> {
  const load = async (): Promise<unknown> => loadImage(await readImageFile(file), 1 as ImageId, file);
  const bytes = await bytesOf(load);
  const rounds = Math.min(mostRounds, effort.rounds);
  const time = await compare(
    () => milliseconds(load),
    () => milliseconds(() => readFile(file)),
    { ...effort, rounds },
  );
  const { size } = await stat(file);
  const name = path.basename(file);
  return [
    {
      name: `${name} loaded in`,
      value: time.value,
      unit: 'ms',
      ratio: time.ratio,
      against: 'times as long as its file is read in',
    },
    {
      name: `${name} in memory`,
      value: bytes / mebibyte,
      unit: 'MB',
      ratio: bytes / size,
      against: 'times its file',
    },
  ];
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
