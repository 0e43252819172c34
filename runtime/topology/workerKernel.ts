// A worker's kernel, made once: loaded, its class-side state initialised in the template, ready to start images from.
import { addFamily } from '../primitives/primitiveTable';
import type { KernelData, KernelSources } from '../loader/kernelData';
import { compilerPrimitives } from '../loader/compilerAccess';
import { loadKernel } from '../loader/kernelLoader';
import { ObjectMemory, type ImageId } from '../object-memory/objectMemory';
import { ImageHost } from '../remote/imageHost';
import { remotePrimitives } from '../remote/remotePrimitives';
import { Vat } from '../remote/vat';
import type { WireError } from '../remote/wire';

addFamily(remotePrimitives);
addFamily(compilerPrimitives);

export class WorkerKernel {
  private constructor(readonly template: ObjectMemory) {}

  /** Loads the kernel and runs its class-side `initialize` methods. Throws with the class's name if one fails. */
  static load(data: KernelData, loadSources: () => KernelSources): WorkerKernel {
    const { template } = loadKernel(data, loadSources);
    initializeClasses(template);
    return new WorkerKernel(template);
  }

  /** A new image with nothing in it but the kernel. */
  newImage(id: ImageId, name: string): ObjectMemory {
    return new ObjectMemory(this.template.kernel, id, name, this.template);
  }
}

function initializeClasses(template: ObjectMemory): void {
  let output = '';
  const host = new ImageHost({
    sendAway: () => undefined,
    stopped: () => undefined,
    output: (_vat, _category, text) => (output += text),
    imageDied: () => undefined,
    isMemoryLow: () => false,
  });
  const vat = new Vat(template, host);
  host.add(vat);
  for (const behavior of template.kernel.behaviors.values()) {
    if (!template.methodAt(behavior.counterpart, 'initialize')) continue;
    let failure: WireError | null | undefined;
    vat.perform(template.classObject(behavior), 'initialize', [], (outcome) => {
      failure = 'error' in outcome ? outcome.error : null;
    });
    host.runUntil(Infinity);
    if (failure !== null)
      throw new Error(
        `The kernel's ${behavior.name} class>>initialize failed: ${failure ? `${failure.cls}: ${failure.text}\n${failure.stack}` : 'it waits for ever'}\n${output}`,
      );
  }
}
