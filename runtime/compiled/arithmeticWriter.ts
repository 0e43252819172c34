// Arithmetic, comparisons and element access of the special selectors: the operands' kinds decide which checks are
// written. What an operation has met so far is expected to go on; the interpreter takes what does not fit.
import { Op } from '../bytecodes/instructions';
import type { SendSite } from '../bytecodes/sendSite';
import type { CodeBuilder } from './codeBuilder';
import { variable, type Operand } from './operand';

const operators: Partial<Record<Op, string>> = {
  [Op.Add]: '+',
  [Op.Subtract]: '-',
  [Op.Multiply]: '*',
  [Op.Less]: '<',
  [Op.Greater]: '>',
  [Op.LessOrEqual]: '<=',
  [Op.GreaterOrEqual]: '>=',
  [Op.Equal]: '===',
  [Op.NotEqual]: '!==',
};

/** Whether the operation's fast way is for Floats, too. */
export function takesFloats(op: Op): boolean {
  return operators[op] !== undefined || op === Op.Divide;
}

export class ArithmeticWriter {
  constructor(private readonly code: CodeBuilder) {}

  /** Writes a special operation; false if it is none. */
  write(op: Op, site: SendSite | undefined, pc: number): boolean {
    if (site === undefined) return false;
    switch (op) {
      case Op.Add:
      case Op.Subtract:
      case Op.Multiply:
      case Op.Divide:
      case Op.Modulo:
      case Op.IntegerDivide:
      case Op.BitAnd:
      case Op.BitOr:
      case Op.BitShift:
        this.binary(op, site, pc);
        return true;
      case Op.Less:
      case Op.Greater:
      case Op.LessOrEqual:
      case Op.GreaterOrEqual:
      case Op.Equal:
      case Op.NotEqual:
        this.comparison(op, site, pc);
        return true;
      case Op.At:
        if (this.isToInteger(site)) this.code.sends.send(site, pc);
        else this.at(site, pc);
        return true;
      case Op.AtPut:
        if (this.isToInteger(site)) this.code.sends.send(site, pc);
        else this.atPut(site, pc);
        return true;
      case Op.Size:
        if (this.isToInteger(site)) this.code.sends.send(site, pc);
        else this.size(site, pc);
        return true;
      default:
        return false;
    }
  }

  /** An Integer has no elements, and its text can't have a point behind it. */
  private isToInteger({ argc }: SendSite): boolean {
    return this.code.slots[this.code.slots.length - 1 - argc].kind === 'integer';
  }

  private operands(): [Operand, Operand] {
    const { slots } = this.code;
    const base = slots.length - 2;
    const [first, second] = slots.splice(base);
    const x = this.code.simpleNumber(first, base);
    return [x, this.code.simpleNumber(second, base + 1)];
  }

  private binary(op: Op, site: SendSite, pc: number): void {
    const [x, y] = this.operands();
    const mode = this.code.mode(pc);
    const isFloatOperation = takesFloats(op);
    // Whatever was met elsewhere: two Integers together stay Integers.
    const areIntegers = x.kind === 'integer' && y.kind === 'integer';
    const meetsFloats = isFloat(x) || isFloat(y) || ((mode === 'float' || mode === 'mixed') && !areIntegers);
    if (isFloatOperation && meetsFloats && mode !== 'any') {
      this.floatBinary(op, x, y, pc);
      return;
    }
    if (mode === 'any' || isFloat(x) || isFloat(y)) {
      this.anyBinary(op, x, y, site, pc);
      return;
    }
    const { code } = this;
    const checks = integerChecks(x, y);
    const name = code.nextSlot();
    const [js, failure] = this.integerOperation(op, x, y, name);
    // The operands have to be there still if the result does not fit: their variables are read before.
    if (x.js === name || y.js === name) {
      code.declare('t');
      const [other, otherFailure] = this.integerOperation(op, x, y, 't');
      code.assume(
        [...checks, otherFailure.replace('=RESULT', `(t = ${other})`)].filter(Boolean).join(' || ') ||
          'false',
        pc,
        [x, y],
      );
      this.refineIntegers(x, y);
      code.push(code.assign(name, 't', 'integer'));
      return;
    }
    code.declare(name);
    code.assume(
      [...checks, failure.replace('=RESULT', `(${name} = ${js})`)].filter(Boolean).join(' || '),
      pc,
      [x, y],
    );
    this.refineIntegers(x, y);
    code.push(variable(name, 'integer'));
  }

  /** They have been tested. */
  private refineIntegers(...operands: Operand[]): void {
    for (const operand of operands) if (operand.kind === 'any') this.code.refine(operand, 'integer');
  }

  /** The operation's text, and when it fails: `=RESULT` stands for the assignment of its result. */
  private integerOperation(op: Op, x: Operand, y: Operand, name: string): [string, string] {
    const max = 'MAX';
    // What fits 32 bits is known to V8 without a test.
    const isSmall = this.code.kernel.maxSmallInteger > 2 ** 31 ? `=RESULT !== (${name} | 0) && ` : '';
    const result = isSmall === '' ? '=RESULT' : name;
    const range = `${isSmall}(${result} > ${max} || ${name} < -${max})`;
    switch (op) {
      case Op.Add:
        return [`${x.js} + ${y.js}`, isPositive(y) || isPositive(x) ? `${isSmall}${result} > ${max}` : range];
      case Op.Subtract:
        return [`${x.js} - ${y.js}`, isPositive(y) ? `${isSmall}${result} < -${max}` : range];
      case Op.Multiply:
        // 0 * -5 is -0 in JavaScript.
        return [`${x.js} * ${y.js} + 0`, range];
      case Op.Divide:
        return [`${x.js} / ${y.js} + 0`, `${y.js} === 0 || ${x.js} % ${y.js} !== 0 || =RESULT > ${max}`];
      case Op.Modulo:
        if (isPositive(y))
          return [
            `${x.js} % ${y.js}`,
            `(=RESULT < 0 && (${name} += ${y.js}), false) || (${name} += 0, false)`,
          ];
        return [`MOD(${x.js}, ${y.js})`, `${y.js} === 0 || (=RESULT, false)`];
      case Op.IntegerDivide:
        if (isPositive(y))
          return [
            `Math.floor(${x.js} / ${y.js}) + 0`,
            `${x.js} > 4503599627370496 || ${x.js} < -4503599627370496 || (=RESULT, false)`,
          ];
        return [`DIV(${x.js}, ${y.js})`, `${y.js} === 0 || ${range}`];
      case Op.BitAnd:
        return [
          `${x.js} & ${y.js}`,
          `(${x.js} | 0) !== ${x.js} || (${y.js} | 0) !== ${y.js} || (=RESULT, false)`,
        ];
      case Op.BitOr:
        return [
          `${x.js} | ${y.js}`,
          `(${x.js} | 0) !== ${x.js} || (${y.js} | 0) !== ${y.js} || (=RESULT, false)`,
        ];
      default:
        return this.shift(x, y, name);
    }
  }

  private shift(x: Operand, y: Operand, name: string): [string, string] {
    const distance = Number(y.js.replace(/[()]/g, ''));
    if (Number.isInteger(distance) && distance < 0 && distance > -32)
      return [`${x.js} >> ${-distance}`, `(${x.js} | 0) !== ${x.js} || (=RESULT, false)`];
    if (Number.isInteger(distance) && distance >= 0 && distance < 31)
      return [`${x.js} * ${2 ** distance}`, `=RESULT > MAX || ${name} < -MAX`];
    return [`SHIFT(${x.js}, ${y.js})`, `Number.isNaN(=RESULT)`];
  }

  /** The number of an operand that has to be a Float, or else an Integer where such were met, and when it is neither. */
  private double(operand: Operand, name: string, pc: number): { js: string; failure: string } {
    if (operand.form === 'double') return { js: operand.js, failure: '' };
    if (operand.form === 'loose') {
      this.code.declare(name);
      return { js: name, failure: `typeof (${name} = ${operand.js}) !== 'number'` };
    }
    if (operand.kind === 'integer') return { js: operand.js, failure: '' };
    if (operand.kind === 'float') return { js: `${operand.js}.v`, failure: '' };
    this.code.declare(name);
    if (this.code.mode(pc) !== 'mixed')
      return { js: name, failure: `(${name} = ${operand.js}.v) === undefined` };
    return {
      js: name,
      // Multiplied, so that V8 knows it for a number and keeps it as one.
      failure: `(${name} = ${operand.js}.v) === undefined && (typeof ${operand.js} !== 'number' || (${name} = ${operand.js} * 1, false))`,
    };
  }

  private floatBinary(op: Op, x: Operand, y: Operand, pc: number): void {
    if (!isFloat(x) && !isFloat(y)) {
      this.unknownFloatBinary(op, x, y, pc);
      return;
    }
    const { code } = this;
    const p = this.double(x, 'p', pc);
    const q = this.double(y, 'q', pc);
    const failures = [p.failure, q.failure];
    if (op === Op.Divide) failures.push(`${q.js} === 0`);
    const failure = failures
      .filter(Boolean)
      .map((text) => `(${text})`)
      .join(' || ');
    if (failure) code.assume(failure, pc, [x, y]);
    this.pushDouble(`${p.js} ${op === Op.Divide ? '/' : operators[op]!} ${q.js}`);
  }

  /** Floats were met here: one of the two has to be one. */
  private unknownFloatBinary(op: Op, x: Operand, y: Operand, pc: number): void {
    const { code } = this;
    const left = this.double(x, 'p', pc);
    const right = this.double(y, 'q', pc);
    const areIntegers = integerChecks(x, y).map((check) => check.replace('!==', '==='));
    const failures = [left.failure, right.failure];
    if (code.mode(pc) === 'mixed') failures.push(areIntegers.join(' && '));
    if (op === Op.Divide) failures.push(`${right.js} === 0`);
    code.assume(
      failures
        .filter(Boolean)
        .map((text) => `(${text})`)
        .join(' || ') || 'true',
      pc,
      [x, y],
    );
    this.pushDouble(`${left.js} ${op === Op.Divide ? '/' : operators[op]!} ${right.js}`);
  }

  private pushDouble(js: string): void {
    const { code } = this;
    const name = code.nextDoubleSlot();
    code.push(code.assign(name, js, 'float', 'double'));
  }

  /** Integers and Floats in place, everything else by a message. */
  private anyBinary(op: Op, x: Operand, y: Operand, site: SendSite, pc: number): void {
    const { code } = this;
    const base = code.slots.length;
    const a = code.simple(x, base);
    const b = code.simple(y, base + 1);
    code.settle();
    code.declare('t');
    const [js, failure] = this.integerOperation(op, a, b, 't');
    const checks = integerChecks(a, b).map((check) => check.replace('!==', '==='));
    const guard = [...checks, `!(${failure.replace('=RESULT', `(t = ${js})`)})`].join(' && ');
    const name = code.frame.slot(base);
    code.declare(name);
    const isFloatOperation = op === Op.Add || op === Op.Subtract || op === Op.Multiply || op === Op.Divide;
    let text = `if (${guard}) ${name} = t; `;
    if (isFloatOperation) {
      code.declare('p');
      code.declare('q');
      const zero = op === Op.Divide ? ' && q !== 0' : '';
      text += `else if (${mixedFloats(a, b)}${zero}) ${name} = FL(p ${op === Op.Divide ? '/' : operators[op]!} q); `;
    }
    text += `else { ${this.slowSend(name, site, pc, a, b)} }`;
    code.emit(text);
    code.push(variable(name));
  }

  private slowSend(name: string, site: SendSite, pc: number, receiver: Operand, ...args: Operand[]): string {
    this.code.noteCall();
    const list = ['E', ...args.map(({ js }) => js)].join(', ');
    return `${name} = ${receiver.js}[${this.code.selector(site.selector)}](${list}); if (${name} === U) return ${this.code.save(pc + 1)};`;
  }

  private comparison(op: Op, site: SendSite, pc: number): void {
    const [x, y] = this.operands();
    const { code } = this;
    const mode = code.mode(pc);
    const operator = operators[op]!;
    if (mode !== 'any' && (isFloat(x) || isFloat(y))) {
      const p = this.double(x, 'p', pc);
      const q = this.double(y, 'q', pc);
      const failure = [p.failure, q.failure]
        .filter(Boolean)
        .map((text) => `(${text})`)
        .join(' || ');
      if (failure) code.assume(failure, pc, [x, y]);
      code.pushCondition(`${p.js} ${operator} ${q.js}`);
      return;
    }
    if (mode === 'integer' && !isFloat(x) && !isFloat(y)) {
      const checks = integerChecks(x, y);
      if (checks.length > 0) code.assume(checks.join(' || '), pc, [x, y]);
      this.refineIntegers(x, y);
      code.pushCondition(`${x.js} ${operator} ${y.js}`);
      return;
    }
    const base = code.slots.length;
    const a = code.simple(x, base);
    const b = code.simple(y, base + 1);
    if (mode === 'float' || mode === 'mixed') {
      code.declare('p');
      code.declare('q');
      const p = this.double(a, 'p', pc);
      const q = this.double(b, 'q', pc);
      const failure = [p.failure, q.failure]
        .filter(Boolean)
        .map((text) => `(${text})`)
        .join(' || ');
      if (failure) code.assume(failure, pc, [a, b]);
      code.pushCondition(`${p.js} ${operator} ${q.js}`);
      return;
    }
    code.settle();
    code.declare('p');
    code.declare('q');
    const name = code.frame.slot(base);
    code.declare(name);
    const checks = integerChecks(a, b).map((check) => check.replace('!==', '==='));
    const isInteger = checks.length > 0 ? checks.join(' && ') : 'true';
    code.emit(
      `if (${isInteger}) ${name} = ${a.js} ${operator} ${b.js} ? T : F; ` +
        `else if (${mixedFloats(a, b)}) ${name} = p ${operator} q ? T : F; ` +
        `else { ${this.slowSend(name, site, pc, a, b)} }`,
    );
    code.push(variable(name));
  }

  /** An element of an Array; of a String where one was met. */
  private at(site: SendSite, pc: number): void {
    const { code } = this;
    const base = code.slots.length - 2;
    const [first, second] = code.slots.splice(base);
    const rcvr = code.simple(first, base);
    const index = code.simple(second, base + 1);
    const mode = code.elementMode(pc);
    code.settle();
    code.declare('t');
    const name = code.frame.slot(base);
    code.declare(name);
    const notNumber = index.kind === 'integer' ? '' : ` || typeof ${index.js} !== 'number'`;
    const isArray = rcvr.kind === code.kernel.known.Array;
    if (mode === 'array') {
      const notArray = isArray ? 'false' : `${rcvr.js}.$b !== AB`;
      code.assume(`${notArray}${notNumber} || (t = ${rcvr.js}.a[${minusOne(index)}]) === undefined`, pc, [
        rcvr,
        index,
      ]);
      code.refine(rcvr, code.kernel.known.Array);
      this.refineIntegers(index);
      code.push(code.assign(name, 't'));
      return;
    }
    if (mode === 'string') {
      code.assume(
        `${rcvr.js}.$b !== SB8${notNumber} || (t = CA(${rcvr.js}, ${index.js})) === undefined`,
        pc,
        [rcvr, index],
      );
      this.refineIntegers(index);
      code.push(code.assign(name, 't', code.kernel.known.Character));
      return;
    }
    const isNumber = index.kind === 'integer' ? '' : ` && typeof ${index.js} === 'number'`;
    code.emit(
      `if (${rcvr.js}.$b === AB${isNumber} && (t = ${rcvr.js}.a[${minusOne(index)}]) !== undefined) ${name} = t; ` +
        `else if (${rcvr.js}.$b === SB8${isNumber} && (t = CA(${rcvr.js}, ${index.js})) !== undefined) ${name} = t; ` +
        `else { ${this.slowSend(name, site, pc, rcvr, index)} }`,
    );
    code.push(variable(name));
  }

  private atPut(site: SendSite, pc: number): void {
    const { code } = this;
    const base = code.slots.length - 3;
    const [first, second, third] = code.slots.splice(base);
    const rcvr = code.simple(first, base);
    const index = code.simple(second, base + 1);
    const value = code.simple(third, base + 2);
    const mode = code.elementMode(pc);
    code.settle();
    const name = code.frame.slot(base);
    code.declare(name);
    const isIn = `${index.js} >= 1 && ${index.js} <= ${rcvr.js}.a.length`;
    if (mode === 'array') {
      const notNumber = index.kind === 'integer' ? '' : `typeof ${index.js} !== 'number' || `;
      const notArray = rcvr.kind === code.kernel.known.Array ? '' : `${rcvr.js}.$b !== AB || `;
      code.assume(`${notArray}${notNumber}!(${isIn})`, pc, [rcvr, index, value]);
      code.refine(rcvr, code.kernel.known.Array);
      this.refineIntegers(index);
      code.emit(`${rcvr.js}.a[${minusOne(index)}] = ${value.js};`);
      code.push(value);
      return;
    }
    const isNumber = index.kind === 'integer' ? '' : `typeof ${index.js} === 'number' && `;
    code.emit(
      `if (${rcvr.js}.$b === AB && ${isNumber}${isIn}) { ${rcvr.js}.a[${minusOne(index)}] = ${value.js}; ${name} = ${value.js}; } ` +
        `else { ${this.slowSend(name, site, pc, rcvr, index, value)} }`,
    );
    code.push(variable(name));
  }

  private size(site: SendSite, pc: number): void {
    const { code } = this;
    const base = code.slots.length - 1;
    const rcvr = code.simple(code.pop(), base);
    const mode = code.elementMode(pc);
    code.settle();
    const name = code.frame.slot(base);
    code.declare(name);
    if (mode === 'array' || rcvr.kind === code.kernel.known.Array) {
      if (rcvr.kind !== code.kernel.known.Array) {
        code.assume(`${rcvr.js}.$b !== AB`, pc, [rcvr]);
        code.refine(rcvr, code.kernel.known.Array);
      }
      code.push(code.assign(name, `${rcvr.js}.a.length`, 'integer'));
      return;
    }
    code.emit(
      `if (${rcvr.js}.$b === AB) ${name} = ${rcvr.js}.a.length; ` +
        `else { ${this.slowSend(name, site, pc, rcvr)} }`,
    );
    code.push(variable(name));
  }
}

function isFloat(operand: Operand): boolean {
  return operand.kind === 'float' || operand.form === 'loose';
}

function isPositive(operand: Operand): boolean {
  return operand.variable === null && /^[0-9]+$/.test(operand.js) && Number(operand.js) > 0;
}

function minusOne(index: Operand): string {
  return /^[0-9]+$/.test(index.js) ? String(Number(index.js) - 1) : `${index.js} - 1`;
}

/** When one of them is no SmallInteger. */
export function integerChecks(x: Operand, y: Operand): string[] {
  return [x, y].filter((o) => o.kind !== 'integer').map((o) => `typeof ${o.js} !== 'number'`);
}

/** At least one is a Float, the other perhaps an Integer: their numbers are in `p` and `q` then. */
function mixedFloats(a: Operand, b: Operand): string {
  if (a.kind === 'integer')
    return b.kind === 'integer' ? 'false' : `(p = ${a.js} * 1, (q = ${b.js}.v) !== undefined)`;
  if (b.kind === 'integer') return `(q = ${b.js} * 1, (p = ${a.js}.v) !== undefined)`;
  const isInteger = ({ js }: Operand, name: string): string =>
    `typeof ${js} === 'number' && (${name} = ${js} * 1, true)`;
  return `((p = ${a.js}.v) !== undefined ? (q = ${b.js}.v) !== undefined || ${isInteger(b, 'q')} : ${isInteger(a, 'p')} && (q = ${b.js}.v) !== undefined)`;
}
