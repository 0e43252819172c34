// A window of the Cuis desktop dragged by its title: frames a second, and what one costs against copying its pixels.
import { hostClock } from '../runtime/devices/clockDevice';
import type { DisplayForm } from '../runtime/devices/displayDevice';
import { Button, EventType } from '../runtime/devices/inputDevice';
import { InputQueue } from '../runtime/devices/inputQueue';
import { MemoryFiles } from '../runtime/devices/memoryFiles';
import { closedStreams, OpenFiles } from '../runtime/devices/openFiles';
import { MemoryDisplay } from '../runtime/graphics/memoryDisplay';
import { ImageRun, addGuestPrimitives } from '../runtime/image-files/imageRun';
import { loadImage } from '../runtime/image-files/loadImage';
import { readImageFile } from '../runtime/node/imageFile';
import type { ImageId } from '../runtime/object-memory/objectMemory';
import { cuisFile } from './imageFolder';
import { BenchError, compare, processorMs, sized, type Effort, type Figure } from './measurement';

/** Where the title of the Transcript is, in the window that the image was saved with. */
const titleX = 200;
const titleY = 271;
const startUpMs = 30_000;
const settleMs = 2000;
const dragMs = 1000;
/** How often the mouse says where it is, and the screen is refreshed. */
const moveMs = 8;
/** Of the circle on which the window is dragged. */
const radius = 150;
const stepAngle = 0.05;

/** Counts the pixels that are shown. */
class CountingDisplay extends MemoryDisplay {
  pixelsShown = 0;

  override show(form: DisplayForm, left: number, top: number, right: number, bottom: number): void {
    this.pixelsShown += (right - left) * (bottom - top);
    super.show(form, left, top, right, bottom);
  }
}

class Desktop {
  frames = 0;
  private angle = 0;

  private constructor(
    readonly display: CountingDisplay,
    private readonly input: InputQueue,
    private readonly run: ImageRun,
  ) {}

  static async start(file: string): Promise<Desktop> {
    addGuestPrimitives();
    const memory = loadImage(await readImageFile(file), 1 as ImageId, file);
    const { width, height } = memory.windowSize;
    const display = new CountingDisplay(width, height);
    const input = new InputQueue();
    const files = new OpenFiles(new MemoryFiles(['/image']), closedStreams);
    memory.devices = { display, input, files, clock: hostClock };
    memory.fileName = '/image/cuis.image';
    const desktop = new Desktop(display, input, new ImageRun(memory, () => undefined));
    await desktop.settle();
    return desktop;
  }

  /** Until all of it has been drawn: from then on its clock and its caret alone are. */
  private async settle(): Promise<void> {
    const untilMs = performance.now() + startUpMs;
    while (this.display.shows < 3) {
      if (performance.now() > untilMs) throw new BenchError('The desktop was not drawn');
      await this.run.untilOver(performance.now() + moveMs);
    }
    await this.run.untilOver(performance.now() + settleMs);
  }

  private mouse(x: number, y: number, buttons: number): Promise<boolean> {
    this.input.push([EventType.Mouse, Math.floor(performance.now()), x, y, buttons, 0, 0, 0]);
    return this.run.untilOver(performance.now() + moveMs);
  }

  async takeTitle(): Promise<void> {
    await this.mouse(titleX, titleY, 0);
    await this.run.untilOver(performance.now() + 200);
    await this.mouse(titleX, titleY, Button.Red);
    await this.run.untilOver(performance.now() + 300);
    await this.drag(100);
    if (this.frames === 0) throw new BenchError('The window did not move');
  }

  /** Drags the window along for so long. */
  async drag(ms: number): Promise<void> {
    for (const untilMs = performance.now() + ms; performance.now() < untilMs; this.angle += stepAngle) {
      const x = titleX + radius * (1 - Math.cos(this.angle));
      const y = titleY + radius * Math.sin(this.angle);
      await this.mouse(Math.round(x), Math.round(y), Button.Red);
      if (this.display.takeDamage()) this.frames++;
    }
  }

  end(): void {
    this.run.end();
  }
}

export async function draggedWindow(effort: Effort): Promise<Figure[]> {
  if (cuisFile === undefined) throw new BenchError('There is no Cuis image to measure with');
  const desktop = await Desktop.start(cuisFile);
  await desktop.takeTitle();
  const { display } = desktop;
  let dragged = { frames: 0, pixels: 0, ms: 0 };
  const frameMs = async (): Promise<number> => {
    const [frames, pixels, startMs, usedMs] = [
      desktop.frames,
      display.pixelsShown,
      performance.now(),
      processorMs(),
    ];
    await desktop.drag(sized(effort, dragMs) + moveMs * 10);
    const count = desktop.frames - frames;
    if (count === 0) throw new BenchError('Nothing was drawn while a window was dragged');
    dragged = {
      frames: dragged.frames + count,
      pixels: dragged.pixels + display.pixelsShown - pixels,
      ms: dragged.ms + performance.now() - startMs,
    };
    return (processorMs() - usedMs) / count;
  };
  const copyMs = (): number => copyingMs(Math.ceil(dragged.pixels / Math.max(1, dragged.frames)));
  const frame = await compare(frameMs, copyMs, effort);
  desktop.end();
  return [
    {
      name: 'frames of the Cuis desktop, a window dragged',
      value: dragged.frames / (dragged.ms / 1000),
      unit: '/s',
      ratio: frame.ratio,
      against: 'times the processor time of copying the pixels of a frame',
      target: { of: 'value', bound: 'at least', limit: 30 },
    },
  ];
}

const copies = 100;

/** Milliseconds in which a loop copies so many pixels. */
function copyingMs(pixels: number): number {
  const from = new Uint32Array(pixels).fill(0xff336699);
  const to = new Uint32Array(pixels);
  const startMs = performance.now();
  for (let round = 0; round < copies; round++) for (let i = 0; i < pixels; i++) to[i] = from[i] + round;
  return (performance.now() - startMs) / copies;
}
