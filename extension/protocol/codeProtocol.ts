// What the extension asks the debug adapter of the code of images: classes, protocols, methods.

export interface ClassRow {
  name: string;
  category: string;
  superclass?: string;
}

export interface ProtocolRow {
  /** Of the metaclass. */
  meta: boolean;
  name: string;
  selectors: string[];
}

export interface ClassDetailsBody extends ClassRow {
  comment: string;
  instanceVariables: string[];
  classVariables: string[];
  protocols: ProtocolRow[];
}

/** What is wrong with a text, and where. Lines and columns count as the client asked in `initialize`. */
export interface CodeProblemRow {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  message: string;
}

export interface CodeRequests {
  'archipelago/classes': { arguments: { image: number }; body: { classes: ClassRow[] } };
  'archipelago/classDetails': { arguments: { image: number; className: string }; body: ClassDetailsBody };
  /** The text of a document of the scheme `archipelago-method`. */
  'archipelago/methodDocument': { arguments: { uri: string }; body: { text: string } };
  /**
   * Compiles the text of such a document into its live image. `uri` is the document of the method that it now is: it has
   * another name if the text has. Where there are problems, nothing was changed.
   */
  'archipelago/compileMethod': {
    arguments: { uri: string; text: string; protocol?: string };
    body: { uri: string; problems: CodeProblemRow[] };
  };
}
