import type { DebugProtocol } from '@vscode/debugprotocol';
import type {
  BreakpointInfo,
  BreakpointSpec,
  DataBreakpointSpec,
  ExceptionFilterSpec,
  FunctionBreakpointSpec,
  RuntimeDebugger,
  TextKey,
} from '../runtime/debugger/runtimeDebugger';
import type { TextLines } from './positions';

/** The breakpoints of one text, as the client set them. */
export interface TextWishes {
  readonly source: DebugProtocol.Source;
  readonly lines: TextLines;
  readonly specs: readonly BreakpointSpec[];
}

/** A breakpoint under the id by which the client knows it. */
export interface KnownBreakpoint extends BreakpointInfo {
  /** The text that it is in; none for breakpoints of functions and data. */
  readonly wishes?: TextWishes;
}

/**
 * Everything that the client wants stopped at, so that a restarted system gets it again. The client's ids stay
 * the same over restarts while the runtime's change.
 */
export class BreakpointWishes {
  private readonly texts = new Map<TextKey, TextWishes & { readonly ids: readonly number[] }>();
  private functions: { readonly specs: readonly FunctionBreakpointSpec[]; readonly ids: readonly number[] } =
    {
      specs: [],
      ids: [],
    };
  private data: { readonly specs: readonly DataBreakpointSpec[]; readonly ids: readonly number[] } = {
    specs: [],
    ids: [],
  };
  private filters: readonly ExceptionFilterSpec[] = [];
  private readonly byRuntimeId = new Map<number, { readonly id: number; readonly wishes?: TextWishes }>();
  private lastId = 0;

  async setText(runtime: RuntimeDebugger, key: TextKey, wishes: TextWishes): Promise<KnownBreakpoint[]> {
    const ids = wishes.specs.map(() => ++this.lastId);
    if (ids.length === 0) this.texts.delete(key);
    else this.texts.set(key, { ...wishes, ids });
    return this.known(await runtime.setBreakpoints(key, wishes.specs), ids, wishes);
  }

  async setFunctions(
    runtime: RuntimeDebugger,
    specs: readonly FunctionBreakpointSpec[],
  ): Promise<KnownBreakpoint[]> {
    const ids = specs.map(() => ++this.lastId);
    this.functions = { specs, ids };
    return this.known(await runtime.setFunctionBreakpoints(specs), ids);
  }

  async setData(runtime: RuntimeDebugger, specs: readonly DataBreakpointSpec[]): Promise<KnownBreakpoint[]> {
    const ids = specs.map(() => ++this.lastId);
    this.data = { specs, ids };
    return this.known(await runtime.setDataBreakpoints(specs), ids);
  }

  async setFilters(runtime: RuntimeDebugger, filters: readonly ExceptionFilterSpec[]): Promise<void> {
    this.filters = filters;
    await runtime.setExceptionFilters(filters);
  }

  /** Gives a new system all that was wished; answers how each breakpoint stands there. */
  async reapply(runtime: RuntimeDebugger): Promise<KnownBreakpoint[]> {
    this.byRuntimeId.clear();
    const known: KnownBreakpoint[] = [];
    for (const [key, wishes] of this.texts) {
      known.push(...this.known(await runtime.setBreakpoints(key, wishes.specs), wishes.ids, wishes));
    }
    const { specs, ids } = this.functions;
    known.push(...this.known(await runtime.setFunctionBreakpoints(specs), ids));
    known.push(...this.known(await runtime.setDataBreakpoints(this.data.specs), this.data.ids));
    await runtime.setExceptionFilters(this.filters);
    return known;
  }

  /** Takes all of them out of a system that goes on without us. */
  async withdraw(runtime: RuntimeDebugger): Promise<void> {
    for (const key of this.texts.keys()) await runtime.setBreakpoints(key, []);
    await runtime.setFunctionBreakpoints([]);
    await runtime.setDataBreakpoints([]);
    await runtime.setExceptionFilters([]);
  }

  /** A breakpoint that the runtime tells of, in the client's terms; undefined if it was removed meanwhile. */
  translate(info: BreakpointInfo): KnownBreakpoint | undefined {
    const known = this.byRuntimeId.get(info.id);
    return known && { ...info, id: known.id, wishes: known.wishes };
  }

  clientId(runtimeId: number): number | undefined {
    return this.byRuntimeId.get(runtimeId)?.id;
  }

  private known(
    infos: readonly BreakpointInfo[],
    ids: readonly number[],
    wishes?: TextWishes,
  ): KnownBreakpoint[] {
    return infos.map((info, index) => {
      const id = ids[index]!;
      this.byRuntimeId.set(info.id, { id, wishes });
      return { ...info, id, wishes };
    });
  }
}
