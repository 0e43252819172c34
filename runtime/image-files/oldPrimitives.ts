// Primitives as methods of V3 images name them, by what they are called since: numbers that became named primitives
// of modules (Squeak's Interpreter class>>obsoleteIndexedPrimitiveTable), and names from before modules. Some of the
// numbers mean something else in Spur, and in late V3 images: the number of arguments tells.
import type { Primitive } from '../primitives/primitive';
import { hasPrimitive, primitiveNamed, primitiveNumbered } from '../primitives/primitiveTable';

/** A module, the number of the first primitive, then names with their arguments, for one number after the other. */
type Run = readonly [module: string, first: number, ...primitives: readonly (readonly [string, number])[]];

const runs: readonly Run[] = [
  ['BitBltPlugin', 96, ['primitiveCopyBits', 0]],
  ['BitBltPlugin', 104, ['primitiveDrawLoop', 2]],
  ['JoystickTabletPlugin', 146, ['primitiveReadJoystick', 1]],
  ['BitBltPlugin', 147, ['primitiveWarpBits', 2]],
  [
    'FilePlugin',
    150,
    ['primitiveFileAtEnd', 1],
    ['primitiveFileClose', 1],
    ['primitiveFileGetPosition', 1],
    ['primitiveFileOpen', 2],
    ['primitiveFileRead', 4],
    ['primitiveFileSetPosition', 2],
    ['primitiveFileDelete', 1],
    ['primitiveFileSize', 1],
    ['primitiveFileWrite', 4],
    ['primitiveFileRename', 2],
    ['primitiveDirectoryCreate', 1],
    ['primitiveDirectoryDelimitor', 0],
    ['primitiveDirectoryLookup', 2],
    ['primitiveDirectoryDelete', 1],
    ['primitiveDirectoryGetMacTypeAndCreator', 3],
  ],
  ['FilePlugin', 169, ['primitiveDirectorySetMacTypeAndCreator', 3]],
  [
    'SoundPlugin',
    170,
    ['primitiveSoundStart', 3],
    ['primitiveSoundStartWithSemaphore', 4],
    ['primitiveSoundStop', 0],
    ['primitiveSoundAvailableSpace', 0],
    ['primitiveSoundPlaySamples', 3],
    ['primitiveSoundPlaySilence', 0],
  ],
  [
    'SoundPlugin',
    189,
    ['primitiveSoundInsertSamples', 3],
    ['primitiveSoundStartRecording', 3],
    ['primitiveSoundStopRecording', 0],
    ['primitiveSoundGetRecordingSampleRate', 0],
    ['primitiveSoundRecordSamples', 2],
    ['primitiveSoundSetRecordLevel', 1],
  ],
  [
    'MiscPrimitivePlugin',
    234,
    ['primitiveDecompressFromByteArray', 3],
    ['primitiveCompareString', 3],
    ['primitiveConvert8BitSigned', 2],
    ['primitiveCompressToByteArray', 2],
  ],
  [
    'SerialPlugin',
    238,
    ['primitiveSerialPortOpen', 8],
    ['primitiveSerialPortClose', 1],
    ['primitiveSerialPortWrite', 4],
    ['primitiveSerialPortRead', 4],
  ],
  [
    'MiscPrimitivePlugin',
    243,
    ['primitiveTranslateStringWithTable', 4],
    ['primitiveFindFirstInString', 3],
    ['primitiveIndexOfAsciiInString', 3],
    ['primitiveFindSubstring', 4],
  ],
];

/** Of any number of arguments: nothing else has had the numbers. Sound mixing took another argument in time. */
const soundMixing = [
  'primitiveWaveTableSoundMix',
  'primitiveFMSoundMix',
  'primitivePluckedSoundMix',
  'primitiveSampledSoundMix',
  'primitiveMixFMSound',
  'primitiveMixPluckedSound',
  'primitiveOldSampledSoundMix',
  'primitiveApplyReverb',
  'primitiveMixLoopedSampledSound',
  'primitiveMixSampledSound',
];
const firstMixing = 176;
/** Mixing has at least these; allInstances and critical sections, which have the numbers in Spur, have fewer. */
const leastMixingArguments = 3;

/** Closures have the numbers from 200 on: images with closures call these by name. */
const sockets = [
  'primitiveInitializeNetwork',
  'primitiveResolverStartNameLookup',
  'primitiveResolverNameLookupResult',
  'primitiveResolverStartAddressLookup',
  'primitiveResolverAddressLookupResult',
  'primitiveResolverAbortLookup',
  'primitiveResolverLocalAddress',
  'primitiveResolverStatus',
  'primitiveResolverError',
  'primitiveSocketCreate',
  'primitiveSocketDestroy',
  'primitiveSocketConnectionStatus',
  'primitiveSocketError',
  'primitiveSocketLocalAddress',
  'primitiveSocketLocalPort',
  'primitiveSocketRemoteAddress',
  'primitiveSocketRemotePort',
  'primitiveSocketConnectToPort',
  'primitiveSocketListenWithOrWithoutBacklog',
  'primitiveSocketCloseConnection',
  'primitiveSocketAbortConnection',
  'primitiveSocketReceiveDataBufCount',
  'primitiveSocketReceiveDataAvailable',
  'primitiveSocketSendDataBufCount',
  'primitiveSocketSendDone',
  'primitiveSocketAccept',
];
const firstSocket = 200;
/** Contexts as arrays: late images of that time had them at numbers of sockets, in methods of Context. */
const contextAccess = [210, 211, 212];

const old = new Map<number, { readonly name: string; readonly numArgs: number }>();
for (const [module, first, ...primitives] of runs)
  primitives.forEach(([name, numArgs], i) => old.set(first + i, { name: `${module}.${name}`, numArgs }));

/** What a method says of its primitive. */
export interface PrimitiveUser {
  readonly primitive: number;
  readonly numArgs: number;
  readonly hasClosures: boolean;
  /** It is a method of Contexts. */
  readonly isOfContexts: boolean;
}

/** `module.name` of the primitive that the number of a V3 method means; undefined where the number means itself. */
export function nameOfOldNumber({
  primitive,
  numArgs,
  hasClosures,
  isOfContexts,
}: PrimitiveUser): string | undefined {
  const named = old.get(primitive);
  if (named?.numArgs === numArgs) return named.name;
  const mixing = soundMixing[primitive - firstMixing];
  if (mixing !== undefined && numArgs >= leastMixingArguments) return `SoundGenerationPlugin.${mixing}`;
  if (hasClosures || (isOfContexts && contextAccess.includes(primitive))) return undefined;
  const socket = sockets[primitive - firstSocket];
  return socket && `SocketPlugin.${socket}`;
}

/** Beginnings of names from before modules, and what stands for them in which module. */
const oldPrefixes: readonly (readonly [prefix: string, module: string])[] = [
  ['gePrimitive', 'B2DPlugin'],
  ['primitiveFloatArray', 'FloatArrayPlugin'],
  ['m23Primitive', 'Matrix2x3Plugin'],
];
const zipNames = /^primitive(Deflate|UpdateGZipCrc32|InflateDecompressBlock|ZipSendBlock)/;

/** `module.name` for a name as a method gives it, whose module may be empty. */
export function nameSinceModules(name: string): string {
  if (!name.startsWith('.')) return name;
  const own = name.slice(1);
  for (const [prefix, module] of oldPrefixes)
    if (own.startsWith(prefix)) {
      const rest = own.slice(prefix.length);
      return `${module}.primitive${rest === 'Hash' ? 'HashArray' : rest}`;
    }
  if (zipNames.test(own)) return `ZipPlugin.${own}`;
  return own.startsWith('primitiveFFT') ? `FFTPlugin.${own}` : name;
}

/** The primitive that a number means to methods of V3; null if there is none. */
export function oldPrimitive(user: PrimitiveUser): Primitive | null {
  const name = nameOfOldNumber(user);
  if (name !== undefined) return primitiveNamed(name);
  return hasPrimitive(user.primitive) ? primitiveNumbered(user.primitive) : null;
}
