// Every error that the adapter itself shows to a person. What the runtime rejects with has its own words.

/** A request that can't be done; the message names the thing and the way out. */
export class AdapterError extends Error {
  override readonly name = 'AdapterError';

  constructor(
    /** Stable, for clients that tell errors apart. */
    readonly id: number,
    message: string,
    /** Whether the client should show it even where it isn't asked for, as a failed launch is. */
    readonly showUser = false,
  ) {
    super(message);
  }
}

export const noTopology = (): AdapterError =>
  new AdapterError(
    1001,
    'The launch configuration names no topology: give "program" the path of a *.topology.json, or "topology" its contents.',
    true,
  );

export const cannotStart = (reason: string): AdapterError => new AdapterError(1002, reason, true);

export const notStarted = (command: string): AdapterError =>
  new AdapterError(1003, `Nothing runs yet, so '${command}' can't be done: launch or attach first.`);

export const nothingToAttachTo = (): AdapterError =>
  new AdapterError(
    1004,
    'Nothing runs here to attach to: start one with `archipelago debug TOPOLOGY --port N` and give that port.',
    true,
  );

export const unknownRequest = (command: string): AdapterError =>
  new AdapterError(1005, `The request '${command}' is not one that this adapter serves.`);

export const alreadyStarted = (): AdapterError =>
  new AdapterError(1006, 'This session has a system already: end it, or start another session.', true);

export const noSuchFile = (file: string): AdapterError =>
  new AdapterError(1007, `${file} can't be read: is it still there?`);

export const noSource = (): AdapterError =>
  new AdapterError(1008, 'This source is not of the running system: open it again from the call stack.');

export const noSuchImage = (name: string): AdapterError =>
  new AdapterError(1009, `No image is named ${name}: it may have ended.`);

export const noImages = (): AdapterError =>
  new AdapterError(1010, 'No image runs that could evaluate this: restart the session.');

export const badMemoryReference = (): AdapterError =>
  new AdapterError(1011, 'Nothing with bytes is meant: choose a byte object in the variables.');

/** The word that the protocol has for it. */
export const wasCancelled = (): AdapterError => new AdapterError(1012, 'cancelled');
