import type {
  DesktopDebugger,
  DesktopEvent,
  DesktopInfo,
  UserInput,
} from '../../../runtime/debugger/desktop';
import { Desktops } from '../../../runtime/debugger/desktops';
import type { Devices } from '../../../runtime/devices/devices';
import type { ImageNumber } from '../../../runtime/debugger/runtimeDebugger';

/** Desktops of images that draw what a test says, and send frames when it says so. */
export abstract class ScriptedDesktops implements DesktopDebugger {
  private readonly all = new Desktops((event) => this.emit(event));

  abstract emit(event: DesktopEvent): void;

  addDesktop(image: ImageNumber, name: string): Pick<Devices, 'display' | 'input' | 'clipboard'> {
    return this.all.add({
      image,
      name,
      width: 640,
      height: 480,
      takesInput: true,
      sharesClipboard: true,
      knowsWheel: true,
      milliseconds: () => 0,
      isStopped: () => false,
    });
  }

  sendFrames(): void {
    this.all.poll(Infinity);
  }

  async desktops(): Promise<readonly DesktopInfo[]> {
    return this.all.list();
  }

  async openDesktop(image: ImageNumber): Promise<DesktopInfo> {
    return this.all.open(image);
  }

  async closeDesktop(image: ImageNumber): Promise<void> {
    this.all.close(image);
  }

  async resizeDesktop(image: ImageNumber, width: number, height: number): Promise<void> {
    this.all.resize(image, width, height);
  }

  async acknowledgeFrame(image: ImageNumber, frame: number): Promise<void> {
    this.all.acknowledge(image, frame);
  }

  async sendInput(image: ImageNumber, events: readonly UserInput[]): Promise<void> {
    this.all.input(image, events);
  }

  async offerClipboard(image: ImageNumber, text: string): Promise<void> {
    this.all.offerClipboard(image, text);
  }
}
