import { ErrorCodes, ResponseError } from 'vscode-languageserver';

/** A change that can't be made, with the reason, for the person who asked for it. */
export function refusal(message: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidRequest, message);
}
