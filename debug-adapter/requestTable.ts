import type { DebugProtocol } from '@vscode/debugprotocol';
import type { CustomRequests } from '../extension/protocol/customRequests';
import type { AttachArguments, LaunchArguments } from '../extension/protocol/launchArguments';

type Body<R extends DebugProtocol.Response> = R['body'];

/** Every request that is served, with its arguments and the body of its answer. */
export interface ServedRequests extends CustomRequests {
  initialize: {
    arguments: DebugProtocol.InitializeRequestArguments;
    body: Body<DebugProtocol.InitializeResponse>;
  };
  launch: { arguments: LaunchArguments; body: undefined };
  attach: { arguments: AttachArguments; body: undefined };
  configurationDone: { arguments: undefined; body: undefined };
  restart: { arguments: DebugProtocol.RestartArguments | undefined; body: undefined };
  terminate: { arguments: DebugProtocol.TerminateArguments | undefined; body: undefined };
  disconnect: { arguments: DebugProtocol.DisconnectArguments | undefined; body: undefined };
  threads: { arguments: undefined; body: Body<DebugProtocol.ThreadsResponse> };
  terminateThreads: { arguments: DebugProtocol.TerminateThreadsArguments; body: undefined };
  modules: {
    arguments: DebugProtocol.ModulesArguments | undefined;
    body: Body<DebugProtocol.ModulesResponse>;
  };
  loadedSources: { arguments: undefined; body: Body<DebugProtocol.LoadedSourcesResponse> };
  source: { arguments: DebugProtocol.SourceArguments; body: Body<DebugProtocol.SourceResponse> };
  setBreakpoints: {
    arguments: DebugProtocol.SetBreakpointsArguments;
    body: Body<DebugProtocol.SetBreakpointsResponse>;
  };
  setFunctionBreakpoints: {
    arguments: DebugProtocol.SetFunctionBreakpointsArguments;
    body: Body<DebugProtocol.SetFunctionBreakpointsResponse>;
  };
  dataBreakpointInfo: {
    arguments: DebugProtocol.DataBreakpointInfoArguments;
    body: Body<DebugProtocol.DataBreakpointInfoResponse>;
  };
  setDataBreakpoints: {
    arguments: DebugProtocol.SetDataBreakpointsArguments;
    body: Body<DebugProtocol.SetDataBreakpointsResponse>;
  };
  breakpointLocations: {
    arguments: DebugProtocol.BreakpointLocationsArguments;
    body: Body<DebugProtocol.BreakpointLocationsResponse>;
  };
  setExceptionBreakpoints: {
    arguments: DebugProtocol.SetExceptionBreakpointsArguments;
    body: NonNullable<Body<DebugProtocol.SetExceptionBreakpointsResponse>>;
  };
  exceptionInfo: {
    arguments: DebugProtocol.ExceptionInfoArguments;
    body: Body<DebugProtocol.ExceptionInfoResponse>;
  };
  continue: { arguments: DebugProtocol.ContinueArguments; body: Body<DebugProtocol.ContinueResponse> };
  pause: { arguments: DebugProtocol.PauseArguments; body: undefined };
  next: { arguments: DebugProtocol.NextArguments; body: undefined };
  stepIn: { arguments: DebugProtocol.StepInArguments; body: undefined };
  stepOut: { arguments: DebugProtocol.StepOutArguments; body: undefined };
  stepInTargets: {
    arguments: DebugProtocol.StepInTargetsArguments;
    body: Body<DebugProtocol.StepInTargetsResponse>;
  };
  restartFrame: { arguments: DebugProtocol.RestartFrameArguments; body: undefined };
  stackTrace: { arguments: DebugProtocol.StackTraceArguments; body: Body<DebugProtocol.StackTraceResponse> };
  scopes: { arguments: DebugProtocol.ScopesArguments; body: Body<DebugProtocol.ScopesResponse> };
  variables: { arguments: DebugProtocol.VariablesArguments; body: Body<DebugProtocol.VariablesResponse> };
  setVariable: {
    arguments: DebugProtocol.SetVariableArguments;
    body: Body<DebugProtocol.SetVariableResponse>;
  };
  setExpression: {
    arguments: DebugProtocol.SetExpressionArguments;
    body: Body<DebugProtocol.SetExpressionResponse>;
  };
  readMemory: {
    arguments: DebugProtocol.ReadMemoryArguments;
    body: NonNullable<Body<DebugProtocol.ReadMemoryResponse>>;
  };
  cancel: { arguments: DebugProtocol.CancelArguments; body: undefined };
  evaluate: { arguments: DebugProtocol.EvaluateArguments; body: Body<DebugProtocol.EvaluateResponse> };
  completions: {
    arguments: DebugProtocol.CompletionsArguments;
    body: Body<DebugProtocol.CompletionsResponse>;
  };
}

/** A family of requests: each answers its body, or rejects with an error fit for users. */
export type RequestTable = {
  readonly [C in keyof ServedRequests]?: (
    args: ServedRequests[C]['arguments'],
    /** The request's number, by which the client may cancel it. */
    seq: number,
  ) => Promise<ServedRequests[C]['body']>;
};
