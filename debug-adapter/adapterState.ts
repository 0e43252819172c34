import type { DebugProtocol } from '@vscode/debugprotocol';
import type {
  FrameInfo,
  ImageInfo,
  ImageNumber,
  MethodPlace,
  RuntimeDebugger,
  StopReason,
} from '../runtime/debugger/runtimeDebugger';
import { AdapterError, noImages, notStarted } from './errors';
import { ClientPositions } from './positions';
import { SourceTexts } from './sourceTexts';

/** The client, as `initialize` described it. */
export interface Client {
  readonly positions: ClientPositions;
  /** Opens documents by URI: it has the extension that provides them. */
  readonly opensUris: boolean;
  readonly reportsProgress: boolean;
  readonly takesInvalidated: boolean;
  readonly takesMemoryEvents: boolean;
}

const plainClient: Client = {
  positions: new ClientPositions(true, true),
  opensUris: false,
  reportsProgress: false,
  takesInvalidated: false,
  takesMemoryEvents: false,
};

/** What the families of requests share for one session. */
export class AdapterState {
  client: Client = plainClient;
  /** True while nothing should stop, as `noDebug` asks. */
  runsFreely = false;
  /** The frames last shown, for requests that name one. Emptied when its image goes on. */
  readonly frames = new Map<number, FrameInfo>();
  /** The Process that each thread shows, where it is not the one that stopped. */
  readonly shownProcesses = new Map<ImageNumber, number>();
  /** Images that the client knows to be stopped. */
  readonly stopped = new Set<ImageNumber>();
  readonly texts = new SourceTexts(
    () => this.runtime('source'),
    () => this.client.opensUris,
  );
  /** The image that stopped last: what an expression without a frame is evaluated in. */
  private focus: ImageNumber | undefined;
  private current: RuntimeDebugger | undefined;
  private readonly reasons = new Map<ImageNumber, StopReason>();
  private names = new Map<ImageNumber, string>();

  constructor(readonly send: (event: string, body: unknown) => void) {}

  /** The running system; throws where there is none. */
  runtime(command: string): RuntimeDebugger {
    if (!this.current) throw notStarted(command);
    return this.current;
  }

  get isStarted(): boolean {
    return this.current !== undefined;
  }

  attachTo(runtime: RuntimeDebugger): void {
    this.detach();
    this.current = runtime;
  }

  detach(): void {
    this.current = undefined;
    this.frames.clear();
    this.shownProcesses.clear();
    this.stopped.clear();
    this.names.clear();
    this.focus = undefined;
    this.texts.forgetMethods();
  }

  noteStopped(image: ImageNumber, reason: StopReason): void {
    this.stopped.add(image);
    this.reasons.set(image, reason);
    this.focus = image;
  }

  /** Whether the frames on top are the kernel's own steps of signalling, and the user's come below. */
  stoppedInSignalling(image: ImageNumber): boolean {
    const reason = this.reasons.get(image);
    return reason === 'exception' || reason === 'halt';
  }

  /** Frames and the choice of a Process end when an image goes on; no argument: when all do. */
  noteRunning(image?: ImageNumber): void {
    if (image === undefined) {
      this.stopped.clear();
      this.frames.clear();
      this.shownProcesses.clear();
      return;
    }
    this.stopped.delete(image);
    this.shownProcesses.delete(image);
    for (const [id, frame] of this.frames) if (frame.image === image) this.frames.delete(id);
  }

  noteName(image: ImageNumber, name: string): void {
    this.names.set(image, name);
  }

  async imageName(image: ImageNumber): Promise<string> {
    if (!this.names.has(image)) {
      for (const info of await this.runtime('threads').images()) this.names.set(info.image, info.name);
    }
    return this.names.get(image) ?? `image ${image}`;
  }

  /** The image for an expression without a frame: the one that stopped last, else the first. */
  async focusedImage(): Promise<ImageNumber> {
    if (this.focus !== undefined && this.stopped.has(this.focus)) return this.focus;
    const live = (await this.runtime('evaluate').images()).filter(isAlive);
    if (live.length === 0) throw noImages();
    return live[0]!.image;
  }

  /** A place in a method as the client opens it; the method's beginning where no range is known. */
  async sourcePlace(place: MethodPlace): Promise<{
    source: DebugProtocol.Source;
    line: number;
    column: number;
    endLine: number;
    endColumn: number;
  }> {
    const source = this.texts.sourceOf(place.method, await this.imageName(place.image));
    try {
      const lines = await this.texts.linesOf(place.method, place.image);
      return { source, ...this.client.positions.toClientRange(lines, place.range ?? { start: 0, stop: 0 }) };
    } catch (error) {
      // A file may be gone while its methods run: the frame is shown without a place in it.
      if (!(error instanceof AdapterError)) throw error;
      return { source, line: 0, column: 0, endLine: 0, endColumn: 0 };
    }
  }
}

export const isAlive = ({ state }: ImageInfo): boolean => state !== 'dead';
