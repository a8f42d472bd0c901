import { type Bindings, type Declaration, exportsOf, type RecordLayout } from './bindings.ts'

const MAX_COLUMNS = 110

/**
 * Maximum number of parameters in an exported function. A function with more takes a record, which
 * the generated code writes to the module's memory. In a module without memory, the function takes
 * an object whose properties have the parameters' names.
 */
const MAX_PARAMETERS = 5

type Parameters = Declaration['parameters']

const isRecord = (parameters: Parameters): parameters is RecordLayout =>
  parameters !== undefined && 'fields' in parameters

const numbersOf = (parameters: Parameters) =>
  parameters === undefined || isRecord(parameters) ? [] : parameters

const isLong = ({ parameters }: Declaration) => numbersOf(parameters).length > MAX_PARAMETERS

/** Returns a list in brackets. A list that is too long for one line gets one line for each item. */
function bracketed(start: string, list: readonly string[], end: string, indent: string): string {
  const line = `${indent}${start}${list.join(', ')}${end}`
  if (line.length <= MAX_COLUMNS) return line
  return [`${indent}${start}`, ...list.map((item) => `${indent}  ${item},`), `${indent}${end}`].join('\n')
}

/** Returns a function's TypeScript declaration as the WebAssembly module exports it. */
function positional({ name, parameters, result }: Declaration): string {
  const numbers = isRecord(parameters) ? ['at'] : numbersOf(parameters)
  return bracketed(
    `${name}(`,
    numbers.map((parameter) => `${parameter}: number`),
    `): ${result}`,
    '  ',
  )
}

/** Returns an export's TypeScript declaration in the generated file. */
function member(it: Declaration): string {
  const { name, parameters, result } = it
  if (!parameters) return `  readonly ${name}: { readonly value: number }`
  if (isRecord(parameters)) return `  ${name}(values: ${parameters.name}): ${result}`
  if (!isLong(it)) return positional(it)
  const properties = numbersOf(parameters).map((parameter) => `    readonly ${parameter}: number`)
  return [`  ${name}(values: {`, ...properties, `  }): ${result}`].join('\n')
}

function wrapper({ name, parameters }: Declaration): string {
  if (isRecord(parameters))
    return `    ${name}: (values) => raw.${name}(placed(write${parameters.name}, values)),`
  const values = numbersOf(parameters).map((it) => `values.${it}`)
  return `    ${name}: (values) =>\n${bracketed(`raw.${name}(`, values, '),', '      ')}`
}

function recordOf({ name, file, bytes, fields }: RecordLayout, maxBytes: number | undefined): string {
  if (maxBytes !== undefined && bytes > maxBytes)
    throw new Error(`${name} has ${bytes} bytes, at most ${maxBytes} fit`)
  const properties = fields.map((field) => `  readonly ${field.name}: number`)
  const writes = fields.map(({ name, offset, setter }) => {
    const place = offset === 0 ? 'at' : `at + ${offset}`
    return `  view.${setter}(${place}, values.${name}${setter === 'setUint8' ? '' : ', true'})`
  })
  return `/** See ${file}. */
export interface ${name} {
${properties.join('\n')}
}

function write${name}(view: DataView, at: number, values: ${name}): void {
${writes.join('\n')}
}
`
}

const groupsOf = (found: readonly Declaration[]) =>
  [...new Set(found.map(({ file }) => file))].map((file) =>
    [`  // ${file}`, ...found.filter((it) => it.file === file).map(member)].join('\n'),
  )

/**
 * Generated function that writes a record. It keeps its `DataView`, because reading `memory.buffer`
 * at each call takes longer than the writes. If a write throws because the memory has grown, the
 * function makes a new view.
 */
const PLACED = `  const { memory } = imports.env
  const at = raw.argumentsAt.value
  let view = new DataView(memory.buffer)
  function placed<Values>(
    write: (view: DataView, at: number, values: Values) => void,
    values: Values,
  ): number {
    try {
      write(view, at, values)
    } catch {
      view = new DataView(memory.buffer)
      write(view, at, values)
    }
    return at
  }
`

const WITH_MEMORY = '{ readonly env: WebAssembly.ModuleImports & { readonly memory: WebAssembly.Memory } }'

/** Function that starts a module whose functions all take a few numbers. */
const plainStart = (name: string, exports: string) =>
  `/** Starts \`${name}.wasm\`, or another build of its sources. */
export function start(imports: WebAssembly.Imports, build = wasm): ${exports} {
  return new WebAssembly.Instance(moduleOf(build), imports).exports as unknown as ${exports}
}
`

function startOf(name: string, exports: string, adapted: readonly Declaration[]): string {
  if (adapted.length === 0) return plainStart(name, exports)
  const hasRecords = adapted.some(({ parameters }) => isRecord(parameters))
  const imports = hasRecords ? WITH_MEMORY : 'WebAssembly.Imports'
  return `/** Functions that take records or objects, as the module has them. */
interface Raw {
${adapted.map(positional).join('\n')}
}

${hasRecords ? `type Imports = ${imports}\n\n` : ''}/** Starts \`${name}.wasm\`, or another build of its sources. */
export function start(imports: ${hasRecords ? 'Imports' : imports}, build = wasm): ${exports} {
  const { exports } = new WebAssembly.Instance(moduleOf(build), imports)
  const raw = exports as unknown as Omit<${exports}, keyof Raw> & Raw
${hasRecords ? PLACED : ''}  return {
    ...raw,
${adapted.map(wrapper).join('\n')}
  }
}
`
}

/**
 * Returns the TypeScript source with the interface of a module's exports and the function that
 * starts the module.
 * @param name module name, for example `kernel`
 * @param wasm the module, as the source imports it
 * @param argumentsBytes length of the area that the module reserves for records; `undefined` if the
 *   module has no memory
 * @throws Error if an export cannot be read, or has too many parameters
 */
export function declarations(
  name: string,
  wasm: string,
  bindings: Bindings,
  argumentsBytes: number | undefined,
): string {
  const found = exportsOf(bindings)
  const long = found.filter(isLong)
  if (argumentsBytes !== undefined && long.length > 0)
    throw new Error(`${long.map(({ name }) => name).join(', ')}: more than ${MAX_PARAMETERS} parameters`)
  const records = found.flatMap(({ parameters }) => (isRecord(parameters) ? [parameters] : []))
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  const exports = `${words.join('')}Exports`
  const memory = /const memory: WebAssembly\.Memory/.test(bindings.types)
  const members = [...(memory ? ['  readonly memory: WebAssembly.Memory'] : []), ...groupsOf(found)]
  const adapted = found.filter((it) => isRecord(it.parameters) || isLong(it))
  return `// Generated by \`npm run kernel\`. Edit the functions in kernel instead.

import wasm from '${wasm}'
import { moduleOf } from '../module.ts'

${records.map((it) => `${recordOf(it, argumentsBytes)}\n`).join('')}/** Exports of \`${name}.wasm\`. Each function is documented in the file that declares it. */
export interface ${exports} {
${members.join('\n\n')}
}

${startOf(name, exports, adapted)}`
}
