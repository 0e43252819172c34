// Profiles as RuntimeDebugger takes them.
import type { ThreadProfile } from '../profiler/profile';

export interface ProfileDebugger {
  /** Begins a profile of all images. Rejects with a DebuggerError if one is being taken. */
  startProfile(): Promise<void>;
  /** Ends it, and answers what each worker did; what it had when the system ended. Rejects if none was begun. */
  stopProfile(): Promise<readonly ThreadProfile[]>;
}
