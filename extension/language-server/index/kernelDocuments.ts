import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parseMethod } from '../../../runtime/compiler/parser';
import type { ClassData, KernelData, KernelSources, MethodData } from '../../../runtime/loader/kernelData';
import { kernelScheme } from '../../protocol/languageRequests';

/**
 * The classes of the embedded image, each as a Tonel document of the scheme `archipelago-kernel`. `folder` is where the
 * build put the kernel's files; rejects if they can't be read.
 */
export async function readKernelDocuments(folder: string): Promise<TextDocument[]> {
  const read = async <T>(name: string): Promise<T> =>
    JSON.parse(await readFile(path.join(folder, name), 'utf8')) as T;
  const [data, sources] = await Promise.all([
    read<KernelData>('kernel.json'),
    read<KernelSources>('kernelSources.json'),
  ]);
  return data.classes.map((each) =>
    TextDocument.create(kernelUri(each), 'smalltalk', 0, classText(each, sources)),
  );
}

function kernelUri({ category, name }: ClassData): string {
  return `${kernelScheme}:/${encodeURIComponent(category || 'Kernel')}/${encodeURIComponent(name)}.class.st`;
}

function classText(definition: ClassData, sources: KernelSources): string {
  const { name, comment, methods, classMethods } = definition;
  const parts = comment === '' ? [] : [`"\n${comment.replaceAll('"', '""')}\n"`];
  parts.push(header(definition));
  for (const each of classMethods) parts.push(methodText(`${name} class`, each, sources));
  for (const each of methods) parts.push(methodText(name, each, sources));
  // The comment and the header are one part of the file.
  return (comment === '' ? parts : [`${parts[0]}\n${parts[1]}`, ...parts.slice(2)]).join('\n\n') + '\n';
}

function header(definition: ClassData): string {
  const { name, superclass, category } = definition;
  const list = (key: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [`\t#${key} : [\n${names.map((each) => `\t\t'${each}'`).join(',\n')}\n\t]`];
  const lines = [
    `\t#name : #${name}`,
    `\t#superclass : ${superclass === null ? 'nil' : `#${superclass}`}`,
    ...list('instVars', definition.instanceVariables),
    ...list('classVars', definition.classVariables),
    ...list('pools', definition.pools),
    ...list('classInstVars', definition.classInstanceVariables),
    `\t#category : #'${category}'`,
  ];
  return `Class {\n${lines.join(',\n')}\n}`;
}

/** A method's text in the kernel's file is pattern and body, with blanks where Tonel's bracket stood. */
function methodText(owner: string, { protocol, source }: MethodData, sources: KernelSources): string {
  const text = sources[source] ?? '';
  const { selectorParts, parameters } = parseMethod(text).method;
  const patternStop = Math.max(0, ...[...selectorParts, ...parameters].map(({ stop }) => stop));
  const body = text
    .slice(patternStop)
    .replace(/^[ \t]+(?=[\r\n]|$)/, '')
    .trimEnd();
  const opening = body === '' || /^[\r\n]/.test(body) ? body : ` ${body.trimStart()}`;
  const pattern = text.slice(0, patternStop);
  return `{ #category : #'${protocol.replaceAll("'", "''")}' }\n${owner} >> ${pattern} [${opening}\n]`;
}
