// ADPCMCodecPlugin: the loops of ADPCMCodec, which codes each sample as its difference from a prediction, in steps of a
// size that follows the sound (IMA ADPCM, in frames as Flash has them). Encoding stereo fails, as on stock machines.
import { bytesToRead, bytesToWrite, samplesOf, slotsOf, taking, type Slots } from './pluginOperands';
import type { Primitive, PrimitiveFamily } from './primitive';

/** Instance variables of ADPCMCodec. */
const enum Field {
  Predicted,
  Index,
  SignMask,
  ValueMask,
  HighBit,
  FrameSizeMask,
  CurrentByte,
  BitPosition,
  ByteIndex,
  Bytes,
  Left,
  Right,
  SampleIndex,
  BitsPerSample,
  StepSizes,
  IndexSteps,
}

const fieldCount = 16;
const lastIndex = 88;

/** Bits in a row of bytes, most significant first; what is left of a byte stays with the codec. */
class BitStream {
  constructor(
    private readonly bytes: Uint8Array,
    public byteIndex: number,
    public byte: number,
    /** Bits left to read of the byte, or written into it. */
    public position: number,
  ) {}

  read(count: number): number {
    let result = 0;
    for (let left = count; ;) {
      const shift = left - this.position;
      if (shift <= 0) {
        result += this.byte >>> -shift;
        this.position -= left;
        this.byte &= 255 >>> (8 - this.position);
        return result;
      }
      result += this.byte << shift;
      left -= this.position;
      this.byte = this.bytes[this.byteIndex++] ?? 0;
      this.position = 8;
    }
  }

  write(count: number, value: number): void {
    for (let left = count; ;) {
      const shift = 8 - this.position - left;
      if (shift >= 0) {
        this.byte += value << shift;
        this.position += left;
        return;
      }
      this.byte += value >>> -shift;
      left -= 8 - this.position;
      this.flush();
      value &= (1 << -shift) - 1;
      this.byte = this.position = 0;
    }
  }

  /** Leaves the byte as it is, for the codec to go on with. */
  flush(): void {
    this.bytes[this.byteIndex++] = this.byte;
  }
}

interface Codec {
  readonly slots: Slots;
  readonly stream: BitStream;
  readonly signMask: number;
  readonly valueMask: number;
  readonly highBit: number;
  readonly frameSizeMask: number;
  readonly bitsPerSample: number;
  readonly stepSizes: Int16Array;
  readonly indexSteps: Int16Array;
}

function codecOf(slots: Slots, bytes: Uint8Array | null): Codec | null {
  const number = (field: Field): number => {
    const value = slots.at(field);
    return typeof value === 'number' ? value : NaN;
  };
  const [stepSizes, indexSteps] = [
    samplesOf(slots.at(Field.StepSizes)),
    samplesOf(slots.at(Field.IndexSteps)),
  ];
  const codec = {
    signMask: number(Field.SignMask),
    valueMask: number(Field.ValueMask),
    highBit: number(Field.HighBit),
    frameSizeMask: number(Field.FrameSizeMask),
    bitsPerSample: number(Field.BitsPerSample),
  };
  const position = [number(Field.ByteIndex), number(Field.CurrentByte), number(Field.BitPosition)] as const;
  if (bytes === null || stepSizes === null || indexSteps === null || stepSizes.length <= lastIndex)
    return null;
  if ([...Object.values(codec), ...position, number(Field.SampleIndex)].some(Number.isNaN)) return null;
  return { slots, stepSizes, indexSteps, ...codec, stream: new BitStream(bytes, ...position) };
}

function storePosition({ slots, stream }: Codec, sampleIndex: number): void {
  slots.put(Field.CurrentByte, stream.byte);
  slots.put(Field.BitPosition, stream.position);
  slots.put(Field.ByteIndex, stream.byteIndex);
  slots.put(Field.SampleIndex, sampleIndex);
}

/** The prediction for one side of a sound. */
class Prediction {
  constructor(
    private readonly codec: Codec,
    public value: number,
    public index: number,
  ) {}

  get step(): number {
    return this.codec.stepSizes[this.index];
  }

  /** Goes by a difference in steps; `delta` has its sign and value as they are coded. */
  follow(change: number, isNegative: boolean, delta: number): void {
    this.value = Math.max(-0x8000, Math.min(0x7fff, this.value + (isNegative ? -change : change)));
    const step = this.codec.indexSteps[delta] ?? 0;
    this.index = Math.max(0, Math.min(lastIndex, this.index + step));
  }

  readHeader(): void {
    this.value = (this.codec.stream.read(16) << 16) >> 16;
    this.index = this.codec.stream.read(6);
  }

  readDelta(): void {
    const { stream, bitsPerSample, highBit, signMask, valueMask } = this.codec;
    const delta = stream.read(bitsPerSample);
    let { step } = this;
    let change = 0;
    for (let bit = highBit; bit > 0; bit >>>= 1, step >>>= 1) if ((delta & bit) > 0) change += step;
    this.follow(change + step, (delta & signMask) > 0, delta & valueMask);
  }
}

/** `privateDecodeMono: count` or `privateDecodeStereo: count`. */
const decoding = (channels: 1 | 2): Primitive =>
  taking(1, (_vm, [count], receiver) => {
    const slots = slotsOf(receiver, fieldCount);
    const codec = slots && codecOf(slots, bytesToRead(slots.at(Field.Bytes)));
    if (slots === null || codec === null || typeof count !== 'number') return null;
    const outputs = [
      samplesOf(slots.at(Field.Left)),
      ...(channels === 2 ? [samplesOf(slots.at(Field.Right))] : []),
    ];
    let sampleIndex = Number(slots.at(Field.SampleIndex));
    if (!outputs.every((output): output is Int16Array => (output?.length ?? -1) >= sampleIndex + count))
      return null;
    const [values, indexes] = [Field.Predicted, Field.Index].map((field) =>
      channels === 2 ? samplesOf(slots.at(field)) : [slots.at(field)],
    );
    if (!values || !indexes || values.length < channels || indexes.length < channels) return null;
    const predictions = outputs.map((_, i) => new Prediction(codec, Number(values[i]), Number(indexes[i])));
    for (let i = 1; i <= count; i++) {
      const isHeader = (i & codec.frameSizeMask) === 1;
      predictions.forEach((prediction, channel) => {
        if (isHeader) prediction.readHeader();
        else prediction.readDelta();
        outputs[channel][sampleIndex] = prediction.value;
      });
      sampleIndex++;
    }
    predictions.forEach((prediction, i) => {
      values[i] = prediction.value;
      indexes[i] = prediction.index;
    });
    if (channels === 1) {
      slots.put(Field.Predicted, predictions[0].value);
      slots.put(Field.Index, predictions[0].index);
    }
    storePosition(codec, sampleIndex);
    return receiver;
  });

/** The first step as large as the difference of two samples; 6 bits say which. */
function indexFor({ stepSizes }: Codec, difference: number): number {
  const largest = 63;
  for (let j = 1; j < largest; j++) if (stepSizes[j - 1] >= difference) return j;
  return largest;
}

const encodeMono = taking(1, (_vm, [count], receiver) => {
  const slots = slotsOf(receiver, fieldCount);
  const codec = slots && codecOf(slots, bytesToWrite(slots.at(Field.Bytes)));
  const samples = slots && samplesOf(slots.at(Field.Left));
  if (slots === null || codec === null || samples === null || typeof count !== 'number') return null;
  const { stream, highBit, signMask, bitsPerSample, stepSizes } = codec;
  let sampleIndex = Number(slots.at(Field.SampleIndex));
  if (sampleIndex + count > samples.length) return null;
  const prediction = new Prediction(codec, Number(slots.at(Field.Predicted)), Number(slots.at(Field.Index)));
  // What a frame begins with is the step of the sample before it.
  let step = stepSizes[0];
  for (let i = 1; i <= count; i++) {
    const sample = samples[sampleIndex++];
    if ((i & codec.frameSizeMask) === 1) {
      prediction.value = sample;
      stream.write(16, sample & 0xffff);
      if (i < count) prediction.index = indexFor(codec, Math.abs(samples[sampleIndex] - sample));
      stream.write(6, prediction.index);
      continue;
    }
    const isNegative = sample < prediction.value;
    let difference = Math.abs(sample - prediction.value);
    let [delta, change] = [0, 0];
    for (let bit = highBit; bit > 0; bit >>>= 1, step >>>= 1) {
      if (difference < step) continue;
      delta += bit;
      change += step;
      difference -= step;
    }
    prediction.follow(change + step, isNegative, delta);
    step = prediction.step;
    stream.write(bitsPerSample, (isNegative ? signMask : 0) | delta);
  }
  if (stream.position > 0) stream.flush();
  slots.put(Field.Predicted, prediction.value);
  slots.put(Field.Index, prediction.index);
  storePosition(codec, sampleIndex);
  return receiver;
});

export const adpcmCodecPlugin: PrimitiveFamily = {
  named: {
    'ADPCMCodecPlugin.primitiveDecodeMono': decoding(1),
    'ADPCMCodecPlugin.primitiveDecodeStereo': decoding(2),
    'ADPCMCodecPlugin.primitiveEncodeMono': encodeMono,
  },
};
