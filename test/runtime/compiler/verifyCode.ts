import assert from 'node:assert/strict';
import type { CompiledCode } from '../../../runtime/compiler/compiledCode';
import { disassemble, disassemblyText } from '../../../runtime/compiler/disassembler';

/**
 * Follows every path through the code and the blocks in it: the stack depth at a bytecode is the same on
 * each path and never negative, jumps go to bytecodes, the end isn't run past, the frame is as deep as it
 * says and no deeper, operands name what exists.
 */
export function verifyCode(code: CompiledCode): void {
  const bytecodes = disassemble(code);
  const text = (): string => disassemblyText(code);
  const byPc = new Map(bytecodes.map((bytecode) => [bytecode.pc, bytecode]));
  const depths = new Map<number, number>();
  const pending: [pc: number, depth: number][] = [[0, 0]];
  let deepest = 0;
  while (pending.length > 0) {
    const [pc, depth] = pending.pop()!;
    const known = depths.get(pc);
    if (known !== undefined) {
      assert.equal(depth, known, `Depth at ${pc}:\n${text()}`);
      continue;
    }
    depths.set(pc, depth);
    const bytecode = byPc.get(pc);
    assert.ok(bytecode, `No bytecode starts at ${pc}:\n${text()}`);
    const after = depth + bytecode.effect;
    assert.ok(after >= 0, `Depth after ${pc} is negative:\n${text()}`);
    deepest = Math.max(deepest, after);
    if (bytecode.target !== undefined) pending.push([bytecode.target, after]);
    if (bytecode.fallsThrough) pending.push([bytecode.nextPc, after]);
    const temp = /Temp: (\d+)/.exec(bytecode.text);
    if (temp) assert.ok(Number(temp[1]) < code.numTemps, `No temporary ${temp[1]}:\n${text()}`);
    const closure = /^closure: (\d+) copied: (\d+)/.exec(bytecode.text);
    if (closure) {
      const literal = code.literals[Number(closure[1])];
      assert.ok(typeof literal === 'object' && literal.kind === 'block', 'A closure is made of a block');
      assert.equal(literal.code.numCopied, Number(closure[2]));
    }
  }
  assert.equal(code.frameSize, code.numTemps + deepest, `Frame size:\n${text()}`);
  assert.equal(depths.size, bytecodes.length, `Bytecodes that nothing reaches:\n${text()}`);
  assert.ok(code.numTemps >= code.numArgs + code.numCopied);
  verifySourceMap(code, new Set(byPc.keys()));
  for (const literal of code.literals) {
    if (typeof literal === 'object' && literal.kind === 'block') verifyCode(literal.code);
  }
}

function verifySourceMap(code: CompiledCode, pcs: ReadonlySet<number>): void {
  let before = 0;
  for (const entry of code.sourceMap) {
    assert.ok(pcs.has(entry.pc), `Source map entry at ${entry.pc} lies within a bytecode`);
    assert.ok(entry.pc >= before, 'The source map is sorted');
    assert.ok(entry.start >= code.start && entry.start <= entry.stop && entry.stop <= code.stop);
    before = entry.pc;
  }
  const sends = disassemble(code).filter(({ text }) => /^(send|super): /.test(text));
  for (const { pc, text } of sends) {
    const selector = text.split(': ')[1];
    const known = code.sourceMap.some((entry) => entry.pc === pc && entry.selector === selector);
    // Comparisons and sums of expanded loops, and the nil test, belong to their conditions.
    assert.ok(
      known || ['<=', '>=', '+', '=='].includes(selector ?? ''),
      `Send of ${selector} at ${pc} has no position`,
    );
  }
}
