import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { declarations } from '../../../tools/kernel/declarations.ts'
import { MODULES } from '../../../tools/kernel/modules.ts'
import { Module } from '../../support/kernel/compile.ts'
import { bytes, kernel } from '../../support/kernel/kernel.ts'

const declared = Object.entries(MODULES).flatMap(([name, module]) =>
  'declared' in module ? [{ name, output: module.output, declared: module.declared }] : [],
)

/** A record is passed as its address; an object becomes as many numbers as it has properties. */
const countOf = (parameters: string) =>
  /^values: \w+$/.test(parameters) ? 1 : (parameters.match(/\w+: number/g)?.length ?? 0)

/** Names that an interface declares as exports, with the parameter count for functions. */
function declaredExports(file: string): Record<string, number | undefined> {
  const [, members = ''] = /export interface \w+Exports \{\n(.*?)\n\}/s.exec(readFileSync(file, 'utf8')) ?? []
  const found = members.matchAll(/^ {2}(?:readonly (\w+):|(\w+)\((.*?)\):)/gms)
  return Object.fromEntries(
    [...found].map(([, constant, name, parameters = '']) =>
      constant ? [constant, undefined] : [name, countOf(parameters)],
    ),
  )
}

/** The same for the built module. An exported function's length is its parameter count. */
function builtExports(file: string): Record<string, number | undefined> {
  const module = new Module(readFileSync(file))
  const memory = new WebAssembly.Memory({ initial: 2 })
  const { exports } = new WebAssembly.Instance(module, { env: { memory, alloc: () => 0 } })
  return Object.fromEntries(
    Object.entries(exports).map(([name, value]) => [
      name,
      typeof value === 'function' ? value.length : undefined,
    ]),
  )
}

test('there are generated declarations', () => {
  expect(declared.map(({ name }) => name)).toContain('kernel')
})

describe.each(declared)('the declarations of $name', ({ output, declared }) => {
  it('are those of the built module: run `npm run kernel` and commit them', () => {
    expect(declaredExports(declared)).toEqual(builtExports(output))
  })
})

test('records are written to the memory after it has grown', () => {
  const wasm = kernel()
  const turned = () => {
    const [source, out] = [wasm.alloc(4), wasm.alloc(4)]
    bytes(wasm, source, 4).set([1, 2, 3, 4])
    wasm.turnPlane({ source, out, width: 4, height: 1, bytesPerPixel: 1, swap: 0, mirrorX: 1, mirrorY: 0 })
    return [...bytes(wasm, out, 4)]
  }
  expect(turned()).toEqual([4, 3, 2, 1])
  const { buffer } = wasm.memory
  wasm.alloc(1 << 20)
  expect(wasm.memory.buffer).not.toBe(buffer)
  expect(turned()).toEqual([4, 3, 2, 1])
})

const TYPES = `declare namespace __AdaptedExports {
  /** Exported memory */
  export const memory: WebAssembly.Memory;
  /** src/kernel/index/end */
  export const end: {
    /** @type \`usize\` */
    get value(): number
  };
  /**
   * src/kernel/one/opened
   * @param w \`i32\`
   * @param h \`i32\`
   * @returns \`bool\`
   */
  export function opened(w: number, h?: number): boolean;
  /**
   * src/kernel/two/placed
   * @param values \`src/kernel/two/Place\`
   * @returns \`i32\`
   */
  export function placed(values: __Record0<undefined>): number;
  /**
   * src/kernel/one/close
   */
  export function close(): void;
}
`

const CODE = `
  function __lowerRecord0(value) {
    // src/kernel/two/Place
    // Hint
    if (value == null) return 0;
    const pointer = exports.__pin(exports.__new(17, 0));
    __setU32(pointer + 0, value.x);
    __setF64(pointer + 8, value.y);
    __setU8(pointer + 16, value.kind);
    exports.__unpin(pointer);
    return pointer;
  }
`

describe('declarations', () => {
  const source = declarations('one', './one.wasm', { types: TYPES, code: CODE }, 128)

  it('have required parameters and numbers, as the module has, by file', () => {
    expect(source).toContain(`export interface OneExports {
  readonly memory: WebAssembly.Memory

  // src/kernel/index.ts
  readonly end: { readonly value: number }

  // src/kernel/one.ts
  opened(w: number, h: number): number
  close(): void

  // src/kernel/two.ts
  placed(values: Place): number
}`)
  })

  it('write records where the compiler has placed their fields', () => {
    expect(source).toContain(`function writePlace(view: DataView, at: number, values: Place): void {
  view.setUint32(at, values.x, true)
  view.setFloat64(at + 8, values.y, true)
  view.setUint8(at + 16, values.kind)
}`)
    expect(source).toContain('placed: (values) => raw.placed(placed(writePlace, values)),')
  })

  it('call a module directly that takes no record and no object', () => {
    const types = TYPES.replace(/ {2}\/\*\*(?:(?!\*\/).)*\*\/\s+export function placed.*?\n/s, '')
    const plain = declarations('one', './one.wasm', { types, code: '' }, 128)
    expect(plain).not.toMatch(/Raw|raw/)
    expect(plain).toContain('exports as unknown as OneExports\n}')
  })

  it('are refused where an export cannot be read', () => {
    const types = TYPES.replace('close(): void', 'close(): Map<string, void>')
    expect(() => declarations('one', './one.wasm', { types, code: CODE }, 128)).toThrow(
      '3 of 4 exports were read',
    )
  })

  it('are refused where a function has too many parameters, or a record does not fit', () => {
    const many = 'w: number, a: number, b: number, c: number, d: number, h: number'
    const types = TYPES.replace('w: number, h?: number', many)
    expect(() => declarations('one', './one.wasm', { types, code: CODE }, 128)).toThrow(
      'opened: more than 5 parameters',
    )
    expect(declarations('one', './one.wasm', { types, code: CODE }, undefined)).toContain('opened(values: {')
    const code = CODE.replace('__new(17', '__new(136')
    expect(() => declarations('one', './one.wasm', { types: TYPES, code }, 128)).toThrow('at most 128 fit')
  })
})
