import type { DebugEvent, RuntimeDebugger, StopScope } from '../runtime/debugger/runtimeDebugger';

/** What a client asks to have started. */
export interface SystemRequest {
  /** Absolute path of a topology file. */
  readonly program?: string;
  /** A topology as a configuration gave it, unchecked. */
  readonly topology?: unknown;
  /** Absolute folder that relative paths of an inline topology start from. */
  readonly folder: string;
  /** All images, or the one of that name. */
  readonly stopOnEntry?: boolean | string;
  readonly stopScope?: StopScope;
}

/** Where systems come from: the runtime, or a script in tests. Errors have a message fit for users. */
export interface SystemHost {
  /**
   * Starts a system; its images wait at their entries for `configurationDone`. Its events go to `onEvent` from
   * the first on, those of its start included.
   */
  launch(request: SystemRequest, onEvent: (event: DebugEvent) => void): Promise<RuntimeDebugger>;
  /** The system that runs here for any client, if this adapter serves one. */
  attach?(): Promise<RuntimeDebugger>;
  /** What a launch that names no topology means. */
  readonly defaultProgram?: string;
}
