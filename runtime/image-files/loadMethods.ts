import { isQuickPrimitive } from '../bytecodes/quickPrimitives';
import { specialSend, v3SpecialSends, type SpecialSend } from '../bytecodes/specialSelectors';
import { Method, type MethodBody } from '../object-memory/method';
import type { Value } from '../object-memory/objects';
import { hasPrimitive, primitiveNamed, primitiveNumbered } from '../primitives/primitiveTable';
import type { ImageBehavior } from './imageBehavior';
import type { ImageMemory } from './imageMemory';
import { RawClasses } from './rawClasses';
import { Special, type RawImage } from './rawImage';
import { namedPrimitive, primitiveNameOf, readMethod } from './rawMethod';

const ensurePrimitive = 198;
const onDoPrimitive = 199;
const returnSelf = 120;

/** Makes the methods of an image: their classes and selectors are found in its method dictionaries. */
export class MethodLoader {
  /** Stands in Contexts and blocks until their own code is known. */
  readonly placeholder: Method;
  private readonly owners = new Map<
    number,
    { readonly behavior: ImageBehavior; readonly selector: string }
  >();
  private readonly specialSends: readonly SpecialSend[] | undefined;

  constructor(
    private readonly image: RawImage,
    private readonly memory: ImageMemory,
    private readonly behaviors: ReadonlyMap<number, ImageBehavior>,
    private readonly literalsOf: (method: number) => Value[],
  ) {
    const classes = new RawClasses(image);
    for (const [object, behavior] of behaviors)
      for (const { selector, method } of classes.methodsOf(object))
        this.owners.set(method, { behavior, selector });
    this.specialSends = readSpecialSends(image);
    const nothing = { numTemps: 0, frameSize: 1, literals: [], bytes: Uint8Array.of(returnSelf) };
    this.placeholder = this.newMethod(memory.kernel.known.Object as ImageBehavior, 'none', 0, false, () => ({
      ...nothing,
      ...withoutSource,
      bytecodes: 'v3',
    }));
  }

  /** The method with that number; its literals are taken when its body is first asked for. */
  make(object: number): Method {
    const { image, memory } = this;
    const raw = readMethod(image, object);
    const owner = this.owners.get(object);
    const isBlock = this.behaviors.get(image.classOf(object)) === memory.kernel.known.CompiledBlock;
    const behavior = this.classFromLiterals(object, raw.literalCount) ?? owner?.behavior;
    const method = this.newMethod(
      behavior ?? (memory.kernel.known.Object as ImageBehavior),
      owner?.selector ?? 'unbound',
      raw.numArgs,
      isBlock,
      () => ({
        ...raw,
        ...withoutSource,
        ...(this.specialSends && { specialSends: this.specialSends }),
        bytes: raw.bytes.slice(),
        hasTrailer: true,
        literals: this.literalsOf(object),
      }),
    );
    if (!isBlock) this.givePrimitive(method, object, raw.primitive);
    return method;
  }

  private newMethod(
    behavior: ImageBehavior,
    selector: string,
    numArgs: number,
    isBlock: boolean,
    body: () => MethodBody,
  ): Method {
    const { memory } = this;
    return new Method(memory.kernel, memory, behavior, selector, numArgs, isBlock, body, () => '');
  }

  /** The class that a super send starts above is the value of the last literal. */
  private classFromLiterals(object: number, literalCount: number): ImageBehavior | undefined {
    const { image } = this;
    const last = image.objectIn(object, literalCount);
    if (literalCount === 0 || last < 0 || !image.isPointers(last)) return undefined;
    return this.behaviors.get(image.objectIn(last, 1));
  }

  private givePrimitive(method: Method, object: number, primitive: number): void {
    method.primitive = primitive;
    method.isUnwindMarked = primitive === ensurePrimitive;
    method.isHandlerMarked = primitive === onDoPrimitive;
    if (primitive === namedPrimitive) {
      method.primitiveName = primitiveNameOf(this.image, object) ?? null;
      if (method.primitiveName !== null) method.primitiveFunction = primitiveNamed(method.primitiveName);
    } else if (!isQuickPrimitive(primitive) && hasPrimitive(primitive))
      method.primitiveFunction = primitiveNumbered(primitive);
  }
}

const withoutSource = { numCopied: 0, sourceMap: [], temps: [], start: 0, stop: 0 };

/** The image's special selectors: pairs of a selector and its number of arguments. */
function readSpecialSends(image: RawImage): SpecialSend[] | undefined {
  const array = image.special(Special.SpecialSelectors);
  if (array < 0 || image.slotCountOf(array) < 64) return undefined;
  return Array.from({ length: 32 }, (_, i) => {
    const selector = image.objectIn(array, i * 2);
    const text = selector < 0 ? undefined : image.textOf(selector);
    // A place that no compiler uses any more may be empty.
    if (text === undefined) return v3SpecialSends[i];
    return specialSend(text, image.integerIn(array, i * 2 + 1) ?? 0);
  });
}
