/**
 * Record layout: an object whose fields the generated code writes to a module's memory. An exported
 * function receives the record's address as its only argument.
 */
export interface RecordLayout {
  readonly name: string
  /** File with the class that declares the record. */
  readonly file: string
  readonly bytes: number
  readonly fields: readonly {
    readonly name: string
    readonly offset: number
    /** `DataView` method that writes the field, such as `setFloat32`. */
    readonly setter: string
  }[]
}

export interface Declaration {
  /** File that declares the export. */
  readonly file: string
  readonly name: string
  /**
   * Parameter names for a function whose parameters are numbers, or the layout of the record that
   * the function takes instead. `undefined` for a constant.
   */
  readonly parameters: readonly string[] | RecordLayout | undefined
  readonly result: string
}

/** Compiler output for `--bindings raw`. */
export interface Bindings {
  /** TypeScript declarations of the exports. */
  readonly types: string
  /** JavaScript that calls the exports. It contains the record layouts. */
  readonly code: string
}

const SETTERS: Readonly<Record<string, string>> = {
  U8: 'setUint8',
  U16: 'setUint16',
  U32: 'setUint32',
  F32: 'setFloat32',
  F64: 'setFloat64',
}

// The compiler names every record `__Record0`. Its class name is only in a comment.
const RECORD =
  /function __lowerRecord\d+\(value\) \{\s+\/\/ (\S+)\/(\w+)\n.*?__new\((\d+), \d+\)\);\n(.*?)\n\s+exports/gs
const FIELD = /__set(\w+)\(pointer \+ (\d+), value\.(\w+)\);/g

function setterOf(kind: string): string {
  const setter = SETTERS[kind]
  if (!setter) throw new Error(`a record has a field of type ${kind}`)
  return setter
}

function recordsOf(code: string): ReadonlyMap<string, RecordLayout> {
  const records = [...code.matchAll(RECORD)].map(([, file, name = '', bytes, fields = '']) => {
    const layout = {
      name,
      file: `${file}.ts`,
      bytes: Number(bytes),
      fields: [...fields.matchAll(FIELD)].map(([, kind = '', offset, name = '']) => ({
        name,
        offset: Number(offset),
        setter: setterOf(kind),
      })),
    }
    return [`${file}/${name}`, layout] as const
  })
  return new Map(records)
}

/** Matches a comment that contains an export's internal name, and the export that follows. */
const EXPORT =
  /\/\*\*\s+(?:\* )?(\S+)\/\w+\s(?:(?!\*\/).)*\*\/\s+export (?:function (\w+)\(([^)]*)\): (\w+);|const (\w+): \{)/gs

/**
 * Reads a module's exports, except its memory. Optional parameters become required, because the
 * generated code adds no defaults.
 * @throws Error if an export cannot be read
 */
export function exportsOf({ types, code }: Bindings): readonly Declaration[] {
  const records = recordsOf(code)
  const found = [...types.matchAll(EXPORT)].map(
    ([comment, file, name = '', list = '', result = '', constant]) => {
      const [, path = ''] = /@param \w+ `([^`]*\/[^`]*)`/.exec(comment) ?? []
      const parameters = records.get(path) ?? list.match(/\w+(?=\??: number)/g) ?? []
      return {
        file: `${file}.ts`,
        name: constant ?? name,
        parameters: constant ? undefined : parameters,
        result: result === 'boolean' ? 'number' : result,
      }
    },
  )
  const expected = types.match(/^ {2}export (?:function|const) (?!memory\b)/gm)?.length ?? 0
  if (found.length !== expected) throw new Error(`${found.length} of ${expected} exports were read`)
  return found
}
