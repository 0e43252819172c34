// What every JavaScript host gives the virtual machine beside ES2022: Node, workers and browsers alike.
// Anything else a host offers comes in through an interface that runtime/node implements.

declare function setTimeout(callback: () => void, delayMs?: number): unknown;
declare function clearTimeout(timer: unknown): void;
declare function queueMicrotask(callback: () => void): void;

declare const performance: {
  /** Milliseconds since the host started, monotonic. */
  now(): number;
  /** Milliseconds since 1970 at which the host started. */
  readonly timeOrigin: number;
};

declare class TextEncoder {
  encode(text: string): Uint8Array;
  encodeInto(text: string, target: Uint8Array): { read: number; written: number };
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}

declare const crypto: {
  /** Fills `bytes`, at most 65,536 of them, with random numbers. */
  getRandomValues(bytes: Uint8Array): Uint8Array;
};
