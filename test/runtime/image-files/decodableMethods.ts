// The methods of a raw image as Method objects that can be decoded: literals are symbols where they are texts, else nil.
import { Kernel } from '../../../runtime/object-memory/kernel';
import { knownClassNames } from '../../../runtime/object-memory/knownClasses';
import { Method, type MethodLiteral } from '../../../runtime/object-memory/method';
import type { ObjectMemory } from '../../../runtime/object-memory/objectMemory';
import type { Format } from '../../../runtime/object-memory/objects';
import { readMethod } from '../../../runtime/image-files/rawMethod';
import { RawFormat, type RawImage } from '../../../runtime/image-files/rawImage';

const formats: Partial<Record<string, Format>> = {
  ByteSymbol: 'bytes',
  ByteString: 'bytes',
  Character: 'character',
};

/** A kernel of classes without methods. */
export function bareKernel(): Kernel {
  const kernel = new Kernel();
  const string = kernel.addClass({
    name: 'String',
    superclass: null,
    format: 'bytes',
    instanceVariableNames: [],
    classInstanceVariableNames: [],
  });
  for (const name of knownClassNames) {
    const isText = /String|Symbol/.test(name);
    const behavior = kernel.addClass({
      name,
      superclass: isText ? string : null,
      format: formats[name] ?? 'normal',
      instanceVariableNames: [],
      classInstanceVariableNames: [],
    });
    kernel.behaviors.set(name, behavior);
  }
  kernel.layOut(string);
  for (const behavior of kernel.behaviors.values()) kernel.layOut(behavior);
  kernel.finish();
  return kernel;
}

export function decodableMethod(image: RawImage, object: number, kernel: Kernel): Method {
  const raw = readMethod(image, object);
  const literal = (slot: number): MethodLiteral => {
    const index = image.objectIn(object, slot + 1);
    const text = index < 0 ? undefined : image.textOf(index);
    return text === undefined ? kernel.nil : kernel.symbol(text);
  };
  const literals = Array.from({ length: raw.literalCount }, (_, slot) => literal(slot));
  const method = new Method(
    kernel,
    // Its literals are its own: none is copied.
    {} as ObjectMemory,
    kernel.known.Object,
    `method at ${image.fileOffsetOf(object)}`,
    raw.numArgs,
    false,
    () => ({
      ...raw,
      hasTrailer: true,
      numCopied: 0,
      literals,
      sourceMap: [],
      temps: [],
      start: 0,
      stop: 0,
    }),
    () => '',
  );
  method.primitive = raw.primitive;
  return method;
}

/** Numbers of all methods, Sista's blocks included. */
export function methodsIn(image: RawImage): number[] {
  return Array.from({ length: image.objectCount }, (_, i) => i).filter(
    (i) => image.formatOf(i) === RawFormat.Method,
  );
}
