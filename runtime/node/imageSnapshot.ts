import { exportImage } from '../image-export/exportImage';
import { ImageMemory } from '../image-files/imageMemory';
import { snapshotImage, writeToSink } from '../image-files/snapshotImage';
import type { Vat } from '../remote/vat';
import { ImageFileSink } from './imageFileSink';

/** Writes an image that does not run just now, blobs on disk included. Throws an Error that names the file. */
export async function writeSnapshot(vat: Vat, file: string): Promise<void> {
  const { memory, residency } = vat;
  for (const blob of residency?.entries() ?? []) if (!blob.isResident) residency!.fault(blob.object);
  const sink = new ImageFileSink(file);
  if (memory instanceof ImageMemory) await snapshotImage(memory, vat.scheduler, sink);
  else await writeToSink(exportImage(memory), sink);
}
