// What crosses between images: values and frames, as plain data. Within a worker they pass as they are, between
// workers codec.ts turns them into bytes. After CapTP (Miller, "Robust composition", ch. 7).
import type { ImageId } from '../object-memory/objectMemory';

export type ExportId = number & { readonly brand: 'ExportId' };
export type QuestionId = number & { readonly brand: 'QuestionId' };

/**
 * A value on the wire. Numbers and bigints are Integers, null is nil, a JavaScript string is a Symbol; the rest says
 * its kind. `back` refers to the n-th copied object of the same message, base 0, so that aliases and cycles stay.
 */
export type Wire = number | bigint | null | boolean | string | WireObject;

export type WireObject =
  | { readonly k: 'float'; readonly v: number }
  | { readonly k: 'char'; readonly v: number }
  | { readonly k: 'string'; readonly v: string }
  | { readonly k: 'bytes'; readonly v: Uint8Array }
  | { readonly k: 'words'; readonly cls: string; readonly v: Uint32Array }
  | { readonly k: 'copy'; readonly cls: string; readonly fields: Wire[]; elements: Wire[] | null }
  | {
      readonly k: 'ref';
      readonly home: ImageId;
      readonly id: ExportId;
      readonly cls: string;
      readonly broken: string | null;
    }
  | { readonly k: 'blob'; readonly cls: string; readonly hash: string; readonly size: number }
  | { readonly k: 'back'; readonly v: number };

/** An error as the sender's image gets to see it. */
export interface WireError {
  readonly cls: string;
  readonly text: string;
  readonly stack: string;
  /** Reference to the suspended computation, if it can be resumed. */
  readonly suspension: Wire;
}

/** Where a message goes: an exported object, or the answer of an earlier question (promise pipelining). */
export type Target = { readonly exportId: ExportId } | { readonly questionId: QuestionId };

export interface MessageFrame {
  readonly kind: 'message';
  readonly from: ImageId;
  readonly to: ImageId;
  /** Unique with `from`. */
  readonly id: number;
  /** Image and id of the message being processed when this was sent; 0 and 0 if none was. */
  readonly causeFrom: number;
  readonly causeId: number;
  readonly target: Target;
  readonly selector: string;
  readonly args: readonly Wire[];
  /** 0 if no answer is wanted. */
  readonly question: QuestionId;
  /** The answer can be sent messages before it is known, until `finish`. */
  readonly pipelined: boolean;
  /** Milliseconds since 1970, with fractions. */
  readonly sentAtMs: number;
  /** What is wanted of this message beside its answer: Trace bits. */
  readonly trace: number;
}

/** Bits of `MessageFrame.trace`. */
export const enum Trace {
  /** Stop where it is received. */
  Receipt = 1,
  /** Stop before its answer is sent. */
  Answer = 2,
  /** Stop where its answer arrives, as the end of a step. */
  Arrival = 4,
  /** A handler waits in the sender: an error is not unhandled. */
  Handled = 8,
  /** Its answer is plain data for the sender's VM: Arrays and all byte objects pass by copy. */
  Plain = 16,
}

export interface AnswerFrame {
  readonly kind: 'answer';
  readonly from: ImageId;
  readonly to: ImageId;
  readonly question: QuestionId;
  readonly outcome:
    | { readonly value: Wire }
    | { readonly error: WireError }
    /** A `^` out of a block leaves this activation: its image and token say where to. */
    | { readonly unwindTo: ImageId; readonly token: number };
  /** Stop where it arrives. */
  readonly trace: boolean;
}

/** The holder dropped `count` references: the wire delta keeps those in flight alive. */
export interface ReleaseFrame {
  readonly kind: 'release';
  readonly from: ImageId;
  readonly to: ImageId;
  readonly id: ExportId;
  readonly count: number;
}

/** `from` gave a reference to a third image. */
export interface IntroduceFrame {
  readonly kind: 'introduce';
  readonly from: ImageId;
  readonly to: ImageId;
  readonly id: ExportId;
  readonly holder: ImageId;
}

/** The answer of a pipelined question is no longer needed. */
export interface FinishFrame {
  readonly kind: 'finish';
  readonly from: ImageId;
  readonly to: ImageId;
  readonly question: QuestionId;
}

/** `count` messages were taken from the queue: the sender may send as many more. */
export interface CreditFrame {
  readonly kind: 'credit';
  readonly from: ImageId;
  readonly to: ImageId;
  readonly count: number;
}

export interface RevokeFrame {
  readonly kind: 'revoke';
  readonly from: ImageId;
  readonly to: ImageId;
  readonly id: ExportId;
  readonly reason: string;
}

/** The waiting caller is gone: what runs for it should be unwound. */
export interface CancelFrame {
  readonly kind: 'cancel';
  readonly from: ImageId;
  readonly to: ImageId;
  readonly question: QuestionId;
}

export type Frame =
  | MessageFrame
  | AnswerFrame
  | ReleaseFrame
  | IntroduceFrame
  | FinishFrame
  | CreditFrame
  | RevokeFrame
  | CancelFrame;
