import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { declarations } from '../../../tools/kernel/declarations.ts'
import { MODULES } from '../../../tools/kernel/modules.ts'
import { Module } from '../../support/compile.ts'

const declared = Object.entries(MODULES).flatMap(([name, module]) =>
  'declared' in module ? [{ name, output: module.output, declared: module.declared }] : [],
)

/** Names of the exports that an interface declares, with the number of parameters of functions. */
function declaredExports(file: string): Record<string, number | undefined> {
  const [, members = ''] = /export interface \w+ \{\n(.*?)\n\}/s.exec(readFileSync(file, 'utf8')) ?? []
  const found = members.matchAll(/^ {2}(?:readonly (\w+):|(\w+)\((.*?)\):)/gms)
  return Object.fromEntries(
    [...found].map(([, constant, name, parameters = '']) =>
      constant ? [constant, undefined] : [name, parameters.match(/\w+: number/g)?.length ?? 0],
    ),
  )
}

/** The same of the built module. The length of an exported function is the number of its parameters. */
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

const BINDINGS = `declare namespace __AdaptedExports {
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
   * src/kernel/one/close
   */
  export function close(): void;
}
`

describe('declarations', () => {
  it('have required parameters and numbers, as the module has, by file', () => {
    expect(declarations('one', './one.wasm', BINDINGS, true)).toContain(`export interface OneExports {
  readonly memory: WebAssembly.Memory

  // src/kernel/index.ts
  readonly end: { readonly value: number }

  // src/kernel/one.ts
  opened(w: number, h: number): number
  close(): void
}`)
  })

  it('are refused where an export cannot be read', () => {
    const strange = BINDINGS.replace('close(): void', 'close(): Map<string, void>')
    expect(() => declarations('one', './one.wasm', strange, true)).toThrow('one: 2 of 3 exports were read')
  })
})
