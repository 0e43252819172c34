import { reportMethods, type MethodReport } from '../runtime/decompiler/methodReport';
import { addGuestPrimitives } from '../runtime/image-files/imageRun';
import { inspectImage, type ImageReport } from '../runtime/image-files/inspectImage';
import { loadImage } from '../runtime/image-files/loadImage';
import type { ImageId } from '../runtime/object-memory/objectMemory';
import { readImageFile } from '../runtime/node/imageFile';
import { forUser } from './commandError';

export interface InspectOptions {
  readonly json?: boolean;
  /** Of the methods instead of the whole. */
  readonly methods?: boolean;
}

/** `archipelago inspect FILE`: what an image file is and what it needs. */
export async function inspectCommand(file: string, { json, methods }: InspectOptions): Promise<void> {
  // What is missing here is told of what unmodified images have.
  addGuestPrimitives();
  const image = await forUser(() => readImageFile(file));
  const print = <T>(report: T, text: (each: T) => string): void => {
    process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : text(report));
  };
  if (methods) print(reportMethods(loadImage(image, 0 as ImageId, file)), describeMethods);
  else print(await forUser(() => inspectImage(image)), describe);
}

function describeMethods(report: MethodReport): string {
  const { methods, byOwnDialect, exact, recompiled, exceptions } = report;
  const lines = [
    `methods               ${methods}`,
    `  decoded             ${report.decoded}`,
    `  decompiled          ${report.decompiled}`,
    `  parsed again        ${report.parsed}`,
    `  recompiled the same ${recompiled}`,
    `    as this image's compiler does ${byOwnDialect}, as an older one ${recompiled - byOwnDialect}`,
    `    with all variables in their places ${exact}`,
    `exceptions            ${exceptions.length}`,
    ...exceptions.map(({ method, step, reason }) => `  ${method}: ${step}: ${reason}`),
  ];
  return `${lines.join('\n')}\n`;
}

function describe(report: ImageReport): string {
  const { memory, wordBits, byteOrder, windowSize } = report;
  const missing = report.numberedPrimitives.filter(({ isThere }) => !isThere);
  const lines = [
    `${report.file}`,
    `  format      ${report.version}: ${memory === 'spur' ? 'Spur' : 'V3'}, ${wordBits} bit, ${byteOrder}`,
    `  memory      ${report.memoryBytes} bytes in ${report.segments} segment${report.segments === 1 ? '' : 's'}`,
    `  window      ${windowSize.width}×${windowSize.height}`,
    `  bytecodes   ${report.bytecodes.join(', ') || 'none'}`,
    `  objects     ${report.objects}`,
    `  methods     ${report.methods}`,
    `  classes     ${report.classes}`,
    '',
    'Classes with the most instances:',
    ...report.instances.map(({ name, count }) => `  ${String(count).padStart(8)}  ${name}`),
    '',
    'Special objects:',
    ...wrapped(report.specialObjects.map((name, place) => `${place + 1} ${name}`)),
    '',
    `Numbered primitives: ${report.numberedPrimitives.length}, of which ${missing.length} are missing here:`,
    ...wrapped(missing.map(({ number }) => String(number))),
    '',
    'Primitives by name, missing ones in brackets:',
    ...report.modules.flatMap(({ module, functions }) => [
      `  ${module || 'the virtual machine itself'}`,
      ...wrapped(functions.map(({ name, isThere }) => (isThere ? name : `[${name}]`))).map(
        (line) => `  ${line}`,
      ),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Words separated by commas, in lines of at most 100 characters. */
function wrapped(words: readonly string[]): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [i, word] of words.entries()) {
    const part = i < words.length - 1 ? `${word},` : word;
    if (line !== '' && line.length + part.length > 96) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? `  ${part}` : `${line} ${part}`;
  }
  return line === '' ? lines : [...lines, line];
}
