// Makes live objects of a raw image: first each class, then each object empty, then what they hold. All of it is the
// image's own; nothing is shared with other images.
import type { Behavior } from '../object-memory/behavior';
import { BlockContext } from '../object-memory/blockContext';
import { Context } from '../object-memory/context';
import { isSymbol } from '../object-memory/literals';
import { Method, SBlock } from '../object-memory/method';
import type { ImageId } from '../object-memory/objectMemory';
import type {
  Fields,
  SArray,
  SBytes,
  SCharacter,
  SFloat,
  SLargeInt,
  SLongs,
  SObject,
  SShorts,
  SWords,
  Value,
} from '../object-memory/objects';
import { weakSlotFor } from '../primitives/objectAccess';
import { embeddedBlockAt, installContextFields, setHome, setSmalltalkPc } from './contextFields';
import { loadBehaviors } from './loadBehaviors';
import { ImageMethod } from './imageMethod';
import { methodDialect, readMethodParts } from './loadMethods';
import { RawClasses } from './rawClasses';
import type { ImageBehavior } from './imageBehavior';
import { ImageFileError } from './imageFileError';
import { keepOrigin } from './imageOrigin';
import { ImageKernel } from './imageKernel';
import { ImageMemory } from './imageMemory';
import { RawFormat, Special, type RawImage, type SlotReader } from './rawImage';

/** The image's objects, ready to run. Throws ImageFileError where they contradict each other. */
export function loadImage(image: RawImage, id: ImageId, name: string): ImageMemory {
  installContextFields();
  try {
    return new ImageLoader(image, id, name).load();
  } catch (error) {
    if (error instanceof ImageFileError) throw error;
    // Each object is sound, but what it is to others is not: the first place where that matters finds it.
    const found = `something else: ${(error as Error).message}`;
    throw new ImageFileError(image.file, image.header.dataOffset, 'objects that make an image', found);
  }
}

const returnSelf = 120;
/** firstLink and lastLink. */
const listFields = 2;

const enum ContextSlot {
  Sender = 0,
  Pc = 1,
  StackPointer = 2,
  Method = 3,
  Closure = 4,
  Receiver = 5,
  Stack = 6,
}

const enum BlockContextSlot {
  NumArgs = 3,
  StartPc = 4,
  Home = 5,
}

class ImageLoader {
  private readonly kernel: ImageKernel;
  private readonly behaviors: Map<number, ImageBehavior>;
  private readonly objects: SObject[];
  private readonly values: SlotReader<Value>;
  /** Which class has a method, and under which selector. */
  private readonly owners = new Map<
    number,
    { readonly behavior: ImageBehavior; readonly selector: string }
  >();
  private readonly memory: ImageMemory;

  constructor(
    private readonly image: RawImage,
    id: ImageId,
    name: string,
  ) {
    this.kernel = new ImageKernel(image.wordBytes);
    this.behaviors = loadBehaviors(image, this.kernel);
    this.objects = new Array<SObject>(image.objectCount);
    const { kernel, objects } = this;
    this.values = {
      object: (index) => objects[index],
      integer: (value) => value,
      character: (codePoint) => kernel.character(codePoint),
      float: (value) => kernel.float(value),
    };
    this.memory = new ImageMemory(kernel, id, name, methodDialect(image));
    const classes = new RawClasses(image);
    for (const [object, behavior] of this.behaviors)
      for (const { selector, method } of classes.methodsOf(object))
        this.owners.set(method, { behavior, selector });
    const { windowSize } = image.header;
    if (windowSize.width > 0) this.memory.windowSize = windowSize;
    // Whole names alone make sense to an image that has no folder of its own.
    this.memory.fileName = `/image/${image.file.split(/[\\/]/).at(-1)!}`;
    this.memory.placeholder = this.newMethod('none', {
      header: 0,
      literals: [],
      bytes: Uint8Array.of(returnSelf),
    });
  }

  load(): ImageMemory {
    const { image, objects } = this;
    this.allocateSingletons();
    for (let i = 0; i < image.objectCount; i++) objects[i] ??= this.allocate(i);
    for (let i = 0; i < image.objectCount; i++) this.fill(i);
    this.memory.specialObjects = objects[image.specialObjectsArray] as SArray;
    this.registerNames();
    objects.forEach((object, index) => {
      if (object instanceof ImageMethod) this.fillMethod(index, object);
    });
    // Blocks send to super as their methods do, which all are there only now.
    for (const object of objects) if (object instanceof ImageMethod) object.adoptClassOfHome();
    this.loadContexts();
    keepOrigin(image, this.memory, objects, this.behaviors);
    this.checkProcessor();
    return this.memory;
  }

  /** What the virtual machine takes Processes from; an image without any is one that nothing runs in. */
  private checkProcessor(): void {
    const { image, memory } = this;
    const binding = image.special(Special.SchedulerAssociation);
    if (binding < 0 || this.objects[binding] === memory.kernel.nil) return;
    const processor = (this.objects[binding] as Partial<Fields>).f1 as Partial<Fields> | undefined;
    const lists = (processor?.f0 as Partial<SArray> | undefined)?.a;
    const isList = (one: Value): boolean => typeof one === 'object' && one.$b.fieldCount >= listFields;
    if (!Array.isArray(lists) || !lists.every(isList))
      image.fail(binding, 'the binding of a Processor with lists of Processes', 'another one');
  }

  private fillMethod(index: number, method: ImageMethod): void {
    const { image } = this;
    for (let slot = 1; slot < image.slotCountOf(index); slot++)
      method.literals.push(image.slot(index, slot, this.values));
    method.refresh();
  }

  private newMethod(
    selector: string,
    parts: ReturnType<typeof readMethodParts>,
    behavior: Behavior = this.kernel.known.Object,
    isBlock = false,
    ownClass?: Behavior,
  ): ImageMethod {
    const { memory } = this;
    return new ImageMethod(memory, memory.dialect, {
      ...parts,
      behavior,
      selector,
      isBlock,
      ...(ownClass && { class: ownClass }),
    });
  }

  /** nil, true and false exist before any image: they become the image's. */
  private allocateSingletons(): void {
    const { image, kernel } = this;
    const places: [Special, SObject][] = [
      [Special.Nil, kernel.nil],
      [Special.True, kernel.true_],
      [Special.False, kernel.false_],
    ];
    for (const [place, object] of places) {
      const index = image.special(place);
      this.objects[index] = object;
      object.h = image.hashOf(index);
      Object.setPrototypeOf(object, this.behaviorOf(index).prototype as object);
    }
  }

  private behaviorOf(object: number): ImageBehavior {
    const { image } = this;
    return (
      this.behaviors.get(image.classOf(object)) ??
      image.fail(object, 'an object of a class', 'one of something else')
    );
  }

  private allocate(index: number): SObject {
    const { image } = this;
    // Nothing means a forwarder: pointers to it are followed.
    if (image.formatOf(index) === RawFormat.Forwarder) return this.kernel.nil;
    const behavior = this.behaviorOf(index);
    const object = this.allocateOf(index, behavior);
    object.h = image.hashOf(index);
    return object;
  }

  private allocateOf(index: number, behavior: ImageBehavior): SObject {
    const { image, kernel } = this;
    if (image.formatOf(index) === RawFormat.Method) {
      const owner = this.owners.get(index);
      const isBlock = behavior === kernel.known.CompiledBlock;
      return this.newMethod(
        owner?.selector ?? 'unbound',
        readMethodParts(image, index),
        owner?.behavior,
        isBlock,
        behavior,
      );
    }
    if (behavior === kernel.known.Context) return this.emptyContext();
    if (behavior === kernel.blockContextClass)
      return new BlockContext(behavior, this.memory.placeholder, kernel.nil);
    if (behavior === kernel.known.BlockClosure || behavior === kernel.fullBlockClass)
      return this.emptyBlock(behavior);
    const object = behavior.instantiate(0);
    const classBehavior = this.behaviors.get(index);
    if (classBehavior) {
      (object as { behavior?: ImageBehavior }).behavior = classBehavior;
      classBehavior.classObject = object as ImageBehavior['classObject'];
    }
    return object;
  }

  private emptyBlock(behavior: ImageBehavior): SBlock {
    const { kernel, memory } = this;
    const block = new SBlock(memory.placeholder, kernel.nil, kernel.nil, []);
    (block as { $b: Behavior }).$b = behavior;
    return block;
  }

  private emptyContext(): Context {
    return new Context(null, this.memory.placeholder, this.kernel.nil, null, []);
  }

  private fill(index: number): void {
    const { image } = this;
    const object = this.objects[index];
    if (image.formatOf(index) === RawFormat.Forwarder) return;
    if (object instanceof Method || object instanceof Context || object instanceof SBlock) return;
    const behavior = object.$b;
    switch (behavior.format) {
      case 'float':
        (object as SFloat).v = image.floatOf(index);
        break;
      case 'largeInt':
        (object as SLargeInt).big =
          magnitude(image.bytesOf(index)) * (behavior === this.kernel.known.LargeNegativeInteger ? -1n : 1n);
        break;
      case 'bytes':
        this.fillBytes(index, object as SBytes);
        break;
      case 'words':
        (object as SWords).w = Uint32Array.from(
          { length: image.wordCountOf(index) * (image.wordBytes / 4) },
          (_, i) => image.word32(index, i),
        ).subarray(0, Math.floor((image.elementCountOf(index) * bytesAnElement(image.formatOf(index))) / 4));
        break;
      case 'shorts':
        (object as SShorts).d = Uint16Array.from({ length: image.elementCountOf(index) }, (_, i) =>
          image.word16(index, i),
        );
        break;
      case 'longs':
        (object as SLongs).q = BigUint64Array.from({ length: image.elementCountOf(index) }, (_, i) =>
          image.word64(index, i),
        );
        break;
      default:
        if (image.isPointers(index)) this.fillPointers(index, object);
    }
  }

  private fillBytes(index: number, object: SBytes): void {
    const bytes = this.image.bytesOf(index);
    const isText = object.$b === this.kernel.known.ByteString || isSymbol(object);
    if (isText || bytes.length === 0) {
      object.s = this.image.textOf(index)!;
      object.b = null;
    } else {
      object.s = null;
      object.b = bytes.slice();
    }
  }

  private fillPointers(index: number, object: SObject): void {
    const { image, values } = this;
    const { fieldCount, format } = object.$b;
    const count = image.slotCountOf(index);
    for (let i = 0; i < count && i < fieldCount; i++)
      (object as Fields)[`f${i}`] = image.slot(index, i, values);
    if (format === 'character') {
      const codePoint = image.integerIn(index, 0) ?? 0;
      (object as SCharacter).value = codePoint;
      this.kernel.adoptCharacter(codePoint, object as SCharacter);
    }
    if (format !== 'variable' && format !== 'weak') return;
    const elements: Value[] = [];
    for (let i = fieldCount; i < count; i++) {
      const value = image.slot(index, i, values);
      elements.push(format === 'weak' ? weakSlotFor(value) : value);
    }
    (object as SArray).a = elements;
  }

  /** Blocks need the code of their home Context, Contexts that of their blocks. */
  private loadContexts(): void {
    const { objects } = this;
    const blocks: number[] = [];
    const contexts: number[] = [];
    objects.forEach((object, index) => {
      if (object instanceof SBlock) blocks.push(index);
      else if (object instanceof Context) contexts.push(index);
    });
    for (const index of contexts) this.fillContext(index, objects[index] as Context);
    // Blocks take their code and receiver from their homes, which have them now.
    for (const index of contexts) {
      const context = objects[index];
      if (context instanceof BlockContext) this.fillBlockContext(index, context);
    }
    for (const index of blocks) this.fillBlock(index, objects[index] as SBlock);
    for (const index of contexts) this.startContext(index, objects[index] as Context);
  }

  private fillContext(index: number, context: Context): void {
    const { image, values } = this;
    const live = image.liveSlotCountOf(index);
    if (live < ContextSlot.Stack) image.fail(index, 'a Context', `one of ${live} slots`);
    const slot = (at: number): Value => image.slot(index, at, values);
    const sender = slot(ContextSlot.Sender);
    context.sender = sender instanceof Context ? sender : null;
    for (let at = ContextSlot.Stack; at < live; at++) context.stack.push(slot(at));
    context.sp = context.stack.length;
    if (context instanceof BlockContext) return;
    const method = slot(ContextSlot.Method);
    const closure = slot(ContextSlot.Closure);
    if (method instanceof Method) context.method = method;
    context.closure = closure instanceof SBlock ? closure : null;
    context.receiver = slot(ContextSlot.Receiver);
  }

  private fillBlockContext(index: number, block: BlockContext): void {
    const slot = (at: BlockContextSlot): Value => this.image.slot(index, at, this.values);
    block.numArgs = slot(BlockContextSlot.NumArgs);
    block.startPc = slot(BlockContextSlot.StartPc);
    setHome(block, slot(BlockContextSlot.Home));
  }

  private fillBlock(index: number, block: SBlock): void {
    const { image, values } = this;
    const fields = block as { -readonly [K in keyof SBlock]: SBlock[K] };
    const outer = image.slot(index, 0, values);
    const code = image.slot(index, 1, values);
    fields.outerContext = outer as SObject;
    const { fieldCount } = block.$b;
    if (code instanceof Method) {
      fields.code = code;
      if (fieldCount > 3) fields.receiver = image.slot(index, 3, values);
    } else if (outer instanceof Context && typeof code === 'number') {
      const embedded = embeddedBlockAt(outer.method.home, code);
      fields.code =
        embedded ?? image.fail(index, 'a block whose code is in its method', `one that starts at ${code}`);
      fields.receiver = outer.receiver;
    }
    for (let at = fieldCount; at < image.slotCountOf(index); at++)
      block.copied.push(image.slot(index, at, values));
  }

  private startContext(index: number, context: Context): void {
    if (context.closure) context.method = context.closure.code;
    setSmalltalkPc(context, this.image.slot(index, ContextSlot.Pc, this.values));
  }

  private registerNames(): void {
    for (const object of this.objects)
      if (object.$b.format === 'bytes' && isSymbol(object)) this.kernel.adoptSymbol(object);
  }
}

function bytesAnElement(format: RawFormat): number {
  return format === RawFormat.Bits64 ? 8 : format === RawFormat.Bits32 ? 4 : 2;
}

function magnitude(bytes: Uint8Array): bigint {
  let digits = '0x0';
  for (let i = bytes.length - 1; i >= 0; i--) digits += bytes[i].toString(16).padStart(2, '0');
  return BigInt(digits);
}
