// Texts for values, without running any Smalltalk: bounded in time and size, never touching a far object.
import { byteText } from '../object-memory/bytesOf';
import { isSymbol, textOf } from '../object-memory/literals';
import { Context } from '../object-memory/context';
import { Method, SBlock } from '../object-memory/method';
import type {
  Fields,
  SArray,
  SBytes,
  SCharacter,
  SClass,
  SFloat,
  SLargeInt,
  SObject,
  SWords,
  Value,
} from '../object-memory/objects';
import { Ref } from '../object-memory/ref';
import type { Vat } from '../remote/vat';

const maxText = 200;
const maxElements = 8;
const maxDepth = 2;

function shortened(text: string): string {
  return text.length > maxText ? `${text.slice(0, maxText)}…` : text;
}

function quoted(text: string): string {
  return `'${shortened(text).replaceAll("'", "''")}'`;
}

/** How a value is shown in lists. */
export function display(vat: Vat, v: Value, depth = 0): string {
  const { kernel } = vat.memory;
  if (typeof v !== 'object') return String(v);
  if (v === kernel.nil) return 'nil';
  if (v === kernel.true_) return 'true';
  if (v === kernel.false_) return 'false';
  if (v instanceof Ref) return farDescription(vat, v);
  if (v instanceof Context) return v.method.printName;
  if (v instanceof SBlock) return `a block in ${v.code.home.printName}`;
  if (v instanceof Method) return v.printName;
  if (v.$b === kernel.leaf) return leafDescription(vat, v);
  switch (v.$b.format) {
    case 'class':
      return (v as SClass).behavior.printName;
    case 'float':
      return floatText((v as SFloat).v);
    case 'largeInt':
      return shortened(String((v as SLargeInt).big));
    case 'character':
      return characterText((v as SCharacter).value);
    case 'bytes':
    case 'words':
      return displayBytes(vat, v);
    default:
      return displayObject(vat, v, depth);
  }
}

function floatText(v: number): string {
  if (Number.isNaN(v)) return 'nan';
  if (!Number.isFinite(v)) return v > 0 ? 'inf' : '-inf';
  const text = String(v);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function characterText(codePoint: number): string {
  return codePoint > 32 && codePoint !== 127
    ? `$${String.fromCodePoint(codePoint)}`
    : `Character value: ${codePoint}`;
}

function displayBytes(vat: Vat, o: SObject): string {
  const { known } = vat.memory.kernel;
  if (isSymbol(o)) return `#${textOf(o)}`;
  if (o.$b.isOrInheritsFrom(known.ByteString) || o.$b.isOrInheritsFrom(known.WideString))
    return quoted(textOf(o));
  const size = (o as SBytes).b?.length ?? (o as SBytes).s?.length ?? (o as SWords).w?.length ?? 0;
  if (o.$b === known.ByteArray && size <= 32)
    return `#[${[...byteText(o as SBytes)].map((c) => c.charCodeAt(0)).join(' ')}]`;
  return `${article(o.$b.name)} (${size} elements)`;
}

function displayObject(vat: Vat, o: SObject, depth: number): string {
  const { name } = o.$b;
  const shown = depth < maxDepth ? contents(vat, o, depth) : undefined;
  return shown === undefined ? article(name) : `${article(name)}${shown}`;
}

/** A glance at the elements of collections that everybody knows. */
function contents(vat: Vat, o: SObject, depth: number): string | undefined {
  const elements = elementsOf(vat, o);
  if (elements !== undefined) {
    const shown = elements.slice(0, maxElements).map((e) => display(vat, e, depth + 1));
    if (elements.length > maxElements) shown.push('…');
    return shortened(`(${shown.join(' ')})`);
  }
  if (o.$b.name === 'Association') {
    const { f0, f1 } = o as Fields;
    return `: ${display(vat, f0, depth + 1)}->${display(vat, f1, depth + 1)}`;
  }
  return undefined;
}

/** The elements of an Array or an OrderedCollection; undefined for anything else. */
export function elementsOf(vat: Vat, o: SObject): readonly Value[] | undefined {
  const { known, nil } = vat.memory.kernel;
  if (o.$b === known.Array) return (o as SArray).a;
  if (o.$b.name !== 'OrderedCollection' && o.$b.name !== 'SortedCollection') return undefined;
  const names = o.$b.allInstanceVariableNames();
  const field = (name: string): Value => (o as Fields)[`f${names.indexOf(name)}`];
  const array = field('array');
  const first = field('firstIndex');
  const last = field('lastIndex');
  if (typeof array !== 'object' || typeof first !== 'number' || typeof last !== 'number') return undefined;
  return ((array as SArray).a ?? []).slice(first - 1, last).map((v) => v ?? nil);
}

export function article(name: string): string {
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

export function farDescription(vat: Vat, ref: Ref): string {
  const broken = vat.brokenReason(ref);
  const where = `→ ${article(ref.className)} in ${vat.host.imageName(ref.home)}`;
  return broken === undefined ? `${where} (far reference ${ref.exportId})` : `${where} (broken: ${broken})`;
}

function leafDescription(vat: Vat, o: SObject): string {
  const blob = vat.residency?.blobOf(o);
  return blob ? `${article(blob.behavior.name)} (${blob.sizeBytes} bytes, paged out)` : 'a paged-out object';
}

export function typeName(vat: Vat, v: Value): string {
  if (typeof v === 'object' && v.$b === vat.memory.kernel.leaf)
    return vat.residency?.blobOf(v)?.behavior.name ?? 'Leaf';
  return vat.memory.kernel.classOf(v).printName;
}
