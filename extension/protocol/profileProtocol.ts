// What the debug adapter and the extension say to each other of CPU profiles.

/** Absolute paths. */
export interface WrittenProfileFiles {
  /** What VS Code opens. */
  file: string;
  /** The same in words, as Markdown. */
  summaryFile: string;
}

export interface ProfileRequests {
  /** Begins a profile of all images. */
  'archipelago/startProfile': { arguments: undefined; body: undefined };
  /** Ends it, and writes it to `file` (absolute); without one, it is forgotten. With `image`, of that image alone. */
  'archipelago/stopProfile': {
    arguments: { file?: string; title?: string; image?: number };
    body: { written?: WrittenProfileFiles };
  };
}
