// The window of an image: a canvas as large as its Display, an element that has the keyboard, and words below.
import { DesktopInput } from './desktopInput';
import type { DesktopSettings, FromDesktop, ToDesktop } from './desktopMessages';
import { cssPixelsPerPixel, pixelAt, pixelsIn } from './desktopScale';
import { DesktopScreen } from './desktopScreen';

declare function acquireVsCodeApi(): { postMessage(message: FromDesktop): void };

const vscode = acquireVsCodeApi();
const tell = (message: FromDesktop): void => vscode.postMessage(message);

const byId = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
const place = byId('place');
const frame = byId('window');
const canvas = byId<HTMLCanvasElement>('display');
const keyboard = byId('keyboard');
const status = byId('status');

/** Of a panel that is being made larger, the image hears when it rests. */
const resizeDelayMs = 150;

let settings: DesktopSettings = { scaling: 'integer', followsPanel: true };
let name = '';
let takesInput = false;
let isAttached = false;

const scale = (): number => cssPixelsPerPixel(settings.scaling, devicePixelRatio);

function layOut(): void {
  canvas.style.width = `${canvas.width * scale()}px`;
  canvas.style.height = `${canvas.height * scale()}px`;
  canvas.classList.toggle('sharp', settings.scaling === 'integer');
  const size = `${canvas.width} by ${canvas.height}`;
  const hint = takesInput ? '. Shift+F6 leaves it' : ', to look at only';
  keyboard.setAttribute('aria-label', `Desktop of ${name}, ${size}${hint}`);
}

function tellSize(): void {
  if (!isAttached || !settings.followsPanel) return;
  const border = frame.offsetWidth - frame.clientWidth;
  const { width, height } = place.getBoundingClientRect();
  tell({
    kind: 'resized',
    width: pixelsIn(width - border, scale()),
    height: pixelsIn(height - border, scale()),
  });
}

let resizeTimer: ReturnType<typeof setTimeout> | undefined;
function tellSizeSoon(): void {
  clearTimeout(resizeTimer);
  resizeTimer = setTimeout(tellSize, resizeDelayMs);
}

const screen = new DesktopScreen(canvas, layOut);

new DesktopInput({
  canvas,
  keyboard,
  pixelAt: (clientX, clientY) => {
    const { left, top } = canvas.getBoundingClientRect();
    return {
      x: pixelAt(clientX - left, scale(), canvas.width),
      y: pixelAt(clientY - top, scale(), canvas.height),
    };
  },
  tell: (events, needsClipboard) => {
    if (isAttached && takesInput) tell({ kind: 'input', events, needsClipboard });
  },
  leave: () => {
    keyboard.blur();
    tell({ kind: 'left' });
  },
});

let sound: AudioContext | undefined;
function beep(): void {
  sound ??= new AudioContext();
  const tone = sound.createOscillator();
  const volume = sound.createGain();
  volume.gain.value = 0.05;
  tone.connect(volume).connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + 0.1);
}

function say(words: string): void {
  status.textContent = words;
  status.hidden = words === '';
  frame.classList.toggle('ended', words !== '');
}

window.addEventListener('message', ({ data }) => {
  const message = data as ToDesktop;
  switch (message.kind) {
    case 'settings':
      settings = message;
      layOut();
      tellSize();
      return;
    case 'attached':
      ({ name, takesInput } = message);
      isAttached = true;
      say('');
      layOut();
      tellSize();
      return;
    case 'detached':
      isAttached = false;
      say(message.words);
      return;
    case 'frame':
      screen.draw(message, () => tell({ kind: 'drawn', frame: message.frame }));
      return;
    case 'cursor':
      screen.setCursor(message);
      return;
    case 'beep':
      beep();
      return;
  }
});

new ResizeObserver(tellSizeSoon).observe(place);
/** Another screen has other pixels. */
function watchPixelRatio(): void {
  matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
    'change',
    () => {
      layOut();
      tellSize();
      watchPixelRatio();
    },
    { once: true },
  );
}
watchPixelRatio();
window.addEventListener('focus', () => keyboard.focus({ preventScroll: true }));
tell({ kind: 'ready' });
