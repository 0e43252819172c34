// LocalePlugin as on a Unix without settings: English of the United States. And UUIDPlugin.
import type { Value } from '../object-memory/objects';
import type { Interpreter } from '../interpreter/interpreter';
import { bytesToWrite, taking } from './pluginOperands';
import type { Primitive, PrimitiveFamily } from './primitive';

const text =
  (value: string): Primitive =>
  (vm) =>
    vm.kernel.latin1String(value);

const no = (vm: Interpreter): Value => vm.kernel.false_;

/** East of Greenwich. */
const offsetMinutes = (): number => 0 - new Date().getTimezoneOffset();

function isDaylightSaving(): boolean {
  const now = new Date();
  const offsets = [0, 6].map((month) => new Date(now.getFullYear(), month, 1).getTimezoneOffset());
  return now.getTimezoneOffset() < Math.max(...offsets);
}

/** A random UUID (RFC 9562, version 4) into sixteen bytes. */
const makeUuid = taking(0, (_vm, _args, receiver) => {
  const bytes = bytesToWrite(receiver);
  if (bytes?.length !== 16) return null;
  crypto.getRandomValues(bytes);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return receiver;
});

export const localePlugin: PrimitiveFamily = {
  named: {
    'LocalePlugin.primitiveCountry': text('US'),
    'LocalePlugin.primitiveLanguage': text('en'),
    'LocalePlugin.primitiveCurrencySymbol': text('$'),
    'LocalePlugin.primitiveDecimalSymbol': text('.'),
    'LocalePlugin.primitiveDigitGroupingSymbol': text(','),
    'LocalePlugin.primitiveShortDateFormat': text('m/d/yy'),
    'LocalePlugin.primitiveLongDateFormat': text('dddd, mmmm d, yyyy'),
    'LocalePlugin.primitiveTimeFormat': text('h:mm:ss'),
    'LocalePlugin.primitiveCurrencyNotation': (vm) => vm.kernel.true_,
    'LocalePlugin.primitiveMeasurementMetric': no,
    'LocalePlugin.primitiveDaylightSavings': (vm) => vm.kernel.boolean(isDaylightSaving()),
    'LocalePlugin.primitiveTimezoneOffset': offsetMinutes,
    'LocalePlugin.primitiveVMOffsetToUTC': offsetMinutes,
    'UUIDPlugin.primitiveMakeUUID': makeUuid,
  },
};
