import type { ClipboardDevice } from './clipboardDevice';
import type { ClockDevice } from './clockDevice';
import type { DisplayDevice } from './displayDevice';
import type { FileDevice } from './fileDevice';
import type { InputDevice } from './inputDevice';
import type { SocketDevice } from './socketDevice';
import type { SoundDevice } from './soundDevice';

/** What an image was granted of the host. A primitive whose device is not there fails. */
export interface Devices {
  readonly display?: DisplayDevice;
  readonly input?: InputDevice;
  readonly files?: FileDevice;
  readonly clock?: ClockDevice;
  readonly clipboard?: ClipboardDevice;
  readonly sound?: SoundDevice;
  readonly sockets?: SocketDevice;
}

export type DeviceName = keyof Devices;
