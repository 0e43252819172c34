// What a debug configuration of type `archipelago` may say.

/** Arguments of `launch`: a topology's file (`program`) or the topology itself. */
export interface LaunchArguments {
  /** Path of a `*.topology.json`. */
  program?: string;
  /** A topology inline. Relative paths in it start from `cwd`. */
  topology?: unknown;
  cwd?: string;
  /** Stop every image at the first statement of its entry, or the one of that name. */
  stopOnEntry?: boolean | string;
  /** Whether a stop holds the image that met it, or all. Default: as the topology says, else `image`. */
  stopScope?: 'image' | 'all';
  /** Run without stopping anywhere. */
  noDebug?: boolean;
}

/** Arguments of `attach`: where `archipelago debug TOPOLOGY --port N` listens. */
export interface AttachArguments {
  host?: string;
  port?: number;
  stopScope?: 'image' | 'all';
}
