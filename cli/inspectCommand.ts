import { inspectImage, type ImageReport } from '../runtime/image-files/inspectImage';
import { readImageFile } from '../runtime/node/imageFile';
import { forUser } from './commandError';

/** `archipelago inspect FILE`: what an image file is and what it needs. */
export async function inspectCommand(file: string, { json }: { json?: boolean }): Promise<void> {
  const report = await forUser(async () => inspectImage(await readImageFile(file)));
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : describe(report));
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
