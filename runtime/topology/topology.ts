// A topology: the images of a system, what each is given of the others, and what of the host each may use.

export type DeviceName = 'display' | 'input' | 'files' | 'clock' | 'clipboard' | 'sound' | 'sockets';

/** Where a device comes from: the host itself, or an image whose object receives one message per operation. */
export type GrantSource =
  | {
      readonly from: 'host';
      /** Of files: the folder that can not be left. */
      readonly root?: string;
      /** Of sockets: hosts and ports (see SocketReach); this machine alone where it is absent. */
      readonly reach?: readonly string[];
    }
  | { readonly from: string; /** Global of that image that takes the messages. */ readonly as: string };

export interface ImageSpec {
  readonly name: string;
  readonly role?: string;
  /** Files or folders in Tonel, chunk or SOM format, relative to the topology file. */
  readonly sources?: readonly string[];
  /** An image file of Squeak, Pharo or Cuis that it is started from, unmodified; relative to the topology file. */
  readonly image?: string;
  /** What an image file is started with on its command line. */
  readonly arguments?: readonly string[];
  /** Expression run as the image's first Process once all images are started and wired. */
  readonly entry?: string;
  readonly stopOnEntry?: boolean;
  /** Budget of resident blobs. */
  readonly memoryBudgetBytes?: number;
  /** Worker to run in, base 0; default: the least loaded. */
  readonly worker?: number;
  readonly grants?: Readonly<Partial<Record<DeviceName, GrantSource>>>;
}

/** Gives `to` a global that refers to an object of another image. */
export interface WireSpec {
  /** The image that gets the reference. */
  readonly to: string;
  /** Name of the global there. */
  readonly as: string;
  /** The image in which the object lives. */
  readonly from: string;
  /** Expression evaluated there, once, after its sources are loaded. */
  readonly expression: string;
}

export interface Topology {
  readonly images: readonly ImageSpec[];
  readonly wiring?: readonly WireSpec[];
  readonly workers?: number;
  readonly stopScope?: 'image' | 'all';
  /** Folder of the blob store; default: a temporary one that is removed at the end. */
  readonly store?: string;
}
